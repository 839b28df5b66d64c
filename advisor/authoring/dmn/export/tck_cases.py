"""Cases as the `testCases` of the DMN TCK: what goes into a decision model, and what must come out of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from advisor.authoring.cases.case_files import Case
from advisor.authoring.dmn.export.complete_company import completed
from advisor.authoring.dmn.export.decision_model import STAGES, Model
from advisor.authoring.dmn.export.dmn_writer import printable
from advisor.authoring.dmn.export.expected_outcomes import Given, Outcome, outcome
from advisor.consultation import Consultation
from advisor.errors import ContradictionError, MissingExtraError
from advisor.model.rulebase import RuleBase

if TYPE_CHECKING:
    from lxml.etree import _Element

TESTS = "http://www.omg.org/spec/DMN/20160719/testcase"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_XSD = "http://www.w3.org/2001/XMLSchema"
_SPEAKING = ("verdict", "possible_verdicts", "move")


class Examined(NamedTuple):
    """A case and what the model must come to for its company (`completed`: with all that it leaves open filled in)."""

    case: Case
    outcome: Outcome
    completed: bool = False


def of_these_stages(case: Case, rulebase: RuleBase) -> bool:
    """Whether a case says something of the stages that a model has."""
    rules = (rulebase.by_id.get(name) for key in ("fires", "silent") for name in case.expect.get(key, ()))
    told = any(rule is not None and rule.stage in STAGES for rule in rules)
    return told or any(key in case.expect for key in _SPEAKING)


def examined(model: Model, consultation: Consultation, cases: Iterable[Case]) -> list[Examined]:
    """The cases of the model's stages with what experta comes to, save those in which rules contradict each other."""
    found: list[Examined] = []
    for case in cases:
        if of_these_stages(case, model.rulebase):
            try:
                found.append(Examined(case, outcome(model, consultation, case.company)))
            except ContradictionError:
                continue
    return found


def examined_complete(model: Model, consultation: Consultation, cases: Iterable[Examined]) -> list[Examined]:
    """The same cases with companies of which everything is known, so that no input is null.

    Left out are those for which no such company was found, or for which the rules contradict each other.
    """
    found: list[Examined] = []
    for case, _, _ in cases:
        company = completed(model, consultation, case.company, case.name)
        try:
            came = outcome(model, consultation, company)
        except ContradictionError:
            continue
        if None not in came.inputs.values() and not came.more:
            found.append(Examined(replace(case, company=company), came, completed=True))
    return found


def cases_of(cases: Iterable[Examined], model_name: str) -> bytes:
    """The cases as an XML document, UTF-8. Raises MissingExtraError where the library for XML is missing."""
    try:
        from lxml import etree
    except ImportError:
        raise MissingExtraError("DMN", "exchange") from None
    root = etree.Element(f"{{{TESTS}}}testCases", nsmap={None: TESTS, "xsi": _XSI, "xsd": _XSD})
    etree.SubElement(root, f"{{{TESTS}}}modelName").text = model_name
    labels = etree.SubElement(root, f"{{{TESTS}}}labels")
    etree.SubElement(labels, f"{{{TESTS}}}label").text = "Compliance Level 3"
    for number, (case, came, is_completed) in enumerate(cases, 1):
        element = etree.SubElement(root, f"{{{TESTS}}}testCase", id=f"{number:03}", type="decision")
        told = printable(case.name)
        if is_completed:
            told += " (Completed: all that this case leaves unknown is filled in, so that the outcome may be another.)"
        if came.more:
            told += f" (The advisor, which goes through what is open, also settles {', '.join(came.more)}.)"
        etree.SubElement(element, f"{{{TESTS}}}description").text = told
        for name, value in came.inputs.items():
            _value(etree.SubElement(element, f"{{{TESTS}}}inputNode", name=name), value)
        for name, value in came.settled.items():
            node = etree.SubElement(element, f"{{{TESTS}}}resultNode", name=name, type="decision")
            _value(etree.SubElement(node, f"{{{TESTS}}}expected"), value)
    etree.indent(root, "  ")
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written + b"\n"


def _value(parent: _Element, value: Given) -> None:
    from lxml import etree

    if isinstance(value, tuple):
        listed = etree.SubElement(parent, f"{{{TESTS}}}list")
        for each in value:
            _value(etree.SubElement(listed, f"{{{TESTS}}}item"), each)
        return
    element = etree.SubElement(parent, f"{{{TESTS}}}value")
    if value is None:
        element.set(f"{{{_XSI}}}nil", "true")
        return
    kind = "boolean" if isinstance(value, bool) else "decimal" if isinstance(value, int) else "string"
    element.set(f"{{{_XSI}}}type", f"xsd:{kind}")
    element.text = str(value).lower() if isinstance(value, bool) else printable(str(value))
