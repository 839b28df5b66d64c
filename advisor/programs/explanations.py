"""Explanations for programs: the same data as `advisor explain … --format json`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from advisor.consultation import Consultation
from advisor.errors import FactsError, Finding, Place
from advisor.explain.change import explain_change
from advisor.explain.data import build_change_data, build_how_data, build_what_if_data, build_why_not_data
from advisor.explain.how import explain_how
from advisor.explain.targets import choose_verdict, parse_target, parse_verdict
from advisor.explain.what_if import explain_what_if
from advisor.explain.why_not import MAX_SETS, explain_why_not
from advisor.loading.documents.mapping_nodes import format_key
from advisor.loading.finding_codes import UNKNOWN_NAME, WRONG_SHAPE
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.name_suggestion import suggest_name
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Atom
from advisor.programs.explanation_kinds import KINDS, MAX_LISTED_SETS
from advisor.programs.given_facts import read_tried_facts

Read = TypeVar("Read")


class ExplanationOptions(NamedTuple):
    """The options of an explanation: each only for the kinds that have it."""

    target: Atom | None = None
    limit: int = MAX_SETS
    kept: tuple[str, ...] = ()
    tried: Mapping[str, Value | None] = {}
    to: str | None = None


def read_options(kind: str, options: Mapping[str, object], rulebase: RuleBase) -> ExplanationOptions:
    """Read the options of a kind of explanation; None counts as left out. Raises FactsError with all findings."""
    given = {name: value for name, value in options.items() if value is not None}
    findings = list(_iter_option_findings(kind, given))
    wrong = {finding.place.file for finding in findings}

    def read(name: str, reader: Callable[[], Read], otherwise: Read) -> Read:
        if name not in KINDS[kind] or name in wrong or name not in given:
            return otherwise
        try:
            return reader()
        except FactsError as error:
            findings.extend(error.findings)
            return otherwise

    target = read("target", lambda: parse_target(str(given["target"]), rulebase, "target"), None)
    none: tuple[tuple[str, ...], dict[str, Value | None]] = (), {}
    kept = read("keep", lambda: _read_kept(given["keep"], rulebase), none[0])
    tried = read("tried", lambda: read_tried_facts(given["tried"], rulebase), none[1])
    to = read("to", lambda: parse_verdict(str(given["to"]), rulebase, "to"), None)
    if findings:
        raise FactsError(findings)
    limit = given.get("max", MAX_SETS)
    assert isinstance(limit, int)  # there is no finding
    return ExplanationOptions(target, limit, kept, tried, to)


def build_explanation(
    consultation: Consultation, company: Company, kind: str, options: ExplanationOptions
) -> dict[str, Any]:
    """Build an explanation of one of KINDS. Raises AdvisorError: the company cannot be used."""
    if kind == "how":
        return build_how_data(
            explain_how(consultation, company, options.target or choose_verdict(consultation, company, "facts"))
        )
    if kind == "why-not":
        assert options.target is not None  # read_options saw to it
        return build_why_not_data(
            explain_why_not(consultation, company, options.target, options.limit, list(options.kept))
        )
    if kind == "what-if":
        return build_what_if_data(explain_what_if(consultation, company, dict(options.tried)))
    return build_change_data(explain_change(consultation, company, options.to))


def _iter_option_findings(kind: str, given: Mapping[str, object]) -> Iterator[Finding]:
    """Yield options that this kind does not have, wrong shapes, and what is missing."""
    for name, value in given.items():
        if name not in KINDS[kind]:
            way_out = suggest_name(name, KINDS[kind]) or f"; it takes `{'`, `'.join(KINDS[kind])}`"
            shown = format_key(name)
            yield Finding(Place(shown), f"`{shown}` is not an option of `{kind}`{way_out}", UNKNOWN_NAME)
        elif name in ("target", "to") and not isinstance(value, str):
            yield Finding(Place(name), "this must be a text; write it like `verdict:stay`", WRONG_SHAPE)
        elif name == "max" and (
            not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_LISTED_SETS
        ):
            sentence = f"this is not a number of changes; write a whole number from 1 to {MAX_LISTED_SETS}"
            yield Finding(Place(name), sentence, WRONG_SHAPE)
    if kind == "why-not" and not given.get("target"):
        sentence = "this is missing; name the part of the advice that you ask for, such as `verdict:prepare`"
        yield Finding(Place("target"), sentence, WRONG_SHAPE)
    if kind == "what-if" and "tried" not in given:
        example = '`{"sales_cycle": "short"}`'
        yield Finding(Place("tried"), f"nothing is tried; give an object of facts like this: {example}", WRONG_SHAPE)


def _read_kept(given: object, rulebase: RuleBase) -> tuple[str, ...]:
    """Read the facts whose answers stay. Raises FactsError with all findings."""
    names = given if isinstance(given, list) else [given]
    askable = [name for name, fact in rulebase.facts.items() if not fact.computed]
    findings = []
    for number, name in enumerate(names):
        place = Place(f"keep[{number}]")
        if not isinstance(name, str):
            findings.append(
                Finding(place, "this must be the name of a fact; write it like `relationship`", WRONG_SHAPE)
            )
        elif name not in rulebase.facts:
            sentence = f"`{format_key(name)}` is not a fact{suggest_name(name, askable)}"
            findings.append(Finding(place, sentence, UNKNOWN_NAME))
    if findings:
        raise FactsError(findings)
    return tuple(map(str, names))
