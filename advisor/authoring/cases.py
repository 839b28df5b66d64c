"""A rule base's own cases: the `*.cases.yaml` files beside the rules, read, run, and told of where they fail.

A case says what is known of a company and what the advice must then hold (docs/rule-base.md).
The loader of packs leaves these files alone, so that no case can change any advice.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from advisor.consultation import UNDETERMINED, Consultation
from advisor.errors import ContradictionError, PackError, Place, listing, nearest
from advisor.loading.facts_file import read_company
from advisor.loading.nodes import SHAPES, Findings, Listing, Mapped, Node, Scalar
from advisor.loading.pack_files import PackFiles
from advisor.loading.pack_reader import CASES, MAX_FINDINGS
from advisor.loading.packs import builtin_folder
from advisor.loading.shapes import Table, text_of
from advisor.model.advice import Advice
from advisor.model.company import Company
from advisor.model.rulebase import VERDICT, RuleBase
from advisor.model.rules import Rule

NO_MOVE, NO_STATE = "none", "unknown"


@dataclass(frozen=True, slots=True)
class Case:
    """One case: its name (a sentence), the company, and what is expected of the advice.

    `expect` maps what is compared (`verdict`, `fires`, …) to the values written there. A move is its two states;
    `none` is no value.
    """

    name: str
    place: Place
    company: Company
    expect: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What came of a case: a sentence for each expectation that was not met, and the ids of the rules that fired.

    `missed` are the keys under which something was expected and did not come; `verdict` is the one that came, None
    where the rules contradict each other.
    """

    case: Case
    failures: tuple[str, ...]
    fired: frozenset[str]
    missed: frozenset[str] = frozenset()
    verdict: str | None = None

    @property
    def passed(self) -> bool:
        """Whether everything came as expected."""
        return not self.failures


def read_cases(folder: Path, rulebase: RuleBase) -> list[Case]:
    """The cases of the pack in `folder`, in the order of its files. Raises PackError with all findings."""
    findings = Findings(MAX_FINDINGS)
    shown = "" if folder.resolve() == Path(builtin_folder()).resolve() else f"{folder}{os.sep}"
    files = PackFiles(folder, shown, findings)
    reader = _Reader(rulebase, findings)
    cases = [case for name in files.below("rules") if name.endswith(CASES) for case in reader.file(files, name)]
    if findings:
        raise PackError(findings.in_order())
    return cases


def run_case(consultation: Consultation, case: Case) -> CaseResult:
    """Advise the company of a case and compare. Rules that contradict each other are a failure of the case."""
    try:
        advice = consultation.advise(case.company)
    except ContradictionError as error:
        told = tuple(f"the rules contradict each other: {each}" for each in error.findings)
        return CaseResult(case, told, frozenset(), frozenset({"verdict"}))
    sentences = {key: tuple(_missed(key, wanted, advice)) for key, wanted in case.expect.items()}
    failures = tuple(sentence for each in sentences.values() for sentence in each)
    missed = frozenset(key for key, each in sentences.items() if each)
    return CaseResult(case, failures, frozenset(entry.rule for entry in advice.trace), missed, advice.verdict)


def uncovered(rulebase: RuleBase, results: Iterable[CaseResult]) -> tuple[Rule, ...]:
    """The rules that fire in none of the cases, in the order of the rule base."""
    fired = frozenset(rule_id for result in results for rule_id in result.fired)
    return tuple(rule for rule in rulebase.rules if rule.id not in fired)


class _Reader:
    """Reads case files against one rule base; whatever does not fit is added to the findings."""

    def __init__(self, rulebase: RuleBase, findings: Findings) -> None:
        self.rulebase = rulebase
        self.findings = findings
        verdicts = tuple(sorted(rulebase.conclusions[VERDICT].values or ()))
        steps = tuple(rulebase.steps)
        rules = tuple(rulebase.by_id)
        self.known: Mapping[str, tuple[str, tuple[str, ...]]] = {
            "verdict": ("verdict", (*verdicts, UNDETERMINED)),
            "possible_verdicts": ("verdict", verdicts),
            "state": ("state", (*rulebase.states, NO_STATE)),
            "fires": ("rule", rules),
            "silent": ("rule", rules),
            "steps": ("step", steps),
            "done": ("step", steps),
            "not_yet": ("step", steps),
            "cautions": ("caution", tuple(slug for rule in rulebase.rules for slug in rule.concludes("caution"))),
        }

    def file(self, files: PackFiles, name: str) -> list[Case]:
        """The cases of one file."""
        text = files.text(name)
        node = files.node(name, text) if text is not None else None
        if node is None:
            return []
        listed = node.get("cases") if isinstance(node, Mapped) else None
        if not isinstance(node, Mapped) or not isinstance(listed, Listing) or not listed.items:
            self.findings.say(node, "a case file must be a mapping with `cases`, a list of cases")
            return []
        table = Table(node, "this case file", self.findings)
        table.raw("cases")
        table.close()
        return list(self._cases(listed))

    def _cases(self, listed: Listing) -> Iterator[Case]:
        names: dict[str, int | None] = {}
        for node in listed.items:
            if not isinstance(node, Mapped):
                self.findings.say(
                    node, f"a case must be a mapping with `name`, `facts` and `expect`, not {SHAPES[type(node)]}"
                )
                continue
            case = self._case(node)
            if case.name and case.name in names:
                self.findings.say(
                    node, f"the name `{case.name}` is used already (in line {names[case.name]}); give this case its own"
                )
            names.setdefault(case.name, node.place.line)
            yield case

    def _case(self, node: Mapped) -> Case:
        table = Table(node, "this case", self.findings)
        name = table.text("name")
        table.what = f"the case `{name}`" if name else "this case"
        facts, expect = table.raw("facts"), table.table("expect")
        table.close()
        if facts is None:
            self.findings.say(node, f"{table.what} lacks `facts`; write `facts: {{}}` where nothing is known")
        company = read_company(facts, self.rulebase, self.findings, computed=True) if facts is not None else Company({})
        if expect is None or not expect.items:
            if expect is not None or not table.has("expect"):
                self.findings.say(
                    expect or node, f"{table.what} expects nothing; give it an `expect` such as `verdict: tighten`"
                )
            return Case(name, node.place, company, {})
        return Case(name, node.place, company, self._expect(expect, table.what))

    def _expect(self, node: Mapped, what: str) -> dict[str, tuple[str, ...]]:
        expect: dict[str, tuple[str, ...]] = {}
        for key, value in node.items:
            if key.text == "move":
                expect["move"] = self._move(value, what)
            elif key.text in ("verdict", "state") and isinstance(value, Listing):
                self.findings.say(value, f"`{key.text}` of {what} takes one value, not a list")
            elif key.text in self.known:
                expect[key.text] = tuple(self._values(key, value, what))
            else:
                near = nearest(key.text, (*self.known, "move"))
                self.findings.say(key, f"{what} cannot expect `{key.text}`{near}")
        for rule in sorted({*expect.get("fires", ())} & {*expect.get("silent", ())}):
            self.findings.say(node, f"{what} expects rule `{rule}` both to fire and to stay silent")
        return expect

    def _values(self, key: Scalar, node: Node, what: str) -> Iterator[str]:
        kind, known = self.known[key.text]
        items = node.items if isinstance(node, Listing) else (node,)
        if not items:
            self.findings.say(node, f"`{key.text}` of {what} is empty")
        for item in items:
            text = text_of(item, f"`{key.text}` of {what}", self.findings)
            if text in known:
                yield text
            elif text:
                near = nearest(text, known) or (f"; it can be {listing(known)}" if len(known) < 10 else "")
                self.findings.say(item, f"there is no {kind} `{text}`{near}")

    def _move(self, node: Node, what: str) -> tuple[str, ...]:
        if isinstance(node, Scalar) and node.text == NO_MOVE:
            return ()
        if not isinstance(node, Mapped):
            self.findings.say(
                node, f"`move` of {what} must be `none` or a mapping such as `{{from: defined, to: aligned}}`"
            )
            return ()
        table = Table(node, f"`move` of {what}", self.findings)
        states = table.choice("from", self.rulebase.states), table.choice("to", self.rulebase.states)
        table.close()
        return tuple(state for state in states if state)


def _missed(key: str, wanted: tuple[str, ...], advice: Advice) -> Iterator[str]:
    """What was expected under one key and did not come, each as a sentence with what came in its stead."""
    fired = {entry.rule for entry in advice.trace}
    state = advice.relationship.state or NO_STATE
    if key == "verdict" and wanted != (advice.verdict,):
        yield f"expected the verdict {_quoted(wanted)}, got `{advice.verdict}`{_open(advice.possible_verdicts)}"
    elif key == "possible_verdicts" and {*wanted} != {*advice.possible_verdicts}:
        yield f"expected the possible verdicts {_quoted(wanted)}, got {_quoted(advice.possible_verdicts)}"
    elif key == "state" and wanted != (state,):
        yield f"expected the state {_quoted(wanted)}, got `{state}`{_open(advice.relationship.possible_states)}"
    elif key == "move" and wanted != (got := (advice.move.from_, advice.move.to) if advice.move else ()):
        words = [f"a move from `{move[0]}` to `{move[-1]}`" if move else "no move" for move in (wanted, got)]
        yield f"expected {words[0]}, got {words[1]}"
    elif key == "fires":
        yield from (f"expected rule `{rule}` to fire, but it stayed silent" for rule in wanted if rule not in fired)
    elif key == "silent":
        yield from (f"expected rule `{rule}` to stay silent, but it fired" for rule in wanted if rule in fired)
    elif key == "steps":
        left = iter(steps := [step.id for step in advice.steps])
        if not all(step in left for step in wanted):
            yield f"expected the steps {_quoted(wanted)} in this order, got {_quoted(steps)}"
    elif key in ("done", "not_yet"):
        notes = [note.id for note in (advice.done if key == "done" else advice.not_yet)]
        told = "already in place" if key == "done" else "not yet due"
        yield from (f"expected step `{each}` as {told}, got {_quoted(notes)}" for each in wanted if each not in notes)
    elif key == "cautions":
        came = [caution.id for caution in advice.cautions]
        yield from (f"expected the caution `{each}`, got {_quoted(came)}" for each in wanted if each not in came)


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"


def _open(possible: list[str]) -> str:
    return f", since {_quoted(possible)} are possible" if len(possible) > 1 else ""
