"""The file of an interview: an ordinary facts file, with what the dialogue itself needs under `interview`.

Facts stand at the top, where anybody may edit them; they rule. Under `interview` stand the order of the questions, the
answers that lie aside, and which rule base asked, so that a later one can tell which answers no longer fit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

from advisor.errors import FactsError
from advisor.loading.facts_file import INTERVIEW_KEY, read_company, read_data_file, read_value
from advisor.loading.nodes import FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.loading.responses_writer import iter_assessment_lines
from advisor.model.answers import Value, is_settled
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Fact

HEADER_COMMENT = (
    "# Answers of an interview. It is an ordinary facts file: edit it, go on with `advisor interview --resume FILE`,\n"
    "# or have the recommendation written with `advisor advise FILE`.\n"
)


class Session(NamedTuple):
    """An interview as kept: what is known of the company, the answers in order, those that lie aside, and those
    that a newer rule base does not take any more, as they were typed.

    `given` may name what is no fact (the opening questions); None is an answer not known.
    """

    company: Company
    answers: Mapping[str, Value | None]
    outdated_answers: Mapping[str, str]


def read_session(path: str, rulebase: RuleBase, opening_questions: Mapping[str, Fact]) -> Session:
    """The session in the file at `path`, or any facts file as the beginning of one. Raises FactsError."""
    findings = FindingList()
    node, _ = read_data_file(path, findings)
    if node is None:
        return Session(Company({}), {}, {})
    state = node.get(INTERVIEW_KEY) if isinstance(node, MappingNode) else None
    unfit: dict[str, str] = {}
    if (
        isinstance(node, MappingNode)
        and isinstance(state, MappingNode)
        and _read_text(state, "rulebase") != compute_rulebase_digest(rulebase)
    ):
        node, unfit = _split_outdated(node, rulebase)
    company = read_company(node, rulebase, findings)
    if findings:
        raise FactsError(findings.sort_by_place())
    if not isinstance(state, MappingNode):
        return Session(company, {}, unfit)
    assert isinstance(node, MappingNode)
    given = _read_answers(state, node, company, {**rulebase.facts, **opening_questions}, unfit)
    asked = [key for key in given if key in company.stated]
    rest = {key: value for key, value in company.stated.items() if key not in asked}
    assessed = () if given.get("route") == "scores" else company.assessed  # the answers say it again
    return Session(company._replace(stated=rest, assessed=assessed), given, {**_read_outdated(state), **unfit})


def _split_outdated(node: MappingNode, rulebase: RuleBase) -> tuple[MappingNode, dict[str, str]]:
    """The entries that this rule base takes, and those that it does not, as they stand."""
    fit, unfit = [], {}
    for key, value in node.items:
        trial = FindingList()
        read_company(MappingNode(((key, value),), node.place), rulebase, trial)
        if trial and key.text not in ("company", "assessment"):
            unfit[key.text] = _format_node(value)
        else:
            fit.append((key, value))
    return MappingNode(tuple(fit), node.place), unfit


def _read_answers(
    state: MappingNode, node: MappingNode, company: Company, facts: Mapping[str, Fact], outdated_answers: dict[str, str]
) -> dict[str, Value | None]:
    """The answers in the order of the questions, then those that lie aside; what does not fit goes to `unfit`.

    An answer that somebody took out of the file, or that no longer fits, is no answer: it is asked for again.
    """
    given: dict[str, Value | None] = {}
    order, opening = state.get("order"), state.get("opening")
    there = {key.text for part in (node, opening) if isinstance(part, MappingNode) for key, _ in part.items}
    for item in order.items if isinstance(order, ListNode) else ():
        name = item.text if isinstance(item, ScalarNode) else ""
        if name in facts and name in there:
            given[name] = company.stated.get(name)
    for section in ("opening", "aside"):
        entries = state.get(section)
        for key, value in entries.items if isinstance(entries, MappingNode) else ():
            trial = FindingList()
            read = read_value(facts[key.text], value, trial) if key.text in facts else None
            if trial or key.text not in facts:
                outdated_answers[key.text] = _format_node(value)
                given.pop(key.text, None)
            elif key.text not in company.stated:  # what stands at the top rules
                given[key.text] = read
    return given


def _read_outdated(state: MappingNode) -> dict[str, str]:
    kept = state.get("no_longer_fitting")
    return {key.text: _format_node(node) for key, node in kept.items} if isinstance(kept, MappingNode) else {}


def _read_text(node: MappingNode, key: str) -> str:
    found = node.get(key)
    return found.text if isinstance(found, ScalarNode) else ""


def _format_node(node: Node) -> str:
    if isinstance(node, ScalarNode):
        return node.text
    items = [value for _, value in node.items] if isinstance(node, MappingNode) else list(node.items)
    return ", ".join(_format_node(item) for item in items)


def compute_rulebase_digest(rulebase: RuleBase) -> str:
    """Which rule base this is, over all its packs."""
    return "-".join(pack.sha256[:16] for pack in rulebase.packs)


def format_session(
    company: Company,
    active_answers: Mapping[str, Value | None],
    inactive_answers: Mapping[str, Value | None],
    outdated_answers: Mapping[str, str],
    rulebase: RuleBase,
) -> str:
    """The text of a session file. `answered` are the answers in effect, in the order of the questions."""
    facts = rulebase.facts
    stated = {name: company.stated.get(name) for name in (*company.stated, *(n for n in active_answers if n in facts))}
    lines = [HEADER_COMMENT]
    if company.name:
        lines.append(f"company: {_quote_text(company.name)}")
    lines += [f"{name}: {_format_value(value)}" for name, value in stated.items()]
    lines += iter_assessment_lines(company.assessed, company.showing)
    lines += [
        "",
        f"{INTERVIEW_KEY}:",
        f"  rulebase: {compute_rulebase_digest(rulebase)}",
        f"  order: [{', '.join(active_answers)}]",
    ]
    opening = {name: value for name, value in active_answers.items() if name not in facts}
    for title, entries in (("opening", opening), ("aside", inactive_answers)):
        if entries:
            lines += [f"  {title}:", *(f"    {name}: {_format_value(value)}" for name, value in entries.items())]
    if outdated_answers:
        lines += [
            "  no_longer_fitting:",
            *(f"    {_quote_text(name)}: {_quote_text(text)}" for name, text in outdated_answers.items()),
        ]
    return "\n".join(lines) + "\n"


def _format_value(value: Value | None) -> str:
    if value is None or not is_settled(value):
        return "unknown"
    if isinstance(value, frozenset):
        return f"[{', '.join(sorted(value))}]"
    return str(value)


def _quote_text(text: str) -> str:
    """Text as YAML takes it in quotes; what cannot be printed is escaped, as YAML has no other way to hold it."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in quoted)
