"""Cases as the `testCases` of the DMN TCK: what goes into a decision model, and what must come out of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from advisor.authoring.cases.case_files import Case
from advisor.authoring.dmn.export.complete_company import complete_company
from advisor.authoring.dmn.export.decision_model import STAGES, DecisionModel
from advisor.authoring.dmn.export.dmn_writer import replace_unprintable
from advisor.authoring.dmn.export.expected_outcomes import DmnValue, ExpectedOutcome, compute_expected_outcome
from advisor.consultation import Consultation
from advisor.errors import ContradictionError, MissingExtraError
from advisor.model.rulebase import RuleBase

if TYPE_CHECKING:
    from lxml.etree import _Element

TCK_NAMESPACE = "http://www.omg.org/spec/DMN/20160719/testcase"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_XSD = "http://www.w3.org/2001/XMLSchema"
_DECISION_KEYS = ("verdict", "possible_verdicts", "move")


class TckCase(NamedTuple):
    """A case and what the model must come to for its company (`completed`: with all that it leaves open filled in)."""

    case: Case
    outcome: ExpectedOutcome
    is_completed: bool = False


def is_relevant_case(case: Case, rulebase: RuleBase) -> bool:
    """Whether a case says something of the stages that a model has."""
    rules = (rulebase.rules_by_id.get(name) for key in ("fires", "silent") for name in case.expect.get(key, ()))
    told = any(rule is not None and rule.stage in STAGES for rule in rules)
    return told or any(key in case.expect for key in _DECISION_KEYS)


def build_tck_cases(model: DecisionModel, consultation: Consultation, cases: Iterable[Case]) -> list[TckCase]:
    """The cases of the model's stages with what experta comes to, save those in which rules contradict each other."""
    found: list[TckCase] = []
    for case in cases:
        if is_relevant_case(case, model.rulebase):
            try:
                found.append(TckCase(case, compute_expected_outcome(model, consultation, case.company)))
            except ContradictionError:
                continue
    return found


def build_completed_cases(model: DecisionModel, consultation: Consultation, cases: Iterable[TckCase]) -> list[TckCase]:
    """The same cases with companies of which everything is known, so that no input is null.

    Left out are those for which no such company was found, or for which the rules contradict each other.
    """
    found: list[TckCase] = []
    for case, _, _ in cases:
        company = complete_company(model, consultation, case.company, case.name)
        try:
            came = compute_expected_outcome(model, consultation, company)
        except ContradictionError:
            continue
        if None not in came.inputs.values() and not came.advisor_only_values:
            found.append(TckCase(replace(case, company=company), came, is_completed=True))
    return found


def render_tck_cases(cases: Iterable[TckCase], model_name: str) -> bytes:
    """The cases as an XML document, UTF-8. Raises MissingExtraError where the library for XML is missing."""
    try:
        from lxml import etree
    except ImportError:
        raise MissingExtraError("DMN", "exchange") from None
    root = etree.Element(f"{{{TCK_NAMESPACE}}}testCases", nsmap={None: TCK_NAMESPACE, "xsi": _XSI, "xsd": _XSD})
    etree.SubElement(root, f"{{{TCK_NAMESPACE}}}modelName").text = model_name
    labels = etree.SubElement(root, f"{{{TCK_NAMESPACE}}}labels")
    etree.SubElement(labels, f"{{{TCK_NAMESPACE}}}label").text = "Compliance Level 3"
    for number, (case, came, is_completed) in enumerate(cases, 1):
        element = etree.SubElement(root, f"{{{TCK_NAMESPACE}}}testCase", id=f"{number:03}", type="decision")
        told = replace_unprintable(case.name)
        if is_completed:
            told += " (Completed: all that this case leaves unknown is filled in, so that the outcome may be another.)"
        if came.advisor_only_values:
            told += (
                f" (The advisor, which goes through what is open, also settles {', '.join(came.advisor_only_values)}.)"
            )
        etree.SubElement(element, f"{{{TCK_NAMESPACE}}}description").text = told
        for name, value in came.inputs.items():
            _write_value(etree.SubElement(element, f"{{{TCK_NAMESPACE}}}inputNode", name=name), value)
        for name, value in came.expected_values.items():
            node = etree.SubElement(element, f"{{{TCK_NAMESPACE}}}resultNode", name=name, type="decision")
            _write_value(etree.SubElement(node, f"{{{TCK_NAMESPACE}}}expected"), value)
    etree.indent(root, "  ")
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written + b"\n"


def _write_value(parent: _Element, value: DmnValue) -> None:
    from lxml import etree

    if isinstance(value, tuple):
        listed = etree.SubElement(parent, f"{{{TCK_NAMESPACE}}}list")
        for each in value:
            _write_value(etree.SubElement(listed, f"{{{TCK_NAMESPACE}}}item"), each)
        return
    element = etree.SubElement(parent, f"{{{TCK_NAMESPACE}}}value")
    if value is None:
        element.set(f"{{{_XSI}}}nil", "true")
        return
    kind = "boolean" if isinstance(value, bool) else "decimal" if isinstance(value, int) else "string"
    element.set(f"{{{_XSI}}}type", f"xsd:{kind}")
    element.text = str(value).lower() if isinstance(value, bool) else replace_unprintable(str(value))
