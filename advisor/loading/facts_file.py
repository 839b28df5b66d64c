"""A facts file (YAML, TOML or JSON; one flat mapping of fact names to values) to what it states of a company.

Every error of the file is told in one run, each with its place. Whatever is not understood is refused, never guessed.
"""

from __future__ import annotations

from advisor.errors import FactsError, Finding, Place
from advisor.loading.document_parser import parse_document
from advisor.loading.input_files import read_text
from advisor.loading.mapping_reader import YES_NO_WORDS, parse_whole_number
from advisor.loading.nodes import SHAPE_NAMES, FindingList, ListNode, MappingNode, Node, ScalarNode, format_excerpt
from advisor.loading.responses import read_assessment
from advisor.loading.yaml_reader import UnreadableError
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.name_suggestion import suggest_name
from advisor.model.responses import PrivacyLimits, Responses
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Fact, Kind
from advisor.model.word_lists import join_quoted

INTERVIEW_KEY = "interview"
"""The key under which an interview keeps what it needs to go on; it states nothing of the company."""
MAX_COUNT = 10**12
MAX_NAME_LENGTH = 200
MAX_FINDINGS = 50


def read_facts(path: str, rulebase: RuleBase) -> Company:
    """What the file at `path` (`-`: standard input) states. Raises FactsError with all findings."""
    findings = FindingList()
    node, name = read_data_file(path, findings)
    if node is None:
        raise FactsError(
            [Finding(Place(name), "this file is empty; write one fact a line, such as `relationship: defined`")]
        )
    company = read_company(node, rulebase, findings)
    if findings:
        raise FactsError(findings.sort_by_place())
    return company


def read_data_file(path: str, findings: FindingList) -> tuple[Node | None, str]:
    """The document at `path` (None where it is empty) and the name it goes by. Raises FactsError if it is none."""
    try:
        text, name = read_text(path)
        return parse_document(text, name, findings), name
    except UnreadableError as error:
        raise FactsError([*findings, error.finding]) from None


def read_company(node: Node, rulebase: RuleBase, findings: FindingList, *, allow_computed: bool = False) -> Company:
    """What a mapping of facts states. `computed` admits facts that the program works out itself (for cases)."""
    if not isinstance(node, MappingNode):
        findings.add(node, f"facts must be a mapping such as `relationship: defined`, not {SHAPE_NAMES[type(node)]}")
        return Company({})
    stated: dict[str, Value] = {}
    name: str | None = None
    assessed: Responses = ()
    showing = PrivacyLimits()
    for key, value in node.items:
        if len(findings) >= MAX_FINDINGS:
            findings.add(key, f"more than {MAX_FINDINGS} things are wrong; mend those told first")
            break
        fact = rulebase.facts.get(key.text)
        if key.text == "company":
            name = _read_company_name(value, findings)
        elif key.text == "assessment":
            assessed, showing = read_assessment(value, findings)
        elif key.text == INTERVIEW_KEY:
            continue
        elif fact is None:
            near = suggest_name(key.text, (*rulebase.facts, "company", "assessment"))
            findings.add(key, f"`{format_excerpt(key.text)}` is not a fact{near}")
        elif fact.computed and not allow_computed:
            findings.add(key, f"`{key.text}` is worked out by the program and cannot be stated; leave it out")
        else:
            read = read_value(fact, value, findings)
            if read is not None:
                stated[key.text] = read
    return Company(stated, name, assessed, showing)


def _read_company_name(node: Node, findings: FindingList) -> str | None:
    if not isinstance(node, ScalarNode):
        findings.add(node, f"`company` must be a name, not {SHAPE_NAMES[type(node)]}")
        return None
    name = " ".join(node.text.split())
    if len(name) > MAX_NAME_LENGTH or not name.isprintable():
        findings.add(node, f"`company` must be a name of at most {MAX_NAME_LENGTH} printable characters")
        return None
    return name if name and not node.is_empty else None


def read_value(fact: Fact, node: Node, findings: FindingList) -> Value | None:
    """The value of one fact; None where it is unknown, or (said) where it cannot be understood."""
    if isinstance(node, ScalarNode):
        if node.is_empty:
            findings.add(node, f"`{fact.name}` has no value; write `unknown` if it is not known")
            return None
        if node.text == "unknown":
            return None
    if fact.kind is Kind.MANY:
        return _read_several_values(fact, node, findings)
    if not isinstance(node, ScalarNode):
        findings.add(
            node,
            f"`{fact.name}` takes one value, not {SHAPE_NAMES[type(node)]}; it can be {_describe_allowed_values(fact)}",
        )
        return None
    if fact.kind is Kind.COUNT:
        return _read_count(fact, node, findings)
    value = YES_NO_WORDS.get(node.text.lower(), node.text) if fact.kind is Kind.YES_NO else node.text
    if value in fact.values:
        return value
    near = suggest_name(value, fact.values)
    findings.add(
        node,
        f"`{format_excerpt(node.text)}` is not a value of `{fact.name}`, which can be {_describe_allowed_values(fact)}{near}",
    )
    return None


def _read_several_values(fact: Fact, node: Node, findings: FindingList) -> Value | None:
    if isinstance(node, MappingNode):
        findings.add(node, f"`{fact.name}` takes a list of values, not a mapping")
        return None
    if isinstance(node, ScalarNode) and node.text == "none":
        return frozenset()
    chosen: set[str] = set()
    good = True
    for item in node.items if isinstance(node, ListNode) else (node,):
        if isinstance(item, ScalarNode) and item.text in fact.values:
            chosen.add(item.text)
            continue
        good = False
        said = f"`{format_excerpt(item.text)}`" if isinstance(item, ScalarNode) else SHAPE_NAMES[type(item)]
        near = suggest_name(item.text, fact.values) if isinstance(item, ScalarNode) else ""
        findings.add(
            item, f"{said} is not a value of `{fact.name}`, which takes any of {_describe_allowed_values(fact)}{near}"
        )
    return frozenset(chosen) if good else None


def _read_count(fact: Fact, node: ScalarNode, findings: FindingList) -> Value | None:
    number = parse_whole_number(node)
    if number is not None and fact.minimum <= number <= MAX_COUNT:
        return number
    findings.add(
        node,
        f"`{fact.name}` is `{format_excerpt(node.text)}`; it must be a whole number of {fact.minimum} or more, or `unknown`",
    )
    return None


def _describe_allowed_values(fact: Fact) -> str:
    if fact.kind is Kind.COUNT:
        return f"a whole number of {fact.minimum} or more, or `unknown`"
    return join_quoted([*fact.values, *(["none"] if fact.kind is Kind.MANY else []), "unknown"])
