"""Cases as `testCases` of the DMN TCK: inputs of a decision model with the expected decisions.

Many DMN engines do not handle unknown values, so each case is also written with every open answer filled in. Known
answers stay. Each open answer gets a value that fits it, chosen by a hash of the case name and the fact name. So the
choice is the same in each run and differs between cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from zlib import crc32

from advisor.authoring.cases.case_files import Case
from advisor.authoring.dmn.export.decision_model import STAGES, DecisionModel
from advisor.authoring.dmn.export.dmn_writer import replace_unprintable
from advisor.authoring.dmn.export.expected_outcomes import DmnValue, ExpectedOutcome, compute_expected_outcome
from advisor.consultation import STATED_STATE, Consultation
from advisor.errors import ContradictionError, MissingExtraError
from advisor.model.answers import OneOf, PartialChoice, Value, is_settled
from advisor.model.company import Company
from advisor.model.rulebase import STATE, RuleBase
from advisor.model.vocabulary import Fact, Kind

if TYPE_CHECKING:
    from lxml.etree import _Element

TCK_NAMESPACE = "http://www.omg.org/spec/DMN/20160719/testcase"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_XSD = "http://www.w3.org/2001/XMLSchema"
_DECISION_KEYS = ("verdict", "possible_verdicts", "move")
_Item = TypeVar("_Item")


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
    full = (replace(case, company=complete_company(model, consultation, case.company, case.name)) for case, *_ in cases)
    return [
        tck_case._replace(is_completed=True)
        for tck_case in _iter_outcomes(model, consultation, full)
        if None not in tck_case.outcome.inputs.values() and not tck_case.outcome.advisor_only_values
    ]


def _iter_outcomes(model: DecisionModel, consultation: Consultation, cases: Iterable[Case]) -> Iterator[TckCase]:
    for case in cases:
        try:
            yield TckCase(case, compute_expected_outcome(model, consultation, case.company))
        except ContradictionError:
            continue


def complete_company(model: DecisionModel, consultation: Consultation, company: Company, case: str) -> Company:
    """Return the company with an answer for every input of a model.

    Args:
        model: The model; its inputs are the facts that get an answer.
        consultation: A consultation of the model's rule base.
        company: The company; its settled answers stay.
        case: The name of the case, which decides the open answers.
    """
    rulebase, chooser = model.rulebase, _AnswerChooser(case)
    answers = consultation.answers(company)
    stated: dict[str, Value] = dict(company.stated)
    facts = [data.subject for data in model.inputs if isinstance(data.subject, Fact)]
    for fact in sorted(facts, key=lambda fact: fact.kind is not Kind.COUNT):  # choices may follow from counts
        known = answers.known.get(fact.name)
        if known is None or not is_settled(known) or fact.name in answers.filled:
            derived = rulebase.build_answers(stated).known.get(fact.name)
            if derived is None or not is_settled(derived):
                derived = chooser.choose_answer(fact, known, stated, rulebase)
            stated[fact.name] = derived
    states = consultation.exact[STATE].compute_values(answers)
    possible = [state for state in rulebase.states if state in states] or rulebase.states
    is_read = any(data.subject.name == STATE for data in model.inputs)
    if is_read and possible and (len(states) != 1 or None in states):
        stated[STATED_STATE] = chooser.choose_item(STATE, possible)
    return company._replace(stated=stated)


class _AnswerChooser(NamedTuple):
    """Chooses answers by the name of a case."""

    case: str

    def choose_answer(self, fact: Fact, known: Value | None, stated: dict[str, Value], rulebase: RuleBase) -> Value:
        """Choose an answer to a fact that agrees with what is known about it."""
        if isinstance(known, OneOf):
            values: list[str | int] = sorted(known.values, key=str)
            return self.choose_item(fact.name, values)
        if fact.kind is Kind.MANY:
            part = known if isinstance(known, PartialChoice) else PartialChoice()
            open_ = (value for value in fact.values if value not in part.no)
            return part.yes.union(value for value in open_ if self._hash_name(f"{fact.name}/{value}") % 3 == 0)
        if fact.kind is Kind.COUNT:
            counts = sorted({*_iter_boundary_counts(fact, stated, rulebase)})
            return self.choose_item(fact.name, counts or [fact.minimum])
        return self.choose_item(fact.name, list(fact.values))

    def choose_item(self, name: str, items: Sequence[_Item]) -> _Item:
        """Choose one of the items."""
        return items[self._hash_name(name) % len(items)]

    def _hash_name(self, name: str) -> int:
        return crc32(f"{self.case}/{name}".encode()) >> 8  # similar names differ little in the last bits


def _iter_boundary_counts(count: Fact, stated: dict[str, Value], rulebase: RuleBase) -> Iterator[int]:
    """Yield counts at which a choice derived from them changes; if the choice is stated, those of its band."""
    for fact in rulebase.facts.values():
        for band in fact.filled_from.bands if fact.filled_from and fact.filled_from.fact == count.name else ():
            if stated.get(fact.name, band.value) == band.value:
                yield count.minimum if band.at_least is None else band.at_least
                yield from () if band.at_most is None else (band.at_most,)


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
