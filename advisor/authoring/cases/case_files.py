"""A rule base's own cases: the `*.cases.yaml` files beside the rules, read, run, and told of where they fail.

A case says what is known of a company and what the advice must then hold (docs/rule-base.md).
The loader of packs leaves these files alone, so that no case can change any advice.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from advisor.authoring.cases.expectations import NO_STATE, missed
from advisor.authoring.pack_source.replaced_rules import gone
from advisor.consultation import UNDETERMINED, Consultation
from advisor.errors import ContradictionError, PackError, Place, listing, nearest
from advisor.loading.facts_file import read_company
from advisor.loading.mapping_reader import Table, text_of
from advisor.loading.nodes import SHAPES, Findings, Listing, Mapped, Node, Scalar
from advisor.loading.pack_files import PackFiles
from advisor.loading.pack_reader import CASES, MAX_FINDINGS
from advisor.loading.packs import builtin_folder
from advisor.model.company import Company
from advisor.model.rulebase import VERDICT, RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom

NO_MOVE = "none"


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


class Beyond(NamedTuple):
    """What a rule base that is not whole may lack: names, and keys under which a case may expect any of them."""

    names: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What came of a case: a sentence for each expectation that was not met, and the ids of the rules that fired.

    `missed` are the keys under which something was expected and did not come; `absent` are the conclusions that had to
    be drawn for it, `instead` those that may have come in their place. `verdict` is the one that came, None where the
    rules contradict each other.
    """

    case: Case
    failures: tuple[str, ...]
    fired: frozenset[str]
    missed: frozenset[str] = frozenset()
    verdict: str | None = None
    absent: tuple[Atom, ...] = ()
    instead: tuple[Atom, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether everything came as expected."""
        return not self.failures


def read_cases(folder: Path, rulebase: RuleBase, beyond: Beyond | None = None) -> list[Case]:
    """The cases of the pack in `folder`, in the order of its files. Raises PackError with all findings.

    Of a rule base that is not whole, `beyond` is what it may lack; nothing is said of that.
    """
    findings = Findings(MAX_FINDINGS)
    shown = "" if folder.resolve() == Path(builtin_folder()).resolve() else f"{folder}{os.sep}"
    files = PackFiles(folder, shown, findings)
    reader = _Reader(rulebase, findings, beyond or Beyond())
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
    found = {key: tuple(missed(key, wanted, advice, consultation.rulebase)) for key, wanted in case.expect.items()}
    every = tuple(each for of_key in found.values() for each in of_key)
    return CaseResult(
        case,
        failures=tuple(each.sentence for each in every),
        fired=frozenset(entry.rule for entry in advice.trace),
        missed=frozenset(key for key, of_key in found.items() if of_key),
        verdict=advice.verdict,
        absent=tuple(dict.fromkeys(atom for each in every for atom in each.absent)),
        instead=tuple(dict.fromkeys(atom for each in every for atom in each.instead)),
    )


def uncovered(rulebase: RuleBase, results: Iterable[CaseResult]) -> tuple[Rule, ...]:
    """The rules that fire in none of the cases, in the order of the rule base."""
    fired = frozenset(rule_id for result in results for rule_id in result.fired)
    return tuple(rule for rule in rulebase.rules if rule.id not in fired)


class _Reader:
    """Reads case files against one rule base; whatever does not fit is added to the findings."""

    def __init__(self, rulebase: RuleBase, findings: Findings, beyond: Beyond) -> None:
        self.beyond = beyond
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
        if isinstance(facts, Mapped):
            facts = facts._replace(items=tuple(each for each in facts.items if each[0].text not in self.beyond.names))
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
            elif text in self.beyond.names or key.text in self.beyond.keys:
                continue
            elif kind == "rule" and (why := gone(text, self.rulebase)):
                self.findings.say(item, f"rule `{text}` is {why}")
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
