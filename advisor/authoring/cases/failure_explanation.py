"""What stands behind a case that fails: the rules that could have brought what was expected, with what they lack, those
that brought something else, with what they rest on, and those that may yet bring it, with what they wait for.

From what was expected and did not come, the way goes back: to the rules that conclude it, to what these lack, and to
the rules that conclude that. Further back only rules that lack one thing are told. Rules whose guard fails (mostly
those of another state) are told only where no others conclude the same, and nothing is looked for behind them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import NamedTuple

from advisor.authoring.cases.case_files import CaseResult
from advisor.authoring.cases.unmet_conditions import (
    CompanyOutcome,
    UnmetTest,
    find_unmet_tests,
    list_supporting_clauses,
)
from advisor.consultation import Consultation
from advisor.model.company import Company
from advisor.model.conditions import Status, Test, evaluate, iter_leaves, iter_required_leaves
from advisor.model.rulebase import STATE, VERDICT, RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom

MAX_DEPTH = 2
"""So many rules behind one another are looked at."""
MAX_FIRED_INSTEAD = 3
"""So many rules that fired in the place of one that had to fire are told."""
MAX_LISTED_PARTS = 4
"""So many things that a rule lacks are told."""


class UnfiredRule(NamedTuple):
    """A rule that did not fire, and all that it lacks by the nearest way; `depth` is 0 if it was expected itself."""

    rule: str
    stage: str
    lacks: tuple[UnmetTest, ...]
    depth: int = 0

    def __str__(self) -> str:
        if len(self.lacks) == 1:
            return f"rule `{self.rule}` needs {self.lacks[0].needs}; {self.lacks[0].got}"
        parts = [f"{each.needs} ({each.got})" for each in self.lacks[:MAX_LISTED_PARTS]]
        more = len(self.lacks) - len(parts)
        last = f"{more} {'thing' if more == 1 else 'things'} more" if more else parts.pop()
        return f"rule `{self.rule}` needs {', '.join(parts)} and {last}"


class FiredRule(NamedTuple):
    """A rule that fired, and what it rests on."""

    rule: str
    stage: str
    since: tuple[str, ...]

    def __str__(self) -> str:
        since = self.since[:MAX_LISTED_PARTS]
        more = len(self.since) - len(since)
        told = [*since, f"{more} {'thing' if more == 1 else 'things'} more"] if more else list(since)
        words = told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}" if told else ""
        return f"rule `{self.rule}`, since {words}" if words else f"rule `{self.rule}`, which always does"


class FailureExplanation(NamedTuple):
    """The rules that did not fire but could have brought what was expected, and those that brought something else.

    `open` are those that keep something else possible, since what they wait for is unknown.
    """

    almost: tuple[UnfiredRule, ...]
    fired: tuple[FiredRule, ...]
    open: tuple[UnfiredRule, ...] = ()


def compute_outcome(consultation: Consultation, company: Company) -> CompanyOutcome:
    """What the rules conclude for a company, with single conclusions made exact, as the advice has them."""
    answers = consultation.answers(company)
    settled = {name: possibilities.compute_values(answers) for name, possibilities in consultation.exact.items()}
    return CompanyOutcome(answers, consultation.meaning.compute_evidence(answers, settled))


def explain_failure(consultation: Consultation, result: CaseResult) -> FailureExplanation:
    """What stands behind a case that failed."""
    return _FailureSearch(consultation, result).build_explanation()


class _FailureSearch:
    def __init__(self, consultation: Consultation, result: CaseResult) -> None:
        self.rulebase: RuleBase = consultation.rulebase
        self.result = result
        self.outcome = compute_outcome(consultation, result.case.company)
        self.lookup = self.outcome.build_lookup(self.rulebase)
        self.almost: dict[str, UnfiredRule] = {}
        self.fired: dict[str, FiredRule] = {}
        self.open: dict[str, UnfiredRule] = {}

    def build_explanation(self) -> FailureExplanation:
        expect, by_id = self.result.case.expect, self.rulebase.rules_by_id
        if "silent" in self.result.unmet_keys:
            self._add_fired(by_id[name] for name in expect["silent"])
        expected = [name for name in expect.get("fires", ()) if "fires" in self.result.unmet_keys]
        behind = [test for name in expected for test in self._add_unfired(by_id[name], 0)]
        behind += self._add_concluding_rules(self.result.missing, 0)
        for atom in self.result.unexpected:
            self._add_fired(self._find_concluding_rules([atom]))
        for name in expected:
            self._add_fired_instead(by_id[name])
        for depth in range(1, MAX_DEPTH + 1):
            behind = [test for needed in behind for test in self._trace_test(needed, depth)]
        self._add_open_rules()
        if not self.fired:
            self._add_preceding_rules()
        return FailureExplanation(
            tuple(self._iter_unfired_rules(expected)), tuple(self.fired.values()), tuple(self.open.values())
        )

    def _iter_unfired_rules(self, expected: list[str]) -> Iterator[UnfiredRule]:
        """The rules expected themselves; the nearest one for each thing expected, the second ones, and so on."""
        told = dict.fromkeys(name for name in expected if name in self.almost)
        near: list[list[str]] = []
        for atom in self.result.missing:
            names = [rule.id for rule in self._find_concluding_rules([atom]) if rule.id in self.almost]
            here = [
                name
                for name in names
                if self._is_own_rule(name) or not self._is_for_other_companies(self.rulebase.rules_by_id[name])
            ]
            near.append(sorted(here or names, key=self._rank_rule))
        further = [name for name, each in self.almost.items() if each.depth]
        near.append(sorted(further, key=self._rank_rule))
        told |= dict.fromkeys(name for turn in zip_longest(*near) for name in turn if name is not None)
        return (self.almost[name] for name in told)

    def _rank_rule(self, name: str) -> tuple[int, int, bool]:
        almost = self.almost[name]
        return almost.depth, len(almost.lacks), not self._is_own_rule(name)

    def _is_own_rule(self, name: str) -> bool:
        """Whether a rule belongs to the pack whose case this is, if that is not the built-in one."""
        return len(self.rulebase.packs) > 1 and self.rulebase.rules_by_id[name].pack == self.rulebase.packs[-1].name

    def _is_for_other_companies(self, rule: Rule) -> bool:
        """Whether a rule speaks of companies of another kind, mostly of another state."""
        of_state = (leaf for leaf in iter_required_leaves(rule.condition) if leaf.name == STATE)
        return any(evaluate(each, self.lookup) is Status.FAILS for each in (rule.guard, *of_state))

    def _trace_test(self, requirement: tuple[Test, bool], depth: int) -> Iterator[tuple[Test, bool]]:
        """What lies behind a test of a conclusion that had to come out otherwise."""
        test, holds = requirement
        atoms = [Atom(test.name, value) for value in sorted(test.values)]
        if test.name in self.rulebase.facts or test.name == STATE:
            return
        if holds:
            yield from self._add_concluding_rules(atoms, depth)
        else:
            self._add_fired(self._find_concluding_rules(atoms))

    def _add_concluding_rules(self, atoms: Iterable[Atom], depth: int) -> Iterator[tuple[Test, bool]]:
        for rule in self._find_concluding_rules(atoms):
            if depth == 0 or not self._is_for_other_companies(rule):
                yield from self._add_unfired(rule, depth)

    def _find_concluding_rules(self, atoms: Iterable[Atom]) -> list[Rule]:
        wanted = frozenset(atoms)
        return [rule for rule in self.rulebase.rules if not wanted.isdisjoint(rule.then)] if wanted else []

    def _add_unfired(self, rule: Rule, depth: int) -> Iterator[tuple[Test, bool]]:
        """Note a rule unless it fired; what it lacks, for the next one behind it."""
        if self._has_fired(rule) or rule.id in self.almost:
            return
        lacking = find_unmet_tests(rule.condition, self.lookup)
        if depth == 0 or len(lacking) == 1:
            self.almost[rule.id] = self._build_unfired_rule(rule, depth)
        if not self._is_for_other_companies(rule):
            yield from lacking

    def _build_unfired_rule(self, rule: Rule, depth: int) -> UnfiredRule:
        lacking = find_unmet_tests(rule.condition, self.lookup)
        told = tuple(self.outcome.describe_unmet_test(test, holds, self.rulebase) for test, holds in lacking)
        return UnfiredRule(rule.id, rule.stage.value, told, depth)

    def _add_fired(self, rules: Iterable[Rule]) -> None:
        for rule in rules:
            if self._has_fired(rule):
                since = list_supporting_clauses(rule, self.lookup, self.outcome, self.rulebase)
                self.fired[rule.id] = FiredRule(rule.id, rule.stage.value, since)

    def _add_fired_instead(self, rule: Rule) -> None:
        """The few rules that fired where a rule had to: those that conclude the same, then others of the same name."""
        names = {atom.name for atom in rule.then}
        fired = [each for each in self.rulebase.rules_by_stage[rule.stage] if self._has_fired(each)]
        beside = [each for each in fired if any(atom.name in names for atom in each.then)]
        beside.sort(key=lambda each: {*rule.then}.isdisjoint(each.then))
        self._add_fired(beside[:MAX_FIRED_INSTEAD])

    def _add_preceding_rules(self) -> None:
        """Where nothing else fired that matters: the few rules that concluded what the rules told of go on from."""
        told = [
            self.rulebase.rules_by_id[name] for name, each in {**self.almost, **self.open}.items() if not each.depth
        ]
        names = dict.fromkeys(leaf.name for rule in told for leaf in iter_leaves(rule.condition))
        fired = [rule for rule in self.rulebase.find_concluding_rules(*names) if self._has_fired(rule)]
        self._add_fired(fired[:MAX_FIRED_INSTEAD])

    def _add_open_rules(self) -> None:
        """The rules that keep a verdict or state possible which was not expected."""
        unexpected = [atom for atom in self.result.unexpected if atom.name in (VERDICT, STATE)]
        for rule in self._find_concluding_rules(unexpected):
            if rule.id in self.almost or self._has_fired(rule):
                continue
            if evaluate(rule.condition, self.lookup) is Status.OPEN:
                self.open[rule.id] = self._build_unfired_rule(rule, 0)

    def _has_fired(self, rule: Rule) -> bool:
        if self.result.verdict is None:  # the rules contradict each other, so that there is no advice to tell
            return evaluate(rule.condition, self.lookup) is Status.HOLDS
        return rule.id in self.result.fired
