"""Explanations for programs: the same data as `advisor explain … --format json`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.consultation import Consultation
from advisor.errors import FactsError, Finding, Place
from advisor.explain.change import explain_change
from advisor.explain.data import build_change_data, build_how_data, build_what_if_data, build_why_not_data
from advisor.explain.how import explain_how
from advisor.explain.targets import choose_verdict, parse_target, parse_verdict
from advisor.explain.what_if import explain_what_if
from advisor.explain.why_not import MAX_SETS, explain_why_not
from advisor.loading.finding_codes import UNKNOWN_NAME, WRONG_SHAPE
from advisor.model.company import Company
from advisor.model.name_suggestion import suggest_name
from advisor.model.rulebase import RuleBase
from advisor.programs.explanation_kinds import KINDS, MAX_LISTED_SETS
from advisor.programs.given_facts import LIST_OF_FACTS, read_tried_facts


def build_explanation(
    consultation: Consultation, company: Company, kind: str, options: Mapping[str, object]
) -> dict[str, Any]:
    """Build an explanation.

    Args:
        consultation: a consultation over the rule base.
        company: the company.
        kind: one of KINDS.
        options: the options of this kind by name; None counts as left out.

    Raises:
        AdvisorError: an option or the company cannot be used.
    """
    rulebase = consultation.rulebase
    given = {name: value for name, value in options.items() if value is not None}
    _check_options(kind, given)
    target = str(given.get("target", ""))
    if kind == "how":
        atom = parse_target(target, rulebase, "target") if target else choose_verdict(consultation, company, "facts")
        return build_how_data(explain_how(consultation, company, atom))
    if kind == "why-not":
        atom = parse_target(target, rulebase, "target")
        kept = _read_kept(given.get("keep", []), rulebase)
        limit = given.get("max", MAX_SETS)
        assert isinstance(limit, int)  # _check_options saw to it
        return build_why_not_data(explain_why_not(consultation, company, atom, limit, kept))
    if kind == "what-if":
        return build_what_if_data(
            explain_what_if(consultation, company, read_tried_facts(given.get("tried"), rulebase))
        )
    to = parse_verdict(str(given["to"]), rulebase, "to") if "to" in given else None
    return build_change_data(explain_change(consultation, company, to))


def _check_options(kind: str, given: Mapping[str, object]) -> None:
    """Refuse options that this kind does not have, and wrong shapes. Raises FactsError with all findings."""
    findings = []
    for name, value in given.items():
        if name not in KINDS[kind]:
            way_out = suggest_name(name, KINDS[kind]) or f"; it takes `{'`, `'.join(KINDS[kind])}`"
            findings.append(Finding(Place(name), f"`{name}` is not an option of `{kind}`{way_out}", UNKNOWN_NAME))
        elif name in ("target", "to") and not isinstance(value, str):
            findings.append(Finding(Place(name), "this must be a text; write it like `verdict:stay`", WRONG_SHAPE))
        elif name == "max" and (
            not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_LISTED_SETS
        ):
            sentence = f"this is not a number of changes; write a whole number from 1 to {MAX_LISTED_SETS}"
            findings.append(Finding(Place(name), sentence, WRONG_SHAPE))
    if kind == "why-not" and not given.get("target"):
        sentence = "this is missing; name the part of the advice that you ask for, such as `verdict:prepare`"
        findings.append(Finding(Place("target"), sentence, WRONG_SHAPE))
    if findings:
        raise FactsError(findings)


def _read_kept(given: object, rulebase: RuleBase) -> list[str]:
    """Read the facts whose answers stay. Raises FactsError with all findings."""
    names = given if isinstance(given, list) else [given]
    findings = []
    for number, name in enumerate(names):
        if not isinstance(name, str) or name not in rulebase.facts:
            way_out = suggest_name(str(name), rulebase.facts) or f"; {LIST_OF_FACTS}"
            findings.append(
                Finding(Place(f"keep[{number}]"), f"`{str(name)[:60]}` is not a fact{way_out}", UNKNOWN_NAME)
            )
    if findings:
        raise FactsError(findings)
    return list(map(str, names))
