"""A decision model as DMN 1.5 XML. The same model always gives the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from advisor.authoring.dmn.export.decision_model import BOOLEAN, DecisionModel, DecisionTable, InputData, ModelDecision
from advisor.authoring.dmn.export.feel_writer import format_string, format_unary_tests, make_slug
from advisor.errors import MissingExtraError
from advisor.model.knowledge import Work
from advisor.model.rules import Rule
from advisor.model.vocabulary import Conclusion, Fact, Kind

if TYPE_CHECKING:
    from lxml.etree import _Element

DMN_NAMESPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"
FEEL_NAMESPACE = "https://www.omg.org/spec/DMN/20230324/FEEL/"
ADVISOR_NAMESPACE = "urn:alignment-advisor:dmn"
MODEL_NAME = "advisor"
MODEL_DESCRIPTION = """\
Each reason (stage weigh) is a decision: true (it holds), false (it fails) or null (it is open, because an input
is unknown). The verdict and the move (stage decide) are tables with one or more rows for each rule. The state is
an input. The model leaves out the possible verdicts and the stages classify, plan and caution.

If all inputs are known, all decisions agree with the advisor. If some are null, every value except null agrees.
The advisor may have a value where the model has null in three cases. First, the state is only partly known, or
there is none. Second, an answer is only partly known; it is null here. Third, all possible answers lead to the
same value; the advisor tries them all, and a decision table cannot."""
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_dmn(model: DecisionModel) -> bytes:
    """Return a model as an XML document in UTF-8, such as `<definitions name="advisor" …>`.

    Raises:
        MissingExtraError: The XML library is not installed.
    """
    return _DmnWriter(model).render_document()


def replace_unprintable(text: str) -> str:
    """Replace each character that XML does not allow with `?`."""
    return _UNPRINTABLE.sub("?", text)


class _DmnWriter:
    def __init__(self, model: DecisionModel) -> None:
        try:
            from lxml import etree
        except ImportError:
            raise MissingExtraError("DMN", "exchange") from None
        self.etree = etree
        self.model = model
        self.input_ids = {data.name: f"input_{data.name}" for data in model.inputs}
        self.decision_ids = {decision.name: f"decision_{decision.name}" for decision in model.decisions}
        self.work_ids = {work.id: f"work_{work.id.replace('/', '.')}" for work in model.rulebase.works}

    def render_document(self) -> bytes:
        """Return the document."""
        packs = "+".join(f"{pack.name}-{pack.version}" for pack in self.model.rulebase.packs) or "rules"
        namespace = f"urn:alignment-advisor:{make_slug(packs)}"
        root = self.etree.Element(
            f"{{{DMN_NAMESPACE}}}definitions",
            {"id": MODEL_NAME, "name": MODEL_NAME, "namespace": namespace, "expressionLanguage": FEEL_NAMESPACE},
            nsmap={None: DMN_NAMESPACE, "advisor": ADVISOR_NAMESPACE},
        )
        self._add_text(root, "description", MODEL_DESCRIPTION)
        for data in self.model.inputs:
            self._add_type(root, data.name, data.kind, data.values)
        for decision in self.model.decisions:
            if decision.values:
                self._add_type(root, decision.name, Kind.CHOICE, decision.values)
        for data in self.model.inputs:
            self._add_input(root, data)
        for work in self._find_works({s for decision in self.model.decisions for s in _iter_sources(decision)}):
            element = self._add_element(root, "knowledgeSource", id=self.work_ids[work.id], name=work.title)
            imprint = ", ".join(filter(None, (work.authors, work.published_in, work.year)))
            self._add_text(element, "description", imprint)
        for decision in self.model.decisions:
            self._add_decision(root, decision)
        self.etree.indent(root, "  ")
        document: bytes = self.etree.tostring(root, encoding="UTF-8", xml_declaration=True)
        return document + b"\n"

    def _find_works(self, sources: set[str]) -> list[Work]:
        prefixes = {source.partition("/")[0] for source in sources}
        return [work for work in self.model.rulebase.works if not prefixes.isdisjoint(work.prefix)]

    def _add_element(self, parent: _Element, tag: str, **attributes: str) -> _Element:
        """Add an element; empty attributes are left out."""
        cleaned = {key: replace_unprintable(value) for key, value in attributes.items() if value}
        return self.etree.SubElement(parent, f"{{{DMN_NAMESPACE}}}{tag}", cleaned)

    def _add_text(self, parent: _Element, tag: str, text: str) -> None:
        self._add_element(parent, tag).text = replace_unprintable(text)

    def _add_wrapped_text(self, parent: _Element, tag: str, text: str, **attributes: str) -> None:
        """Add an element with its text in a child `text`, as DMN requires for expressions."""
        self._add_text(self._add_element(parent, tag, **attributes), "text", text)

    def _add_type(self, root: _Element, name: str, kind: Kind, values: tuple[str, ...]) -> None:
        if kind in (Kind.YES_NO, Kind.COUNT):
            return
        many = "true" if kind is Kind.MANY else ""
        item = self._add_element(root, "itemDefinition", id=f"type_{name}", name=f"t_{name}", isCollection=many)
        self._add_text(item, "typeRef", "string")
        words = [*map(format_string, values), *([] if many else ["null"])]
        if values:
            self._add_wrapped_text(item, "allowedValues", ", ".join(words))

    def _add_input(self, root: _Element, data: InputData) -> None:
        subject = data.subject
        unknown = f"null: not known. Source: {subject.source}."
        if isinstance(subject, Fact):
            tag, label, texts = "fact", subject.label, [subject.question, subject.help, unknown]
        else:
            tag, label, texts = "conclusion", subject.name, [f"Conclusion of the stage {subject.stage}. {unknown}"]
        element = self._add_element(root, "inputData", id=self.input_ids[data.name], name=data.name, label=label)
        self._add_text(element, "description", "\n".join(filter(None, texts)))
        self._add_mark(element, tag, name=subject.name)
        self._add_element(element, "variable", name=data.name, typeRef=_format_type_name(data.kind, data.name))

    def _add_mark(self, element: _Element, tag: str, **attributes: str) -> None:
        """Add what the element is in the rule base; `advisor rules import` reads this mark."""
        extension = self._add_element(element, "extensionElements")
        present = {key: value for key, value in attributes.items() if value}
        self.etree.SubElement(extension, f"{{{ADVISOR_NAMESPACE}}}{tag}", present)

    def _add_decision(self, root: _Element, decision: ModelDecision) -> None:
        subject, name = decision.subject, decision.name
        label, question, description = _describe_decision(decision)
        element = self._add_element(root, "decision", id=self.decision_ids[name], name=name, label=label)
        self._add_text(element, "description", description)
        if isinstance(subject, Rule):
            attributes = {"stage": subject.stage, "status": subject.status, "source": subject.source}
            self._add_mark(element, "rule", id=subject.id, **attributes)
        elif isinstance(subject, Fact):
            self._add_mark(element, "fact", name=subject.name)
        else:
            self._add_mark(element, "conclusion", name=subject[0].name, value=subject[1])
        self._add_text(element, "question", question)
        answers = ", ".join(decision.values) or "true: it holds; false: it fails"
        self._add_text(element, "allowedAnswers", f"{answers}; null: open")
        type_name = f"t_{name}" if decision.values else BOOLEAN
        self._add_element(element, "variable", name=name, typeRef=type_name)
        for required in decision.required_names:
            requirement = self._add_element(element, "informationRequirement", id=f"need_{name}_{required}")
            if required in self.decision_ids:
                self._add_element(requirement, "requiredDecision", href=f"#{self.decision_ids[required]}")
            else:
                self._add_element(requirement, "requiredInput", href=f"#{self.input_ids[required]}")
        for work in self._find_works(set(_iter_sources(decision))):
            work_id = self.work_ids[work.id]
            requirement = self._add_element(element, "authorityRequirement", id=f"source_{name}_{work_id}")
            self._add_element(requirement, "requiredAuthority", href=f"#{work_id}")
        if isinstance(decision.logic, DecisionTable):
            self._add_table(element, name, decision.logic, type_name)
        else:
            attributes = {"id": f"logic_{name}", "typeRef": type_name}
            self._add_wrapped_text(element, "literalExpression", decision.logic, **attributes)

    def _add_table(self, element: _Element, name: str, table: DecisionTable, type_name: str) -> None:
        written = self._add_element(element, "decisionTable", id=f"logic_{name}", hitPolicy=table.hit_policy)
        input_names = {data.subject.name: data.name for data in self.model.inputs}
        kinds = []
        for number, (column, expression) in enumerate(zip(table.columns, table.expressions, strict=True), 1):
            fact = self.model.rulebase.facts.get(column.name)
            kinds.append(Kind.CHOICE if fact is None else fact.kind)
            column_type = _format_type_name(kinds[-1], input_names.get(column.name, expression))
            typed = column_type if column.value is None else BOOLEAN
            attributes = {"id": f"asked_{name}_{number}", "typeRef": typed}
            clause = self._add_element(written, "input", id=f"column_{name}_{number}")
            self._add_wrapped_text(clause, "inputExpression", expression, **attributes)
        self._add_element(written, "output", id=f"output_{name}", name=name, typeRef=type_name)
        for heading in ("rule", "title", "source") if any(row.rule for row in table.rows) else ():
            self._add_element(written, "annotation", name=heading)
        for number, row in enumerate(table.rows, 1):
            entry = self._add_element(written, "rule", id=f"row_{name}_{number}")
            for position, (column, kind) in enumerate(zip(table.columns, kinds, strict=True), 1):
                text = format_unary_tests(column, row.cells.get(column), kind)
                self._add_wrapped_text(entry, "inputEntry", text, id=f"cell_{name}_{number}_{position}")
            self._add_wrapped_text(entry, "outputEntry", row.output, id=f"cell_{name}_{number}_0")
            for text in (row.rule.id, row.rule.title, row.rule.source) if row.rule is not None else ():
                self._add_wrapped_text(entry, "annotationEntry", text)


def _format_type_name(kind: Kind, name: str) -> str:
    return {Kind.YES_NO: BOOLEAN, Kind.COUNT: "number"}.get(kind, f"t_{name}")


def _describe_decision(decision: ModelDecision) -> tuple[str, str, str]:
    """Return the label, the question and the description of a decision."""
    subject = decision.subject
    if isinstance(subject, Rule):
        conclusions = "; ".join(f"{name}: {value}" for name, value in subject.then)
        text = f"Rule {subject.id} ({subject.status}). Concludes {conclusions}. Source: {subject.source}."
        return subject.title, f"Does this hold: {subject.title}?", f"{text}\nExplanation: {subject.because}"
    if isinstance(subject, Fact):
        origin = subject.filled_from
        text = f"As stated, or else derived from {origin.fact}. Source: {origin.source}." if origin else ""
        return subject.label, subject.question, text
    conclusion, value = subject
    source = f"Source: {conclusion.source}."
    if value:
        return f"{conclusion.name}: {value}", f"Does a rule conclude {conclusion.name}: {value}?", source
    return conclusion.name, f"Which {conclusion.name} do the rules conclude?", source


def _iter_sources(decision: ModelDecision) -> Iterator[str]:
    """Yield the locators of what a decision is based on."""
    subject = decision.subject
    yield subject[0].source if isinstance(subject, tuple) and isinstance(subject[0], Conclusion) else subject.source
    if isinstance(decision.logic, DecisionTable):
        yield from (row.rule.source for row in decision.logic.rows if row.rule is not None)
