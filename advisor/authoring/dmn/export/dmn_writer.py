"""A decision model as DMN 1.5 XML. The same model always gives the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from advisor.authoring.dmn.export.decision_model import BOOLEAN, DecisionModel, DecisionTable, InputData, ModelDecision
from advisor.authoring.dmn.export.feel_writer import ANY_VALUE, format_string, format_unary_tests
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
What this model says. Each reason (stage weigh) is a decision of three values: true, it holds; false, it
fails; null, it is open, because something it rests on is unknown (null). The verdict and the move (stage
decide) are tables with a row for each way in which a rule comes to them.

For which inputs it agrees with the advisor. Where every input is known, all decisions are the same. Where
some are null, every value but null is the advisor's too. A null says less than the advisor does in three
cases: the state is known in part, or there is none (the advisor then rules out the reasons of states that are
impossible); an answer is known in part (here it is null); or every way to fill in what is unknown comes to
the same value (the advisor goes through them all, which no decision table does).

What is not in it: the list of verdicts that are still possible, the stage classify (the state is an input),
and the stages plan and caution."""
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_dmn(model: DecisionModel) -> bytes:
    """The model as an XML document, UTF-8. Raises MissingExtraError where the library for XML is missing."""
    return _DmnWriter(model).render_document()


def replace_unprintable(text: str) -> str:
    """A text without the characters that XML cannot hold."""
    return _UNPRINTABLE.sub("?", text)


class _DmnWriter:
    def __init__(self, model: DecisionModel) -> None:
        try:
            from lxml import etree
        except ImportError:
            raise MissingExtraError("DMN", "exchange") from None
        self.etree = etree
        self.model = model
        self.ids = {given.name: f"input_{given.name}" for given in model.inputs}
        self.decided = {decision.name: f"decision_{decision.name}" for decision in model.decisions}
        self.works: dict[str, str] = {}

    def render_document(self) -> bytes:
        packs = "+".join(f"{pack.name}-{pack.version}" for pack in self.model.rulebase.packs) or "rules"
        root = self.etree.Element(
            f"{{{DMN_NAMESPACE}}}definitions",
            {
                "id": MODEL_NAME,
                "name": MODEL_NAME,
                "namespace": f"urn:alignment-advisor:{_make_slug(packs)}",
                "expressionLanguage": FEEL_NAMESPACE,
            },
            nsmap={None: DMN_NAMESPACE, "advisor": ADVISOR_NAMESPACE},
        )
        self._add_text(root, "description", MODEL_DESCRIPTION)
        for given in self.model.inputs:
            self._add_type(root, given.name, given.kind, given.values)
        for decision in self.model.decisions:
            if decision.values:
                self._add_type(root, decision.name, Kind.CHOICE, decision.values)
        for given in self.model.inputs:
            self._add_input(root, given)
        cited = [decision for decision in self.model.decisions for _ in _iter_sources(decision)]
        for work in self.model.rulebase.works:
            if any(_is_from_work(work, source) for decision in cited for source in _iter_sources(decision)):
                self._add_knowledge_source(root, work)
        for decision in self.model.decisions:
            self._add_decision(root, decision)
        self.etree.indent(root, "  ")
        written: bytes = self.etree.tostring(root, encoding="UTF-8", xml_declaration=True)
        return written + b"\n"

    def _add_element(self, parent: _Element, tag: str, **attributes: str) -> _Element:
        cleaned = {key: replace_unprintable(value) for key, value in attributes.items() if value}
        return self.etree.SubElement(parent, f"{{{DMN_NAMESPACE}}}{tag}", cleaned)

    def _add_text(self, parent: _Element, tag: str, text: str) -> None:
        self._add_element(parent, tag).text = replace_unprintable(text)

    def _add_wrapped_text(self, parent: _Element, tag: str, text: str, **attributes: str) -> None:
        """An element whose words stand in a `text` of its own, as DMN has it for expressions."""
        self._add_text(self._add_element(parent, tag, **attributes), "text", text)

    def _add_type(self, root: _Element, name: str, kind: Kind, values: tuple[str, ...]) -> None:
        if kind in (Kind.YES_NO, Kind.COUNT):
            return
        many = kind is Kind.MANY
        item = self._add_element(
            root, "itemDefinition", id=f"type_{name}", name=f"t_{name}", isCollection="true" if many else ""
        )
        self._add_text(item, "typeRef", "string")
        words = [*map(format_string, values), *([] if many else ["null"])]
        if values:
            self._add_wrapped_text(item, "allowedValues", ", ".join(words))

    def _add_input(self, root: _Element, input_data: InputData) -> None:
        subject = input_data.subject
        label = subject.label if isinstance(subject, Fact) else subject.name
        element = self._add_element(root, "inputData", id=self.ids[input_data.name], name=input_data.name, label=label)
        if isinstance(subject, Fact):
            words = [subject.question, subject.help, f"null: not known. Source: {subject.source}."]
        else:
            words = [f"What the stage {subject.stage} concludes. null: not known. Source: {subject.source}."]
        self._add_text(element, "description", "\n".join(filter(None, words)))
        self._add_mark(element, "fact" if isinstance(subject, Fact) else "conclusion", name=subject.name)
        self._add_element(
            element, "variable", name=input_data.name, typeRef=_format_type_name(input_data.kind, input_data.name)
        )

    def _add_knowledge_source(self, root: _Element, work: Work) -> None:
        self.works[work.id] = f"work_{_make_slug(work.id)}"
        element = self._add_element(root, "knowledgeSource", id=self.works[work.id], name=work.title)
        self._add_text(element, "description", ", ".join(filter(None, (work.authors, work.published_in, work.year))))

    def _add_mark(self, element: _Element, tag: str, **attributes: str) -> None:
        """What the element is to the advisor, for those who read the file back."""
        extension = self._add_element(element, "extensionElements")
        self.etree.SubElement(extension, f"{{{ADVISOR_NAMESPACE}}}{tag}", attributes)

    def _add_decision(self, root: _Element, decision: ModelDecision) -> None:
        subject = decision.subject
        label, question, description = _describe_decision(decision)
        element = self._add_element(root, "decision", id=self.decided[decision.name], name=decision.name, label=label)
        self._add_text(element, "description", description)
        if isinstance(subject, Rule):
            self._add_mark(
                element, "rule", id=subject.id, stage=subject.stage, status=subject.status, source=subject.source
            )
        elif isinstance(subject, Fact):
            self._add_mark(element, "fact", name=subject.name)
        else:
            self._add_mark(element, "conclusion", **_drop_empty(name=subject[0].name, value=subject[1]))
        self._add_text(element, "question", question)
        answers = ", ".join(decision.values) or "true: it holds; false: it fails"
        self._add_text(element, "allowedAnswers", f"{answers}; null: open")
        type_ref = f"t_{decision.name}" if decision.values else BOOLEAN
        self._add_element(element, "variable", name=decision.name, typeRef=type_ref)
        for needed in decision.required_names:
            requirement = self._add_element(element, "informationRequirement", id=f"need_{decision.name}_{needed}")
            if needed in self.decided:
                self._add_element(requirement, "requiredDecision", href=f"#{self.decided[needed]}")
            else:
                self._add_element(requirement, "requiredInput", href=f"#{self.ids[needed]}")
        sources = list(_iter_sources(decision))
        for work in self.model.rulebase.works:
            if any(_is_from_work(work, source) for source in sources):
                requirement = self._add_element(
                    element, "authorityRequirement", id=f"source_{decision.name}_{_make_slug(work.id)}"
                )
                self._add_element(requirement, "requiredAuthority", href=f"#{self.works[work.id]}")
        if isinstance(decision.logic, DecisionTable):
            self._add_table(element, decision, decision.logic, type_ref)
        else:
            self._add_wrapped_text(
                element, "literalExpression", decision.logic, id=f"logic_{decision.name}", typeRef=type_ref
            )

    def _add_table(self, element: _Element, decision: ModelDecision, table: DecisionTable, type_ref: str) -> None:
        name = decision.name
        written = self._add_element(element, "decisionTable", id=f"logic_{name}", hitPolicy=table.hit_policy)
        kinds = []
        for number, (column, asked) in enumerate(zip(table.columns, table.expressions, strict=True), 1):
            fact = self.model.rulebase.facts.get(column.name)
            kinds.append(Kind.CHOICE if fact is None else fact.kind)
            clause = self._add_element(written, "input", id=f"column_{name}_{number}")
            typed = (
                BOOLEAN
                if column.value is not None
                else _format_type_name(kinds[-1], self._find_base_variable(column.name, asked))
            )
            self._add_wrapped_text(clause, "inputExpression", asked, id=f"asked_{name}_{number}", typeRef=typed)
        self._add_element(written, "output", id=f"output_{name}", name=name, typeRef=type_ref)
        for heading in ("rule", "title", "source") if any(line.rule for line in table.rows) else ():
            self._add_element(written, "annotation", name=heading)
        for number, line in enumerate(table.rows, 1):
            row = self._add_element(written, "rule", id=f"row_{name}_{number}")
            for at, (column, kind) in enumerate(zip(table.columns, kinds, strict=True), 1):
                cell = line.cells.get(column)
                text = ANY_VALUE if cell is None else format_unary_tests(column, cell, kind)
                self._add_wrapped_text(row, "inputEntry", text, id=f"cell_{name}_{number}_{at}")
            self._add_wrapped_text(row, "outputEntry", line.output, id=f"cell_{name}_{number}_0")
            if line.rule is not None:
                for text in (line.rule.id, line.rule.title, line.rule.source):
                    self._add_wrapped_text(row, "annotationEntry", text)

    def _find_base_variable(self, name: str, expression: str) -> str:
        """The variable whose type a column has."""
        return next((given.name for given in self.model.inputs if given.subject.name == name), expression)


def _format_type_name(kind: Kind, name: str) -> str:
    return {Kind.YES_NO: BOOLEAN, Kind.COUNT: "number"}.get(kind, f"t_{name}")


def _describe_decision(decision: ModelDecision) -> tuple[str, str, str]:
    """The label, the question and the description of a decision."""
    subject = decision.subject
    if isinstance(subject, Rule):
        concludes = "; ".join(f"{name}: {value}" for name, value in subject.then)
        told = f"Rule {subject.id} ({subject.status}). Concludes {concludes}. Source: {subject.source}."
        return subject.title, f"Does this hold: {subject.title}?", f"{told}\nIn words: {subject.because}"
    if isinstance(subject, Fact):
        filling = subject.filled_from
        told = (
            f"As stated; where it is not, worked out from {filling.fact}. Source: {filling.source}." if filling else ""
        )
        return subject.label, subject.question, told
    conclusion, value = subject
    source = f"Source: {conclusion.source}."
    if value:
        return f"{conclusion.name}: {value}", f"Does a rule conclude {conclusion.name}: {value}?", source
    return conclusion.name, f"Which {conclusion.name} do the rules come to?", source


def _iter_sources(decision: ModelDecision) -> Iterable[str]:
    """The locators of what a decision rests on."""
    subject = decision.subject
    yield subject[0].source if isinstance(subject, tuple) and isinstance(subject[0], Conclusion) else subject.source
    if isinstance(decision.logic, DecisionTable):
        yield from (line.rule.source for line in decision.logic.rows if line.rule is not None)


def _is_from_work(work: Work, source: str) -> bool:
    return source.partition("/")[0] in work.prefix


def _drop_empty(**attributes: str) -> dict[str, str]:
    return {key: value for key, value in attributes.items() if value}


def _make_slug(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9.]+", "-", text)
