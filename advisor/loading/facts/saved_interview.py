"""A reader and writer of interview files: facts files that also have the state of the dialogue under `interview`.

The facts are at the top, where anybody may edit them; they have priority. `interview` has the order of the questions,
the inactive answers, and a digest of the rule base, so that a later one can find answers that no longer fit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from advisor.errors import FactsError
from advisor.loading.documents.nodes import FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.loading.documents.yaml_writer import format_flow, quote_text
from advisor.loading.facts.fact_values import read_value
from advisor.loading.facts.facts_file import INTERVIEW_KEY, parse_data, read_company, read_data_file
from advisor.loading.facts.responses_writer import iter_assessment_lines
from advisor.model.answers import Value
from advisor.model.clauses import to_plain_value
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Fact

HEADER_COMMENT = (
    "# Answers of an interview. This is an ordinary facts file: edit it, continue with\n"
    "# `advisor interview --resume FILE`, or write the recommendation with `advisor advise FILE`.\n"
)


class Session(NamedTuple):
    """A saved interview: the company, the answers in order, and outdated answers as typed.

    A newer rule base no longer accepts the outdated answers. `answers` may also name opening questions, which are no
    facts; None is an unknown answer. Those `set_aside` did not count when the file was saved. `described` is the
    company that the file describes, as every other command reads it; `company` is this without the answers. With
    `has_misfits`, other commands refuse the file, because facts at its top do not fit the rule base.
    """

    company: Company
    answers: Mapping[str, Value | None]
    outdated_answers: Mapping[str, str]
    set_aside: frozenset[str] = frozenset()
    described: Company = Company({})
    has_misfits: bool = False


def read_session(path: str, rulebase: RuleBase, opening_questions: Mapping[str, Fact]) -> Session:
    """Read the session in the file at `path`; any facts file is the beginning of one.

    Args:
        path: the file.
        rulebase: the rule base that asks the questions now.
        opening_questions: the questions that are no facts of the rule base.

    Raises:
        FactsError: with all findings.
    """
    findings = FindingList()
    node, _ = read_data_file(path, findings)
    return _read_document(node, rulebase, opening_questions, findings)


def read_session_data(data: bytes, name: str, rulebase: RuleBase, opening_questions: Mapping[str, Fact]) -> Session:
    """Read a session that is in memory, such as an upload; `name` is used in messages. Raises FactsError."""
    findings = FindingList()
    return _read_document(parse_data(data, name, findings), rulebase, opening_questions, findings)


def _read_document(
    node: Node | None, rulebase: RuleBase, opening_questions: Mapping[str, Fact], findings: FindingList
) -> Session:
    if node is None:
        return Session(Company({}), {}, {})
    state = node.get(INTERVIEW_KEY) if isinstance(node, MappingNode) else None
    outdated: dict[str, str] = {}
    if isinstance(node, MappingNode) and isinstance(state, MappingNode):
        digest = state.get("rulebase")
        if not isinstance(digest, ScalarNode) or digest.text != compute_rulebase_digest(rulebase):
            node, outdated = _split_outdated(node, rulebase)
    has_misfits = bool(outdated)
    company = read_company(node, rulebase, findings)
    if findings:
        raise FactsError(findings.sort_by_place())
    if not isinstance(state, MappingNode) or not isinstance(node, MappingNode):
        return Session(company, {}, outdated, described=company, has_misfits=has_misfits)
    questions = {**rulebase.facts, **opening_questions}
    answers = _read_counted_answers(state, node, company, questions, outdated)
    aside = _read_entries(state, "aside", questions, outdated)
    aside = {name: value for name, value in aside.items() if name not in company.stated and name not in answers}
    older = state.get("no_longer_fitting")
    if isinstance(older, MappingNode):
        outdated = {key.text: _format_node(value) for key, value in older.items} | outdated
    stated = {key: value for key, value in company.stated.items() if key not in answers}
    assessed = () if answers.get("route") == "scores" else company.assessed  # the answers contain it already
    before = company._replace(stated=stated, assessed=assessed)
    return Session(before, {**answers, **aside}, outdated, frozenset(aside), company, has_misfits)


def _split_outdated(node: MappingNode, rulebase: RuleBase) -> tuple[MappingNode, dict[str, str]]:
    """Separate the entries that this rule base accepts from those that it does not, as typed."""
    accepted, outdated = [], {}
    for key, value in node.items:
        trial = FindingList()
        read_company(MappingNode(((key, value),), node.place), rulebase, trial)
        if trial and key.text not in ("company", "assessment"):
            outdated[key.text] = _format_node(value)
        else:
            accepted.append((key, value))
    return MappingNode(tuple(accepted), node.place), outdated


def _read_counted_answers(
    state: MappingNode, node: MappingNode, company: Company, facts: Mapping[str, Fact], outdated_answers: dict[str, str]
) -> dict[str, Value | None]:
    """Read the answers in the order of the questions; outdated ones are added to their dict.

    An answer that somebody removed from the file, or that no longer fits, is missing: it is asked for again.
    """
    opening = _read_entries(state, "opening", facts, outdated_answers)
    order = state.get("order")
    present = {key.text for key, _ in node.items}
    answers: dict[str, Value | None] = {}
    for item in order.items if isinstance(order, ListNode) else ():
        name = item.text if isinstance(item, ScalarNode) else ""
        if name in facts and (name in present or name in opening):
            answers[name] = company.stated.get(name, opening.get(name))
    return answers | {name: value for name, value in opening.items() if name not in company.stated}


def _read_entries(
    state: MappingNode, section: str, facts: Mapping[str, Fact], outdated_answers: dict[str, str]
) -> dict[str, Value | None]:
    """Read the answers in a section of `interview`; outdated ones are added to their dict."""
    answers: dict[str, Value | None] = {}
    entries = state.get(section)
    for key, value_node in entries.items if isinstance(entries, MappingNode) else ():
        trial = FindingList()
        value = read_value(facts[key.text], value_node, trial) if key.text in facts else None
        if trial or key.text not in facts:
            outdated_answers[key.text] = _format_node(value_node)
        else:
            answers[key.text] = value
    return answers


def _format_node(node: Node) -> str:
    if isinstance(node, ScalarNode):
        return node.text
    items = [value for _, value in node.items] if isinstance(node, MappingNode) else list(node.items)
    return ", ".join(_format_node(item) for item in items)


def compute_rulebase_digest(rulebase: RuleBase) -> str:
    """Return a digest of the rule base, over all its packs."""
    return "-".join(pack.sha256[:16] for pack in rulebase.packs)


def format_session(
    company: Company,
    active_answers: Mapping[str, Value | None],
    inactive_answers: Mapping[str, Value | None],
    outdated_answers: Mapping[str, str],
    rulebase: RuleBase,
) -> str:
    """Return the text of a session file, as `employees: 12` and then `interview:` with its state.

    Args:
        company: the company, with its name and responses.
        active_answers: the answers in effect, in the order of the questions.
        inactive_answers: the answers to questions that no longer apply.
        outdated_answers: the answers that the rule base no longer accepts, as typed.
        rulebase: the rule base that asked.
    """
    facts = rulebase.facts
    stated = {name: company.stated.get(name) for name in (*company.stated, *(n for n in active_answers if n in facts))}
    lines = [HEADER_COMMENT]
    if company.name:
        lines.append(f"company: {quote_text(company.name)}")
    lines += [f"{name}: {_format_value(value)}" for name, value in stated.items()]
    lines += iter_assessment_lines(company.assessed, company.showing)
    lines += [
        "",
        f"{INTERVIEW_KEY}:",
        f"  rulebase: {compute_rulebase_digest(rulebase)}",
        f"  order: {format_flow(list(active_answers))}",
    ]
    opening = {name: value for name, value in active_answers.items() if name not in facts}
    for title, entries in (("opening", opening), ("aside", inactive_answers)):
        if entries:
            lines += [f"  {title}:", *(f"    {name}: {_format_value(value)}" for name, value in entries.items())]
    if outdated_answers:
        lines += [
            "  no_longer_fitting:",
            *(f"    {quote_text(name)}: {quote_text(text)}" for name, text in outdated_answers.items()),
        ]
    return "\n".join(lines) + "\n"


def is_as_written(content: bytes, session: Session, rulebase: RuleBase) -> bool:
    """Return whether a file has nothing that a new one would lose: it is exactly what we write for this session."""
    counted = {name: value for name, value in session.answers.items() if name not in session.set_aside}
    aside = {name: session.answers[name] for name in session.answers if name in session.set_aside}
    return content == format_session(session.described, counted, aside, session.outdated_answers, rulebase).encode()


def _format_value(value: Value | None) -> str:
    return format_flow(None if value is None else to_plain_value(value))
