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

from advisor.authoring.cases.expectations import NO_STATE, compare_expectation
from advisor.authoring.pack_source.replaced_rules import describe_removed_rule
from advisor.consultation import UNDETERMINED, Consultation
from advisor.errors import ContradictionError, PackError, Place
from advisor.loading.facts_file import read_company
from advisor.loading.load_rulebase import find_builtin_folder
from advisor.loading.mapping_reader import MappingReader, read_scalar_text
from advisor.loading.nodes import SHAPE_NAMES, FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.loading.pack_files import PackFiles
from advisor.loading.pack_reader import CASES_SUFFIX, MAX_FINDINGS
from advisor.model.company import Company
from advisor.model.name_suggestion import suggest_name
from advisor.model.rulebase import VERDICT, RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom
from advisor.model.word_lists import join_quoted

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


class UnloadedNames(NamedTuple):
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
    unmet_keys: frozenset[str] = frozenset()
    verdict: str | None = None
    missing: tuple[Atom, ...] = ()
    unexpected: tuple[Atom, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether everything came as expected."""
        return not self.failures


def read_cases(folder: Path, rulebase: RuleBase, unloaded_names: UnloadedNames | None = None) -> list[Case]:
    """The cases of the pack in `folder`, in the order of its files. Raises PackError with all findings.

    Of a rule base that is not whole, `beyond` is what it may lack; nothing is said of that.
    """
    findings = FindingList(MAX_FINDINGS)
    shown = "" if folder.resolve() == Path(find_builtin_folder()).resolve() else f"{folder}{os.sep}"
    files = PackFiles(folder, shown, findings)
    reader = _CaseReader(rulebase, findings, unloaded_names or UnloadedNames())
    cases = [
        case
        for name in files.list_files("rules")
        if name.endswith(CASES_SUFFIX)
        for case in reader.read_file(files, name)
    ]
    if findings:
        raise PackError(findings.sort_by_place())
    return cases


def run_case(consultation: Consultation, case: Case) -> CaseResult:
    """Advise the company of a case and compare. Rules that contradict each other are a failure of the case."""
    try:
        advice = consultation.advise(case.company)
    except ContradictionError as error:
        told = tuple(f"the rules contradict each other: {each}" for each in error.findings)
        return CaseResult(case, told, frozenset(), frozenset({"verdict"}))
    found = {
        key: tuple(compare_expectation(key, wanted, advice, consultation.rulebase))
        for key, wanted in case.expect.items()
    }
    every = tuple(each for of_key in found.values() for each in of_key)
    return CaseResult(
        case,
        failures=tuple(each.sentence for each in every),
        fired=frozenset(entry.rule for entry in advice.trace),
        unmet_keys=frozenset(key for key, of_key in found.items() if of_key),
        verdict=advice.verdict,
        missing=tuple(dict.fromkeys(atom for each in every for atom in each.missing)),
        unexpected=tuple(dict.fromkeys(atom for each in every for atom in each.unexpected)),
    )


def find_uncovered_rules(rulebase: RuleBase, results: Iterable[CaseResult]) -> tuple[Rule, ...]:
    """The rules that fire in none of the cases, in the order of the rule base."""
    fired = frozenset(rule_id for result in results for rule_id in result.fired)
    return tuple(rule for rule in rulebase.rules if rule.id not in fired)


class _CaseReader:
    """Reads case files against one rule base; whatever does not fit is added to the findings."""

    def __init__(self, rulebase: RuleBase, findings: FindingList, unloaded_names: UnloadedNames) -> None:
        self.unloaded_names = unloaded_names
        self.rulebase = rulebase
        self.findings = findings
        verdicts = tuple(sorted(rulebase.conclusions[VERDICT].values or ()))
        steps = tuple(rulebase.steps)
        rules = tuple(rulebase.rules_by_id)
        self.expected_keys: Mapping[str, tuple[str, tuple[str, ...]]] = {
            "verdict": ("verdict", (*verdicts, UNDETERMINED)),
            "possible_verdicts": ("verdict", verdicts),
            "state": ("state", (*rulebase.states, NO_STATE)),
            "fires": ("rule", rules),
            "silent": ("rule", rules),
            "steps": ("step", steps),
            "done": ("step", steps),
            "not_yet": ("step", steps),
            "cautions": (
                "caution",
                tuple(slug for rule in rulebase.rules for slug in rule.list_concluded_values("caution")),
            ),
        }

    def read_file(self, files: PackFiles, name: str) -> list[Case]:
        """The cases of one file."""
        text = files.read_file(name)
        node = files.parse_file(name, text) if text is not None else None
        if node is None:
            return []
        listed = node.get("cases") if isinstance(node, MappingNode) else None
        if not isinstance(node, MappingNode) or not isinstance(listed, ListNode) or not listed.items:
            self.findings.add(node, "a case file must be a mapping with `cases`, a list of cases")
            return []
        table = MappingReader(node, "this case file", self.findings)
        table.read_node("cases")
        table.report_unknown_keys()
        return list(self._iter_cases(listed))

    def _iter_cases(self, case_list: ListNode) -> Iterator[Case]:
        names: dict[str, int | None] = {}
        for node in case_list.items:
            if not isinstance(node, MappingNode):
                self.findings.add(
                    node, f"a case must be a mapping with `name`, `facts` and `expect`, not {SHAPE_NAMES[type(node)]}"
                )
                continue
            case = self._read_case(node)
            if case.name and case.name in names:
                self.findings.add(
                    node, f"the name `{case.name}` is used already (in line {names[case.name]}); give this case its own"
                )
            names.setdefault(case.name, node.place.line)
            yield case

    def _read_case(self, node: MappingNode) -> Case:
        table = MappingReader(node, "this case", self.findings)
        name = table.read_text("name")
        table.label = f"the case `{name}`" if name else "this case"
        facts, expect = table.read_node("facts"), table.read_mapping("expect")
        table.report_unknown_keys()
        if isinstance(facts, MappingNode):
            facts = facts._replace(
                items=tuple(each for each in facts.items if each[0].text not in self.unloaded_names.names)
            )
        if facts is None:
            self.findings.add(node, f"{table.label} lacks `facts`; write `facts: {{}}` where nothing is known")
        company = (
            read_company(facts, self.rulebase, self.findings, allow_computed=True) if facts is not None else Company({})
        )
        if expect is None or not expect.items:
            if expect is not None or not table.has_key("expect"):
                self.findings.add(
                    expect or node, f"{table.label} expects nothing; give it an `expect` such as `verdict: tighten`"
                )
            return Case(name, node.place, company, {})
        return Case(name, node.place, company, self._read_expectations(expect, table.label))

    def _read_expectations(self, node: MappingNode, what: str) -> dict[str, tuple[str, ...]]:
        expect: dict[str, tuple[str, ...]] = {}
        for key, value in node.items:
            if key.text == "move":
                expect["move"] = self._read_move(value, what)
            elif key.text in ("verdict", "state") and isinstance(value, ListNode):
                self.findings.add(value, f"`{key.text}` of {what} takes one value, not a list")
            elif key.text in self.expected_keys:
                expect[key.text] = tuple(self._iter_expected_values(key, value, what))
            else:
                near = suggest_name(key.text, (*self.expected_keys, "move"))
                self.findings.add(key, f"{what} cannot expect `{key.text}`{near}")
        for rule in sorted({*expect.get("fires", ())} & {*expect.get("silent", ())}):
            self.findings.add(node, f"{what} expects rule `{rule}` both to fire and to stay silent")
        return expect

    def _iter_expected_values(self, key: ScalarNode, node: Node, what: str) -> Iterator[str]:
        kind, known = self.expected_keys[key.text]
        items = node.items if isinstance(node, ListNode) else (node,)
        if not items:
            self.findings.add(node, f"`{key.text}` of {what} is empty")
        for item in items:
            text = read_scalar_text(item, f"`{key.text}` of {what}", self.findings)
            if text in known:
                yield text
            elif text in self.unloaded_names.names or key.text in self.unloaded_names.keys:
                continue
            elif kind == "rule" and (why := describe_removed_rule(text, self.rulebase)):
                self.findings.add(item, f"rule `{text}` is {why}")
            elif text:
                near = suggest_name(text, known) or (f"; it can be {join_quoted(known)}" if len(known) < 10 else "")
                self.findings.add(item, f"there is no {kind} `{text}`{near}")

    def _read_move(self, node: Node, what: str) -> tuple[str, ...]:
        if isinstance(node, ScalarNode) and node.text == NO_MOVE:
            return ()
        if not isinstance(node, MappingNode):
            self.findings.add(
                node, f"`move` of {what} must be `none` or a mapping such as `{{from: defined, to: aligned}}`"
            )
            return ()
        table = MappingReader(node, f"`move` of {what}", self.findings)
        states = table.read_choice("from", self.rulebase.states), table.read_choice("to", self.rulebase.states)
        table.report_unknown_keys()
        return tuple(state for state in states if state)
