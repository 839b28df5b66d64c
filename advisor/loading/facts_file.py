"""A facts file (YAML, TOML or JSON; one flat mapping of fact names to values) to what it states of a company.

Every error of the file is told in one run, each with its place. Whatever is not understood is refused, never guessed.
"""

from __future__ import annotations

from advisor.errors import FactsError, Finding, Place, listing, nearest
from advisor.loading.document_parser import read_document
from advisor.loading.input_files import read_text
from advisor.loading.mapping_reader import YES_NO, whole_number
from advisor.loading.nodes import SHAPES, Findings, Listing, Mapped, Node, Scalar, shown
from advisor.loading.responses import read_assessment
from advisor.loading.yaml_reader import UnreadableError
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.responses import Assessed, Showing
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Fact, Kind

INTERVIEW = "interview"
"""The key under which an interview keeps what it needs to go on; it states nothing of the company."""
MAX_COUNT = 10**12
MAX_NAME = 200
MAX_FINDINGS = 50


def read_facts(path: str, rulebase: RuleBase) -> Company:
    """What the file at `path` (`-`: standard input) states. Raises FactsError with all findings."""
    findings = Findings()
    node, name = read_node(path, findings)
    if node is None:
        raise FactsError(
            [Finding(Place(name), "this file is empty; write one fact a line, such as `relationship: defined`")]
        )
    company = read_company(node, rulebase, findings)
    if findings:
        raise FactsError(findings.in_order())
    return company


def read_node(path: str, findings: Findings) -> tuple[Node | None, str]:
    """The document at `path` (None where it is empty) and the name it goes by. Raises FactsError if it is none."""
    try:
        text, name = read_text(path)
        return read_document(text, name, findings), name
    except UnreadableError as error:
        raise FactsError([*findings, error.finding]) from None


def read_company(node: Node, rulebase: RuleBase, findings: Findings, *, computed: bool = False) -> Company:
    """What a mapping of facts states. `computed` admits facts that the program works out itself (for cases)."""
    if not isinstance(node, Mapped):
        findings.say(node, f"facts must be a mapping such as `relationship: defined`, not {SHAPES[type(node)]}")
        return Company({})
    stated: dict[str, Value] = {}
    name: str | None = None
    assessed: Assessed = ()
    showing = Showing()
    for key, value in node.items:
        if len(findings) >= MAX_FINDINGS:
            findings.say(key, f"more than {MAX_FINDINGS} things are wrong; mend those told first")
            break
        fact = rulebase.facts.get(key.text)
        if key.text == "company":
            name = _company_name(value, findings)
        elif key.text == "assessment":
            assessed, showing = read_assessment(value, findings)
        elif key.text == INTERVIEW:
            continue
        elif fact is None:
            near = nearest(key.text, (*rulebase.facts, "company", "assessment"))
            findings.say(key, f"`{shown(key.text)}` is not a fact{near}")
        elif fact.computed and not computed:
            findings.say(key, f"`{key.text}` is worked out by the program and cannot be stated; leave it out")
        else:
            read = read_value(fact, value, findings)
            if read is not None:
                stated[key.text] = read
    return Company(stated, name, assessed, showing)


def _company_name(node: Node, findings: Findings) -> str | None:
    if not isinstance(node, Scalar):
        findings.say(node, f"`company` must be a name, not {SHAPES[type(node)]}")
        return None
    name = " ".join(node.text.split())
    if len(name) > MAX_NAME or not name.isprintable():
        findings.say(node, f"`company` must be a name of at most {MAX_NAME} printable characters")
        return None
    return name if name and not node.empty else None


def read_value(fact: Fact, node: Node, findings: Findings) -> Value | None:
    """The value of one fact; None where it is unknown, or (said) where it cannot be understood."""
    if isinstance(node, Scalar):
        if node.empty:
            findings.say(node, f"`{fact.name}` has no value; write `unknown` if it is not known")
            return None
        if node.text == "unknown":
            return None
    if fact.kind is Kind.MANY:
        return _many(fact, node, findings)
    if not isinstance(node, Scalar):
        findings.say(node, f"`{fact.name}` takes one value, not {SHAPES[type(node)]}; it can be {_allowed(fact)}")
        return None
    if fact.kind is Kind.COUNT:
        return _count(fact, node, findings)
    value = YES_NO.get(node.text.lower(), node.text) if fact.kind is Kind.YES_NO else node.text
    if value in fact.values:
        return value
    near = nearest(value, fact.values)
    findings.say(node, f"`{shown(node.text)}` is not a value of `{fact.name}`, which can be {_allowed(fact)}{near}")
    return None


def _many(fact: Fact, node: Node, findings: Findings) -> Value | None:
    if isinstance(node, Mapped):
        findings.say(node, f"`{fact.name}` takes a list of values, not a mapping")
        return None
    if isinstance(node, Scalar) and node.text == "none":
        return frozenset()
    chosen: set[str] = set()
    good = True
    for item in node.items if isinstance(node, Listing) else (node,):
        if isinstance(item, Scalar) and item.text in fact.values:
            chosen.add(item.text)
            continue
        good = False
        said = f"`{shown(item.text)}`" if isinstance(item, Scalar) else SHAPES[type(item)]
        near = nearest(item.text, fact.values) if isinstance(item, Scalar) else ""
        findings.say(item, f"{said} is not a value of `{fact.name}`, which takes any of {_allowed(fact)}{near}")
    return frozenset(chosen) if good else None


def _count(fact: Fact, node: Scalar, findings: Findings) -> Value | None:
    number = whole_number(node)
    if number is not None and fact.minimum <= number <= MAX_COUNT:
        return number
    findings.say(
        node,
        f"`{fact.name}` is `{shown(node.text)}`; it must be a whole number of {fact.minimum} or more, or `unknown`",
    )
    return None


def _allowed(fact: Fact) -> str:
    if fact.kind is Kind.COUNT:
        return f"a whole number of {fact.minimum} or more, or `unknown`"
    return listing([*fact.values, *(["none"] if fact.kind is Kind.MANY else []), "unknown"])
