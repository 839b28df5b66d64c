"""The file of an interview: an ordinary facts file, with what the dialogue itself needs under `interview`.

Facts stand at the top, where anybody may edit them; they rule. Under `interview` stand the order of the questions, the
answers that lie aside, and which rule base asked, so that a later one can tell which answers no longer fit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

from advisor.errors import FactsError
from advisor.loading.facts_file import INTERVIEW, read_company, read_node, read_value
from advisor.loading.nodes import Findings, Listing, Mapped, Node, Scalar
from advisor.loading.responses_writer import assessment_lines
from advisor.model.answers import Value, is_settled
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Fact

HEAD = (
    "# Answers of an interview. It is an ordinary facts file: edit it, go on with `advisor interview --resume FILE`,\n"
    "# or have the recommendation written with `advisor advise FILE`.\n"
)


class Session(NamedTuple):
    """An interview as kept: what is known of the company, the answers in order, those that lie aside, and those
    that a newer rule base does not take any more, as they were typed.

    `given` may name what is no fact (the opening questions); None is an answer not known.
    """

    company: Company
    given: Mapping[str, Value | None]
    unfit: Mapping[str, str]


def read_session(path: str, rulebase: RuleBase, openers: Mapping[str, Fact]) -> Session:
    """The session in the file at `path`, or any facts file as the beginning of one. Raises FactsError."""
    findings = Findings()
    node, _ = read_node(path, findings)
    if node is None:
        return Session(Company({}), {}, {})
    state = node.get(INTERVIEW) if isinstance(node, Mapped) else None
    unfit: dict[str, str] = {}
    if isinstance(node, Mapped) and isinstance(state, Mapped) and _text(state, "rulebase") != digest(rulebase):
        node, unfit = _fitting(node, rulebase)
    company = read_company(node, rulebase, findings)
    if findings:
        raise FactsError(findings.in_order())
    if not isinstance(state, Mapped):
        return Session(company, {}, unfit)
    assert isinstance(node, Mapped)
    given = _given(state, node, company, {**rulebase.facts, **openers}, unfit)
    asked = [key for key in given if key in company.stated]
    rest = {key: value for key, value in company.stated.items() if key not in asked}
    assessed = () if given.get("route") == "scores" else company.assessed  # the answers say it again
    return Session(company._replace(stated=rest, assessed=assessed), given, {**_unfit(state), **unfit})


def _fitting(node: Mapped, rulebase: RuleBase) -> tuple[Mapped, dict[str, str]]:
    """The entries that this rule base takes, and those that it does not, as they stand."""
    fit, unfit = [], {}
    for key, value in node.items:
        trial = Findings()
        read_company(Mapped(((key, value),), node.place), rulebase, trial)
        if trial and key.text not in ("company", "assessment"):
            unfit[key.text] = _written(value)
        else:
            fit.append((key, value))
    return Mapped(tuple(fit), node.place), unfit


def _given(
    state: Mapped, node: Mapped, company: Company, facts: Mapping[str, Fact], unfit: dict[str, str]
) -> dict[str, Value | None]:
    """The answers in the order of the questions, then those that lie aside; what does not fit goes to `unfit`.

    An answer that somebody took out of the file, or that no longer fits, is no answer: it is asked for again.
    """
    given: dict[str, Value | None] = {}
    order, opening = state.get("order"), state.get("opening")
    there = {key.text for part in (node, opening) if isinstance(part, Mapped) for key, _ in part.items}
    for item in order.items if isinstance(order, Listing) else ():
        name = item.text if isinstance(item, Scalar) else ""
        if name in facts and name in there:
            given[name] = company.stated.get(name)
    for section in ("opening", "aside"):
        entries = state.get(section)
        for key, value in entries.items if isinstance(entries, Mapped) else ():
            trial = Findings()
            read = read_value(facts[key.text], value, trial) if key.text in facts else None
            if trial or key.text not in facts:
                unfit[key.text] = _written(value)
                given.pop(key.text, None)
            elif key.text not in company.stated:  # what stands at the top rules
                given[key.text] = read
    return given


def _unfit(state: Mapped) -> dict[str, str]:
    kept = state.get("no_longer_fitting")
    return {key.text: _written(node) for key, node in kept.items} if isinstance(kept, Mapped) else {}


def _text(node: Mapped, key: str) -> str:
    found = node.get(key)
    return found.text if isinstance(found, Scalar) else ""


def _written(node: Node) -> str:
    if isinstance(node, Scalar):
        return node.text
    items = [value for _, value in node.items] if isinstance(node, Mapped) else list(node.items)
    return ", ".join(_written(item) for item in items)


def digest(rulebase: RuleBase) -> str:
    """Which rule base this is, over all its packs."""
    return "-".join(pack.sha256[:16] for pack in rulebase.packs)


def written(
    company: Company,
    answered: Mapping[str, Value | None],
    aside: Mapping[str, Value | None],
    unfit: Mapping[str, str],
    rulebase: RuleBase,
) -> str:
    """The text of a session file. `answered` are the answers in effect, in the order of the questions."""
    facts = rulebase.facts
    stated = {name: company.stated.get(name) for name in (*company.stated, *(n for n in answered if n in facts))}
    lines = [HEAD]
    if company.name:
        lines.append(f"company: {_quoted(company.name)}")
    lines += [f"{name}: {_yaml(value)}" for name, value in stated.items()]
    lines += assessment_lines(company.assessed, company.showing)
    lines += ["", f"{INTERVIEW}:", f"  rulebase: {digest(rulebase)}", f"  order: [{', '.join(answered)}]"]
    opening = {name: value for name, value in answered.items() if name not in facts}
    for title, entries in (("opening", opening), ("aside", aside)):
        if entries:
            lines += [f"  {title}:", *(f"    {name}: {_yaml(value)}" for name, value in entries.items())]
    if unfit:
        lines += ["  no_longer_fitting:", *(f"    {_quoted(name)}: {_quoted(text)}" for name, text in unfit.items())]
    return "\n".join(lines) + "\n"


def _yaml(value: Value | None) -> str:
    if value is None or not is_settled(value):
        return "unknown"
    if isinstance(value, frozenset):
        return f"[{', '.join(sorted(value))}]"
    return str(value)


def _quoted(text: str) -> str:
    """Text as YAML takes it in quotes; what cannot be printed is escaped, as YAML has no other way to hold it."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in quoted)
