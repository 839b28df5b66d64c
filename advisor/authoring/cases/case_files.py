"""The cases of a pack: the `*.cases.yaml` files next to its rules, read and run.

A case lists what is known of a company and what the advice must then contain (docs/rule-base.md). Loading a pack
ignores these files, so no case can change any advice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from advisor.authoring.cases.expectations import ALL_STEPS, CONCLUDES, NO_STATE, Mismatch, compare_expectation
from advisor.authoring.pack_source.replaced_rules import describe_removed_rule
from advisor.authoring.pack_source.source_entries import open_pack_files
from advisor.consultation import UNDETERMINED, Conclusions, Consultation
from advisor.errors import ContradictionError, PackError, Place
from advisor.loading import finding_codes as codes
from advisor.loading.documents.mapping_reader import MappingReader, read_scalar_text
from advisor.loading.documents.nodes import SHAPE_NAMES, FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.loading.facts.facts_file import read_company
from advisor.loading.packs.load_rulebase import find_builtin_folder, load
from advisor.loading.packs.pack_files import PackFiles
from advisor.loading.packs.pack_reader import CASES_SUFFIX, MAX_FINDINGS
from advisor.model.company import Company
from advisor.model.name_suggestion import suggest_name
from advisor.model.rulebase import NO_VERDICT, VERDICT, RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom
from advisor.model.word_lists import join_quoted

NO_MOVE = "none"


@dataclass(frozen=True, slots=True)
class Case:
    """One case: its name (a sentence), the company, and what is expected of the advice.

    `expect` maps keys (`verdict`, `fires`, …) to the values written there. A move is its two states; `none` is no
    value.
    """

    name: str
    place: Place
    company: Company
    expect: Mapping[str, tuple[str, ...]]


class PackCases(NamedTuple):
    """The cases in the folder of a pack, and the rule base of this pack and the packs before it."""

    folder: Path
    rulebase: RuleBase
    cases: list[Case]


class UnloadedNames(NamedTuple):
    """Names that a rule base with errors may lack, and keys of `expect` that may have any value."""

    names: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CaseResult:
    """The result of a case: the mismatches, the ids of the rules that fired, and the verdict.

    The verdict is None if the rules contradict each other.
    """

    case: Case
    mismatches: tuple[Mismatch, ...]
    fired: frozenset[str] = frozenset()
    verdict: str | None = None

    @property
    def failures(self) -> tuple[str, ...]:
        """A sentence for each expectation that is not met."""
        return tuple(each.sentence for each in self.mismatches)

    @property
    def passed(self) -> bool:
        """Whether every expectation is met."""
        return not self.mismatches


def read_cases(folder: Path, rulebase: RuleBase, unloaded_names: UnloadedNames | None = None) -> list[Case]:
    """Read the cases of the pack in `folder`.

    A case file contains, for example:

        cases:
          - name: A company that reports frequent conflicts is advised to tighten
            facts: {relationship: undefined, current_conflicts: frequent}
            expect: {verdict: tighten}

    Args:
        folder: The folder of the pack.
        rulebase: The rules that the cases may name.
        unloaded_names: What a rule base with errors may lack; no finding is about these names.

    Returns:
        The cases in the order of the files.

    Raises:
        PackError: All findings about the case files.
    """
    findings = FindingList(MAX_FINDINGS)
    files = open_pack_files(folder, findings)
    reader = _CaseReader(rulebase, findings, unloaded_names or UnloadedNames())
    names = [name for name in files.list_files("rules") if name.endswith(CASES_SUFFIX)]
    cases = [case for name in names for case in reader.read_file(files, name)]
    if findings:
        raise PackError(findings.sort_by_place())
    return cases


def read_all_cases(folders: Sequence[str | Path], core: Path | None = None) -> Iterator[PackCases]:
    """Yield the cases of the core (by default the built-in pack) and of the packs in `folders`.

    A later pack may change what an earlier case expects, so each case is about its own pack and the packs before it.
    Raises PackError if a case file or a pack cannot be read.
    """
    for count, folder in enumerate((core or Path(find_builtin_folder()), *map(Path, folders))):
        rulebase = load(folders[:count], core)
        yield PackCases(folder, rulebase, read_cases(folder, rulebase))


def run_case(consultation: Consultation, case: Case) -> CaseResult:
    """Compare what the rules conclude for the company of a case with what the case expects.

    Rules that contradict each other are a mismatch.
    """
    try:
        conclusions = consultation.conclude(case.company)
    except ContradictionError as error:
        sentences = [f"the rules contradict each other: {finding}" for finding in error.findings]
        return CaseResult(case, tuple(map(Mismatch, sentences)))
    return compare_case(case, conclusions, consultation.rulebase)


def compare_case(case: Case, conclusions: Conclusions, rulebase: RuleBase) -> CaseResult:
    """Compare what the rules concluded for the company of a case with what the case expects."""
    mismatches = tuple(
        mismatch
        for key, expected in case.expect.items()
        for mismatch in compare_expectation(key, expected, conclusions, rulebase)
    )
    return CaseResult(case, mismatches, conclusions.fired, conclusions.verdict)


def find_uncovered_rules(rulebase: RuleBase, results: Iterable[CaseResult]) -> tuple[Rule, ...]:
    """Return the rules that fire in none of the cases, in the order of the rule base."""
    fired = frozenset(rule_id for result in results for rule_id in result.fired)
    return tuple(rule for rule in rulebase.rules if rule.id not in fired)


class _CaseReader:
    """Reads case files against one rule base and adds every error to the findings."""

    def __init__(self, rulebase: RuleBase, findings: FindingList, unloaded_names: UnloadedNames) -> None:
        self.rulebase, self.findings, self.unloaded_names = rulebase, findings, unloaded_names
        verdicts = tuple(sorted(rulebase.conclusions[VERDICT].values or ()))
        steps, rules = ("step", tuple(rulebase.steps)), ("rule", tuple(rulebase.rules_by_id))
        cautions = tuple(slug for rule in rulebase.rules for slug in rule.list_concluded_values("caution"))
        self.expected_keys: Mapping[str, tuple[str, tuple[str, ...]]] = {
            "verdict": ("verdict", (*verdicts, UNDETERMINED, NO_VERDICT)),
            "possible_verdicts": ("verdict", (*verdicts, NO_VERDICT)),
            "state": ("state", (*rulebase.states, NO_STATE)),
            **dict.fromkeys(("fires", "silent"), rules),
            **dict.fromkeys(("steps", ALL_STEPS, "done", "not_yet"), steps),
            "cautions": ("caution", cautions),
        }

    def read_file(self, files: PackFiles, name: str) -> list[Case]:
        """Read the cases of one file."""
        node = files.read_document(name)
        if node is None:
            return []
        cases = node.get("cases") if isinstance(node, MappingNode) else None
        if not isinstance(node, MappingNode) or not isinstance(cases, ListNode) or not cases.items:
            self.findings.add(node, "a case file must be a mapping with `cases`, a list of cases")
            return []
        table = MappingReader(node, "this case file", self.findings)
        table.read_node("cases")
        table.report_unknown_keys()
        return list(self._iter_cases(cases))

    def _iter_cases(self, case_list: ListNode) -> Iterator[Case]:
        lines: dict[str, int | None] = {}
        for node in case_list.items:
            if not isinstance(node, MappingNode):
                shape = SHAPE_NAMES[type(node)]
                self.findings.add(node, f"a case must be a mapping with `name`, `facts` and `expect`, not {shape}")
                continue
            case = self._read_case(node)
            if case.name and case.name in lines:
                sentence = f"line {lines[case.name]} has a case with the name `{case.name}`; give this one its own name"
                self.findings.add(node, sentence, codes.DUPLICATE_ID)
            lines.setdefault(case.name, node.place.line)
            yield case

    def _read_case(self, node: MappingNode) -> Case:
        table = MappingReader(node, "this case", self.findings)
        name = table.read_text("name")
        table.label = f"the case `{name}`" if name else "this case"
        facts, expect = table.read_node("facts"), table.read_mapping("expect")
        table.report_unknown_keys()
        if facts is None:
            sentence = f"{table.label} has no `facts`; write `facts: {{}}` if nothing is known"
            self.findings.add(node, sentence, codes.MISSING_KEY)
        elif isinstance(facts, MappingNode):
            items = tuple(pair for pair in facts.items if pair[0].text not in self.unloaded_names.names)
            facts = facts._replace(items=items)
        company = read_company(facts, self.rulebase, self.findings, allow_computed=True) if facts else Company({})
        if (expect and not expect.items) or not table.has_key("expect"):
            sentence = f"{table.label} expects nothing; add `expect`, such as `expect: {{verdict: tighten}}`"
            self.findings.add(expect or node, sentence, codes.MISSING_KEY)
        expectations = self._read_expectations(expect, table.label) if expect else {}
        return Case(name, node.place, company, expectations)

    def _read_expectations(self, node: MappingNode, label: str) -> dict[str, tuple[str, ...]]:
        expect: dict[str, tuple[str, ...]] = {}
        for key, value in node.items:
            if key.text == "move":
                expect["move"] = self._read_move(value, label)
            elif key.text == CONCLUDES:
                expect[CONCLUDES] = tuple(self._iter_conclusions(value, label))
            elif key.text in ("verdict", "state") and isinstance(value, ListNode):
                self.findings.add(value, f"`{key.text}` of {label} takes one value, not a list")
            elif key.text in self.expected_keys:
                expect[key.text] = tuple(self._iter_expected_values(key, value, label))
            else:
                near = suggest_name(key.text, (*self.expected_keys, "move", CONCLUDES))
                self.findings.add(key, f"{label} cannot expect `{key.text}`{near}", codes.UNKNOWN_KEY)
        for rule in sorted({*expect.get("fires", ())} & {*expect.get("silent", ())}):
            sentence = f"{label} expects rule `{rule}` both to fire and to stay silent; remove one"
            self.findings.add(node, sentence, codes.CONTRADICTORY_CASE)
        return expect

    def _iter_expected_values(self, key: ScalarNode, node: Node, label: str) -> Iterator[str]:
        kind, known = self.expected_keys[key.text]
        items = node.items if isinstance(node, ListNode) else (node,)
        if not items:
            self.findings.add(node, f"`{key.text}` of {label} is empty; list a value, or remove the key")
        for item in items:
            text = read_scalar_text(item, f"`{key.text}` of {label}", self.findings)
            if text in known:
                yield text
            elif text in self.unloaded_names.names or key.text in self.unloaded_names.keys:
                continue
            elif kind == "rule" and (removed := describe_removed_rule(text, self.rulebase)):
                self.findings.add(item, f"rule `{text}` is {removed}", codes.UNKNOWN_ENTRY)
            elif text:
                near = suggest_name(text, known) or (f"; it can be {join_quoted(known)}" if len(known) < 10 else "")
                self.findings.add(item, f"there is no {kind} `{text}`{near}", codes.UNKNOWN_ENTRY)

    def _iter_conclusions(self, node: Node, label: str) -> Iterator[str]:
        """Yield the expected conclusions, each as a text such as `tighten_by: table`."""
        if not isinstance(node, MappingNode) or not node.items:
            sentence = f"`{CONCLUDES}` of {label} must be a mapping such as `{{tighten_by: table}}`"
            self.findings.add(node, sentence)
            return
        for key, values in node.items:
            for item in values.items if isinstance(values, ListNode) else (values,):
                text = read_scalar_text(item, f"`{key.text}` of {label}", self.findings)
                if Atom(key.text, text) in self.rulebase.rules_by_atom:
                    yield f"{key.text}: {text}"
                elif key.text in self.rulebase.conclusions:
                    known = [atom.value for atom in self.rulebase.list_concluded_atoms(key.text)]
                    if text and not self.unloaded_names.names:
                        near = suggest_name(text, known)
                        sentence = f"no rule concludes `{key.text}: {text}`{near}"
                        self.findings.add(item, sentence, codes.UNKNOWN_ENTRY)
                elif key.text not in self.unloaded_names.names:
                    near = suggest_name(key.text, self.rulebase.conclusions)
                    self.findings.add(key, f"there is no conclusion `{key.text}`{near}", codes.UNKNOWN_ENTRY)

    def _read_move(self, node: Node, label: str) -> tuple[str, ...]:
        if isinstance(node, ScalarNode) and node.text == NO_MOVE:
            return ()
        if not isinstance(node, MappingNode):
            sentence = f"`move` of {label} must be `none` or a mapping such as `{{from: defined, to: aligned}}`"
            self.findings.add(node, sentence)
            return ()
        table = MappingReader(node, f"`move` of {label}", self.findings)
        states = table.read_choice("from", self.rulebase.states), table.read_choice("to", self.rulebase.states)
        table.report_unknown_keys()
        return tuple(state for state in states if state)
