"""One pass over many companies: each is advised once, and all laws are checked on that advice.

    python -m tests.policy.law_run 100000 --seed 7 [--pack packs/revops] [--shrink] [--law "law 6"]

prints what is broken, each kind with the number of companies and the smallest one; --shrink makes it smaller.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from advisor.consultation import Consultation
from advisor.errors import AdvisorError
from advisor.loading.packs.load_rulebase import load
from advisor.model.rulebase import RuleBase
from advisor.reporting.view.report_view import build_report_view
from tests.policy.advised import Advised
from tests.policy.claims_about_open_answers import check_claims_about_open_answers
from tests.policy.companies import RandomCompanies, Stated
from tests.policy.laws import LAWS
from tests.policy.plain_policy import (
    MOVING,
    NEXT,
    SIGNS,
    ExcludingAnswersError,
    close_answers,
    compute_strength,
    list_possible_verdicts,
    list_states,
    list_trouble,
)
from tests.policy.printed_entries import check_printed_answers, check_printed_marks, measure_shown_ids
from tests.policy.tried_changes import build_compute_by_advice, check_law_6, check_printed_ifs

REVOPS = Path(__file__).resolve().parents[2] / "packs" / "revops"
EVERY_PRINTED, EVERY_RUN = 10, 50
"""Of how many companies one is printed, and one has its changes run by the engine instead of the plain policy."""
UNDETERMINED = "undetermined"


@dataclass
class Breach:
    """One way in which a law is broken: how often, and the smallest company that shows it."""

    law: str
    key: str
    stated: Stated
    seen: str
    count: int = 1

    def __str__(self) -> str:
        return f"{self.law} | {self.count} x | {self.key}\n    {self.stated.describe()}\n    {self.seen}"


@dataclass
class LawRun:
    """The result of a pass: the breaches, and for everything that an advice can have, the smallest company with it."""

    consultation: Consultation
    check_all: bool = False
    companies: int = 0
    refused: int = 0
    breaches: dict[tuple[str, str], Breach] = field(default_factory=dict)
    smallest: dict[str, Stated] = field(default_factory=dict)
    _sizes: dict[str, tuple[int, int]] = field(default_factory=dict)

    def add(self, law: str, key: str, stated: Stated, seen: str) -> None:
        """Count a breach, and keep the smallest company of its kind."""
        breach = self.breaches.setdefault((law, key), Breach(law, key, stated, seen, 0))
        breach.count += 1
        if len(stated.facts) < len(breach.stated.facts):
            breach.stated, breach.seen = stated, seen

    def check(self, stated: Stated) -> None:
        """Advise a company, and compare its advice with the policy and the laws."""
        self.companies += 1
        possible = None
        try:
            possible = list_possible_verdicts(stated.facts, stated.score_states)
            advice = self.consultation.advise(stated.build_company())
        except ExcludingAnswersError as error:
            self._check_refusal(stated, str(error))
            return
        except AdvisorError as error:
            self.add("refusal", f"consistent answers are refused: {error}"[:150], stated, str(error))
            return
        case = Advised(stated, close_answers(stated.facts), advice, self.consultation.rulebase)
        self._check_verdict(case, possible)
        for law, check in LAWS.items():
            for key, seen in check(case):
                self.add(law, key, stated, seen)
        self._check_law_6(case)
        for entry, crowd in measure_shown_ids(advice).items():
            size = crowd, len(stated.facts)
            if size < self._sizes.get(entry, (sys.maxsize, 0)):
                self._sizes[entry], self.smallest[entry] = size, stated

    def _check_refusal(self, stated: Stated, what: str) -> None:
        self.refused += 1
        try:
            self.consultation.advise(stated.build_company())
        except AdvisorError:
            return
        self.add("refusal", f"excluding answers about {what} are not refused", stated, "")

    def _check_verdict(self, case: Advised, possible: frozenset[str]) -> None:
        advice, stated = case.advice, case.stated
        state = advice.relationship.state
        found = frozenset(advice.possible_verdicts)
        if found != possible:
            key = f"{state}: {sorted(found)} instead of {sorted(possible)}"
            self.add("possible verdicts", key, stated, "")
            return
        verdict = next(iter(possible)) if len(possible) == 1 else UNDETERMINED
        if advice.verdict != verdict:
            self.add("verdict", f"{advice.verdict} instead of {verdict}", stated, "")
        move = (state, NEXT[state]) if state in NEXT and possible <= MOVING else None
        if tuple(advice.move or ()) != (move or ()):
            self.add("move", f"{advice.move} instead of {move}", stated, str(sorted(possible)))
        strength = advice.strength
        expected = compute_strength(state, case.answers, verdict) if state and verdict != UNDETERMINED else None
        if strength != expected and (expected or verdict == UNDETERMINED):
            self.add("strength", f"{state} {verdict}: {strength} instead of {expected}", stated, "")
        self._check_clash(case)
        if state:
            listed = {each.id for each in advice.trouble}
            for trouble in list_trouble(state, case.answers):
                if trouble not in listed:
                    self.add("trouble", f"{state}: {trouble} is not listed", stated, "")

    def _check_clash(self, case: Advised) -> None:
        """Check that a stated state which scores or signs exclude is named in a caution or a reading."""
        facts, scored = case.stated.facts, case.stated.score_states
        without = {name: value for name, value in facts.items() if name != "relationship"}
        has_signs = any(sign in facts for sign in SIGNS)
        if "relationship" not in facts or not (scored or has_signs):
            return
        if facts["relationship"] in list_states(without, scored) or case.advice.readings:
            return
        behind = [case.list_facts_behind(caution.rule) for caution in case.advice.cautions]
        if not any(used & {*SIGNS, "score_state"} for used in behind):
            basis = "scores" if scored else "signs"
            self.add("clash", f"{facts['relationship']} is stated, the {basis} exclude it", case.stated, "")

    def _check_law_6(self, case: Advised) -> None:
        compute = (
            build_compute_by_advice(self.consultation)
            if self.companies % EVERY_RUN == 0 and not self.check_all
            else None
        )
        for key, seen in check_law_6(case, compute) if compute else check_law_6(case):
            self.add("law 6", key, case.stated, seen)
        if self.check_all or self.companies % EVERY_PRINTED == 0:
            view = build_report_view(case.advice, case.rulebase)
            for key, seen in check_printed_ifs(case, view, self.consultation):
                self.add("law 6 (printed)", key, case.stated, seen)
            for key, seen in check_printed_answers(case):
                self.add("law 5", key, case.stated, seen)
            for key, seen in check_claims_about_open_answers(case, view, self.consultation):
                self.add("law 6 (printed)", key, case.stated, seen)
            for key, seen in check_printed_marks(case, view):
                self.add("law 8 (printed)", key, case.stated, seen)

    def list_breaches(self, *laws: str) -> list[Breach]:
        """List the breaches of some laws (all without any), the most frequent first."""
        found = [breach for breach in self.breaches.values() if not laws or breach.law in laws]
        return sorted(found, key=lambda breach: -breach.count)


def run_laws(rulebase: RuleBase, companies: Iterable[Stated]) -> LawRun:
    """Check all laws on some companies."""
    run = LawRun(Consultation(rulebase))
    for stated in companies:
        run.check(stated)
    return run


def shrink_breach(consultation: Consultation, breach: Breach) -> Breach:
    """Drop answers of the smallest company as long as it still breaks the law in the same way."""
    smallest, count = breach, breach.count
    for name in breach.stated.facts:
        facts = {each: value for each, value in smallest.stated.facts.items() if each != name}
        run = LawRun(consultation, check_all=True)
        run.check(smallest.stated._replace(facts=facts))
        smallest = run.breaches.get((breach.law, breach.key), smallest)
    smallest.count = count
    return smallest


def describe_breaches(run: LawRun, *laws: str, limit: int = 12) -> str:
    """Describe the most frequent breaches of some laws, each with a company made small."""
    breaches = run.list_breaches(*laws)
    shown = [str(shrink_breach(run.consultation, breach)) for breach in breaches[:limit]]
    return "\n".join([f"{len(breaches)} kinds of breach", *shown])


def main() -> None:
    """Check the laws on a number of companies, and print what is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("number", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pack", action="append", default=[])
    parser.add_argument("--shrink", action="store_true")
    parser.add_argument("--law", action="append", default=[])
    options = parser.parse_args()
    rulebase = load(options.pack)
    start = time.process_time()
    run = run_laws(rulebase, RandomCompanies(rulebase, options.seed).draw(options.number))
    sys.stdout.write(
        f"{run.companies} companies, {run.refused} refused, {time.process_time() - start:.1f} s of processor time\n"
    )
    for breach in sorted(run.list_breaches(*options.law), key=lambda each: (each.law, -each.count)):
        sys.stdout.write(f"{shrink_breach(run.consultation, breach) if options.shrink else breach}\n")


if __name__ == "__main__":
    main()
