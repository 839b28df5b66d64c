"""A reader of facts files: one flat mapping of fact names to values, in YAML, TOML or JSON.

It reports every error of the file in one run, each with its place, and never guesses what a value means.
"""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike, fspath
from pathlib import Path
from shlex import quote

from advisor.errors import FactsError
from advisor.loading import finding_codes as codes
from advisor.loading.documents.document_parser import parse_document
from advisor.loading.documents.input_files import decode_text, read_text
from advisor.loading.documents.nodes import SHAPE_NAMES, FindingList, MappingNode, Node, ScalarNode, format_excerpt
from advisor.loading.documents.yaml_reader import MAX_BYTES, UnreadableError
from advisor.loading.facts.fact_hints import describe_totals, suggest_fact
from advisor.loading.facts.fact_values import read_value
from advisor.loading.facts.responses import read_assessment
from advisor.model.answers import Value
from advisor.model.choices_from_counts import describe_band, find_band
from advisor.model.clauses import describe_clash
from advisor.model.company import Company
from advisor.model.responses import PrivacyLimits, Responses
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Fact

INTERVIEW_KEY = "interview"
"""The key under which an interview keeps its own state; it says nothing about the company."""
MAX_FACTS_BYTES = 5_000_000
"""Maximum size of a facts file, enough for 100,000 respondents; TOML takes long to read, so its files are smaller."""
MAX_NAME_LENGTH = 200
_REPORT = (
    "this is a report of the advisor, with its advice; use the facts file that the report was made from, with lines "
    "such as `relationship: defined`"
)
_TABLE_SUFFIXES = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods")


def read_facts(path: str | PathLike[str], rulebase: RuleBase) -> Company:
    """Read the facts file at `path` (`-`: standard input). Raises FactsError with all findings.

    A file with the line `employees: 12` gives a company that states {"employees": 12}.
    """
    findings = FindingList()
    node, name = read_data_file(fspath(path), findings)
    return _read_whole_company(node, name, rulebase, findings)


def read_facts_data(data: bytes, name: str, rulebase: RuleBase) -> Company:
    """Read facts that are not on disk, such as an upload; the ending of `name` says the language. Raises FactsError."""
    findings = FindingList()
    return _read_whole_company(parse_data(data, name, findings), name, rulebase, findings)


def _read_whole_company(node: Node | None, name: str, rulebase: RuleBase, findings: FindingList) -> Company:
    if node is None:
        raise build_empty_error(name)
    company = read_company(node, rulebase, findings)
    if findings:
        raise FactsError(findings.sort_by_place())
    return company


def build_empty_error(name: str) -> FactsError:
    """Build the error for a facts file without a line."""
    fix = "write one fact per line, such as `relationship: defined`, or begin with `advisor facts new NAME.yaml`"
    sentence = f"this file is empty; {fix}"
    return FactsError.at(name, sentence, codes.EMPTY_FILE)


def read_data_file(path: str, findings: FindingList) -> tuple[Node | None, str]:
    """Return the document at `path` (None if it is empty) and its name in messages. Raises FactsError."""
    if path.lower().endswith(_TABLE_SUFFIXES) and Path(path).is_file():
        sentence = (
            "this looks like answers from a survey tool, not like facts; read them first: "
            f"`advisor survey read {quote(path)} -o answers.yaml`"
        )
        raise FactsError.at(path, sentence, codes.WRONG_FILE_TYPE)
    try:
        text, name = read_text(path, _get_max_bytes(path))
        return parse_document(text, name, findings), name
    except UnreadableError as error:
        findings.append(error.finding)
        raise FactsError(findings) from None


def parse_data(data: bytes, name: str, findings: FindingList) -> Node | None:
    """Return the document in some bytes (None if it is empty); `name` is used in messages. Raises FactsError."""
    try:
        return parse_document(decode_text(data, name, _get_max_bytes(name)), name, findings)
    except UnreadableError as error:
        findings.append(error.finding)
        raise FactsError(findings) from None


def _get_max_bytes(name: str) -> int:
    return MAX_BYTES if name.lower().endswith(".toml") else MAX_FACTS_BYTES


def read_company(node: Node, rulebase: RuleBase, findings: FindingList, *, allow_computed: bool = False) -> Company:
    """Read a mapping of facts.

    Args:
        node: the mapping.
        rulebase: the facts and their values.
        findings: receives all errors.
        allow_computed: whether to accept facts that the program calculates, as cases may state them.
    """
    if not isinstance(node, MappingNode):
        shape = SHAPE_NAMES[type(node)]
        findings.add(
            node, f"this is {shape}, not a facts file; write one fact per line, such as `relationship: defined`"
        )
        return Company({})
    schema = node.get("schema")
    if isinstance(schema, ScalarNode) and schema.text.startswith("advice/"):
        findings.add(node, _REPORT, codes.WRONG_FILE_TYPE)
        return Company({})
    stated: dict[str, Value] = {}
    name: str | None = None
    assessed: Responses = ()
    limits = PrivacyLimits()
    notes: list[str] = []
    for key, value_node in node.items:
        fact = rulebase.facts.get(key.text)
        if key.text == "company":
            name = _read_company_name(value_node, findings)
        elif key.text == "assessment":
            assessed, limits = read_assessment(value_node, findings)
        elif key.text == INTERVIEW_KEY:
            continue
        elif fact is None:
            if findings.count_only():
                continue
            suggestion = suggest_fact(key, value_node, rulebase.facts)
            findings.add(key, f"`{format_excerpt(key.text)}` is not a fact{suggestion}")
        elif fact.computed and not allow_computed:
            _report_computed(key, fact, findings)
        elif (value := read_value(fact, value_node, findings)) is not None:
            stated[key.text] = value
            if isinstance(value_node, ScalarNode) and (counted := find_band(fact, value_node.text)):
                notes.append(f"{value_node.place}: {describe_band(fact, *counted)}")
    _report_clashes(node, stated, rulebase, findings)
    return Company(stated, name, assessed, limits, tuple(notes))


def _report_computed(key: ScalarNode, fact: Fact, findings: FindingList) -> None:
    """Report a fact that is not stated but calculated, from the scores of the 20 statements if it is about them."""
    is_score = fact.name.startswith(("score_", "statement."))
    fix = describe_totals(key) if is_score else "leave it out"
    findings.add(key, f"`{key.text}` is calculated and cannot be stated; {fix}")


def _report_clashes(node: MappingNode, stated: Mapping[str, Value], rulebase: RuleBase, findings: FindingList) -> None:
    """Report answers that exclude each other, each at its place."""
    for clash in rulebase.find_clashes(stated):
        first, second = node.get(clash.premise), node.get(clash.fact)
        if first is not None and second is not None:
            line = f" on line {first.place.line}" if first.place.line else ""
            findings.add(second, describe_clash(clash, stated, line), codes.CONTRADICTORY_ANSWERS)


def _read_company_name(node: Node, findings: FindingList) -> str | None:
    if not isinstance(node, ScalarNode):
        findings.add_wrong_shape(node, "`company`", "a name")
        return None
    name = " ".join(node.text.split())
    if len(name) > MAX_NAME_LENGTH or not name.isprintable():
        findings.add(node, f"`company` must be a name of at most {MAX_NAME_LENGTH} printable characters")
        return None
    return name if name and not node.is_empty else None
