"""Cases as `testCases` of the DMN TCK: inputs of a decision model with the expected decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    """A case and its expected outcome; `is_completed`: open answers are filled in."""

    case: Case
    outcome: ExpectedOutcome
    is_completed: bool = False


def is_relevant_case(case: Case, rulebase: RuleBase) -> bool:
    """Check whether a case expects anything of the stages that a model has."""
    rules = (rulebase.rules_by_id.get(name) for key in ("fires", "silent") for name in case.expect.get(key, ()))
    return any(key in case.expect for key in _DECISION_KEYS) or any(rule and rule.stage in STAGES for rule in rules)


def build_tck_cases(model: DecisionModel, consultation: Consultation, cases: Iterable[Case]) -> list[TckCase]:
    """Return the relevant cases with the outcomes of experta; cases with contradicting rules are left out."""
    return list(_iter_outcomes(model, consultation, (case for case in cases if is_relevant_case(case, model.rulebase))))


def build_completed_cases(model: DecisionModel, consultation: Consultation, cases: Iterable[TckCase]) -> list[TckCase]:
    """Return the same cases with all answers filled in, so that no input is null.

    A case is left out if no such company is found or if its rules contradict each other.
    """
    completed = (
        replace(case, company=complete_company(model, consultation, case.company, case.name)) for case, _, _ in cases
    )
    return [
        tck_case._replace(is_completed=True)
        for tck_case in _iter_outcomes(model, consultation, completed)
        if None not in tck_case.outcome.inputs.values() and not tck_case.outcome.advisor_only_values
    ]


def _iter_outcomes(model: DecisionModel, consultation: Consultation, cases: Iterable[Case]) -> Iterator[TckCase]:
    for case in cases:
        try:
            yield TckCase(case, compute_expected_outcome(model, consultation, case.company))
        except ContradictionError:
            continue


def render_tck_cases(cases: Iterable[TckCase], model_name: str) -> bytes:
    """Return the cases as an XML document in UTF-8: `<testCases><testCase id="001" …>`.

    Raises:
        MissingExtraError: The XML library is not installed.
    """
    try:
        from lxml import etree
    except ImportError:
        raise MissingExtraError("DMN", "exchange") from None
    root = etree.Element(f"{{{TCK_NAMESPACE}}}testCases", nsmap={None: TCK_NAMESPACE, "xsi": _XSI, "xsd": _XSD})
    _add_element(root, "modelName").text = model_name
    _add_element(_add_element(root, "labels"), "label").text = "Compliance Level 3"
    for number, (case, outcome, is_completed) in enumerate(cases, 1):
        element = _add_element(root, "testCase", id=f"{number:03}", type="decision")
        description = replace_unprintable(case.name)
        if is_completed:
            description += " (Completed: all unknown answers are filled in, so the outcome may differ.)"
        if outcome.advisor_only_values:
            names = ", ".join(outcome.advisor_only_values)
            description += f" (The advisor tries all open answers and so also decides {names}.)"
        _add_element(element, "description").text = description
        for name, value in outcome.inputs.items():
            _add_value(_add_element(element, "inputNode", name=name), value)
        for name, value in outcome.expected_values.items():
            node = _add_element(element, "resultNode", name=name, type="decision")
            _add_value(_add_element(node, "expected"), value)
    etree.indent(root, "  ")
    document: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return document + b"\n"


def _add_element(parent: _Element, tag: str, **attributes: str) -> _Element:
    from lxml import etree

    return etree.SubElement(parent, f"{{{TCK_NAMESPACE}}}{tag}", attributes)


def _add_value(parent: _Element, value: DmnValue) -> None:
    if isinstance(value, tuple):
        items = _add_element(parent, "list")
        for item in value:
            _add_value(_add_element(items, "item"), item)
        return
    element = _add_element(parent, "value")
    if value is None:
        element.set(f"{{{_XSI}}}nil", "true")
        return
    kind = "boolean" if isinstance(value, bool) else "decimal" if isinstance(value, int) else "string"
    element.set(f"{{{_XSI}}}type", f"xsd:{kind}")
    element.text = str(value).lower() if isinstance(value, bool) else replace_unprintable(str(value))
