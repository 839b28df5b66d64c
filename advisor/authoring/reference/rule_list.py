"""The rules that somebody asks for, and what a list of them tells of each."""

from __future__ import annotations

from typing import NamedTuple

from advisor.authoring.reference.rule_graph import Links
from advisor.authoring.reference.show import UnknownIdError
from advisor.errors import Finding, Place, nearest
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom


class Wanted(NamedTuple):
    """What the rules of a list have in common; None where any will do. `leads_to` may be `name: value`."""

    stage: str | None = None
    status: str | None = None
    reads: str | None = None
    leads_to: str | None = None
    packs: frozenset[str] | None = None


class Row(NamedTuple):
    """A rule in a list. `leads_to` maps what a reader of the advice sees (verdict, step, …) to values."""

    id: str
    title: str
    stage: str
    status: str
    pack: str
    source: str
    reads: tuple[str, ...]
    leads_to: dict[str, list[str]]


def selected(rulebase: RuleBase, wanted: Wanted) -> list[Row]:
    """The rules wanted, in order. Raises UnknownIdError for what no rule could read or lead to."""
    links = Links(rulebase)
    name, value = _end(wanted.leads_to or "")
    _check(rulebase, wanted, name, value)
    return [
        _row(rule, links)
        for rule in rulebase.rules
        if (wanted.stage is None or rule.stage == wanted.stage)
        and (wanted.status is None or rule.status == wanted.status)
        and (wanted.packs is None or rule.pack in wanted.packs)
        and (wanted.reads is None or wanted.reads in links.reads(rule))
        and (not value or any(atom.value == value and name in ("", atom.name) for atom in _ends(rule, links)))
    ]


def _ends(rule: Rule, links: Links) -> tuple[Atom, ...]:
    return (*rule.then, *links.ends(rule))


def _end(given: str) -> tuple[str, str]:
    name, sign, value = given.partition(":")
    return (name.strip(), value.strip()) if sign else ("", given.strip())


def _check(rulebase: RuleBase, wanted: Wanted, name: str, value: str) -> None:
    findings = []
    known = (*rulebase.facts, *rulebase.conclusions)
    if wanted.reads is not None and wanted.reads not in known:
        sentence = f"there is no fact or conclusion `{wanted.reads}`{nearest(wanted.reads, known)}"
        findings.append(Finding(Place("--reads"), sentence))
    values = {atom.value for rule in rulebase.rules for atom in rule.then if name in ("", atom.name)}
    if wanted.leads_to is not None and value not in values:
        sentence = f"no rule concludes `{wanted.leads_to}`{nearest(value, values)}"
        findings.append(Finding(Place("--leads-to"), sentence))
    if findings:
        raise UnknownIdError(findings)


def _row(rule: Rule, links: Links) -> Row:
    ends: dict[str, list[str]] = {}
    for atom in links.ends(rule):
        ends.setdefault(atom.name, []).append(atom.value)
    reads = links.reads(rule)
    return Row(rule.id, rule.title, rule.stage.value, rule.status.value, rule.pack, rule.source, reads, ends)
