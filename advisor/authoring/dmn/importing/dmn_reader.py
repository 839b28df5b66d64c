"""DMN files (1.1 to 1.5) to tables. Nothing is fetched, no entity is expanded, and what is no table is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from advisor.authoring.dmn.errors import TableError
from advisor.authoring.dmn.export.dmn_writer import ADVISOR_NAMESPACE
from advisor.authoring.dmn.importing.column_mapping import extract_name
from advisor.authoring.dmn.importing.decision_requirements import DecisionRequirements, read_decision_name
from advisor.authoring.dmn.importing.table_model import Grid, GridRow, Heading, ParsedFile
from advisor.authoring.dmn.importing.unary_tests import iter_list_members
from advisor.errors import Finding, MissingExtraError, Place
from advisor.model.rulebase import REASON
from advisor.model.word_lists import join_quoted

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_BYTES = 10_000_000
VERSIONS = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}
LOGIC_TAGS = ("literalExpression", "context", "invocation", "functionDefinition", "relation", "list", "conditional")
NEWER_LOGIC_TAGS = ("filter", "for", "every", "some")


def read_dmn(data: bytes, name: str, decision_names: tuple[str, ...] = ()) -> ParsedFile:
    """The tables of a DMN file: all, or those of the decisions wanted. Raises TableError, MissingExtraError."""
    root = _parse_root(data, name)
    namespace, _, tag = str(root.tag).rpartition("}")
    if namespace[1:] not in VERSIONS or tag != "definitions":
        known = join_quoted(sorted(VERSIONS.values()))
        raise TableError([Finding(Place(name, root.sourceline), f"this is not a DMN model of version {known}")])
    return _DmnReader(name, namespace + "}").read_model(root, decision_names)


def _parse_root(data: bytes, name: str) -> _Element:
    try:
        from lxml import etree
    except ImportError:
        raise MissingExtraError(name, "exchange") from None
    if len(data) > MAX_BYTES:
        raise TableError([Finding(Place(name), f"this is larger than {MAX_BYTES // 10**6} MB; export the table alone")])
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        problem = (error.msg or "it ends too early").split(", line ")[0]
        sentence = f"this is not valid XML: {problem[:1].lower()}{problem[1:200]}"
        raise TableError([Finding(Place(name, error.lineno), " ".join(sentence.split()))]) from None
    except ValueError:
        raise TableError([Finding(Place(name), "this is not valid XML")]) from None
    if root.getroottree().docinfo.doctype:
        raise TableError([Finding(Place(name), "this has a DOCTYPE, which DMN has no use for; remove it")])
    return root


class _DmnReader:
    def __init__(self, name: str, namespace: str) -> None:
        self.name = name
        self.namespace = namespace
        self.refused: list[Finding] = []

    def read_model(self, root: _Element, decision_names: tuple[str, ...]) -> ParsedFile:
        """The tables of a model, and what else it holds."""
        language = root.get("expressionLanguage", "")
        if language and "feel" not in language.lower():
            self._add_refusal(root, f"its expressions are in `{language[:80]}`, not in FEEL")
            return ParsedFile((), tuple(self.refused))
        for imported in self._iter_children(root, "import"):
            self._add_refusal(imported, f"the model leans on another one, `{imported.get('namespace', '')[:80]}`")
        decisions: dict[str, list[_Element]] = {}
        for each in self._iter_children(root, "decision"):
            decisions.setdefault(read_decision_name(each), []).append(each)
        for name in decision_names:
            if name not in decisions:
                self._add_refusal(root, f"there is no decision `{name}`; there are {join_quoted(decisions)}")
        if not decision_names:
            for each in self._iter_children(root, "businessKnowledgeModel"):
                self._add_refusal(
                    each, f"`{each.get('name')}` is a business knowledge model, a function with parameters"
                )
        chosen = [(name, same) for name, same in decisions.items() if name in decision_names or not decision_names]
        required = DecisionRequirements(root, self.namespace)
        grids = [
            grid
            for name, same in chosen
            if self._check_unique_name(name, same)
            and (grid := self._read_decision(name, same[0], required)) is not None
        ]
        if not chosen and not decision_names:
            self._add_refusal(root, "there is no decision in it")
        return ParsedFile(tuple(grids), tuple(self.refused), dict(self._iter_marks(root)))

    def _check_unique_name(self, name: str, same: list[_Element]) -> bool:
        """Whether a decision is the only one of its name; if not, which one is meant cannot be told, so none is."""
        for each in same if len(same) > 1 else ():
            others = ", ".join(str(other.sourceline) for other in same if other is not each)
            self._add_refusal(
                each, f"decision `{name}` has the name of another one, in line {others}; rename one of them"
            )
        return len(same) == 1

    def _iter_marks(self, root: _Element) -> Iterator[tuple[str, str]]:
        """What the elements of a model that we exported stand for."""
        for extension in root.iter(f"{self.namespace}extensionElements"):
            element = extension.getparent()
            for mark in extension:
                kind = str(mark.tag).removeprefix(f"{{{ADVISOR_NAMESPACE}}}")
                name, value = mark.get("name", ""), mark.get("value", "")
                target = f"{REASON}:{mark.get('id', '')}" if kind == "rule" else f"{name}:{value}" if value else name
                if kind in ("rule", "conclusion", "fact") and element is not None:
                    yield element.get("name", ""), target

    def _read_decision(self, name: str, element: _Element, requirements: DecisionRequirements) -> Grid | None:
        table = self._find_child(element, "decisionTable")
        if table is None:
            kinds = [kind for kind in (*LOGIC_TAGS, *NEWER_LOGIC_TAGS) if self._find_child(element, kind) is not None]
            what = f"a boxed expression (`{kinds[0]}`)" if kinds else "left without any logic"
            self._add_refusal(element, f"decision `{name}` is {what}, not a table; leave it out with --decision")
            return None
        policy = table.get("hitPolicy", "UNIQUE")
        if table.get("aggregation"):
            policy = f"{policy} {table.get('aggregation')}"
        if missing := requirements.find_missing(element):
            self._add_refusal(
                element,
                f"decision `{name}` needs another one that is not in this file, `{missing[0][:80]}`, and which column "
                "reads that cannot be told; take the requirement away if none does",
            )
            return None
        columns = (self._read_input(each) for each in self._iter_children(table, "input"))
        inputs = [
            each._replace(decision=requirements.find_read_decision(element, extract_name(each.text)))
            for each in columns
        ]
        outputs = [self._read_output(each, name) for each in self._iter_children(table, "output")]
        notes = [each.get("name", "").strip().lower() for each in self._iter_children(table, "annotation")]
        rows = [
            self._read_row(number, each, notes) for number, each in enumerate(self._iter_children(table, "rule"), 1)
        ]
        whole = [row for row in rows if (len(row.cells), len(row.outputs)) == (len(inputs), len(outputs))]
        for row in rows:
            if row not in whole:
                sentence = f"decision `{name}`, row {row.number}: it has not as many cells as the table has columns"
                self.refused.append(Finding(row.place, sentence))
        foreign = [each for each in table.iter() if "feel" not in each.get("expressionLanguage", "feel").lower()]
        if foreign:
            self._add_refusal(foreign[0], f"decision `{name}` has expressions that are not in FEEL")
            return None
        leaning = policy not in ("UNIQUE", "ANY", "COLLECT") or any(each.default for each in outputs)
        if len(whole) < len(rows) and leaning:
            return None
        return Grid(name, policy, tuple(inputs), tuple(outputs), tuple(whole), self._locate_element(table))

    def _read_input(self, element: _Element) -> Heading:
        """The expression says what a column asks; only where there is none, its label does. Others serve to map it."""
        asked = self._find_child(element, "inputExpression")
        names = _collect_names(
            self._read_text(asked) if asked is not None else "", element.get("label"), element.get("id")
        )
        return Heading(names[0] if names else "", names, self._locate_element(element))

    def _read_output(self, element: _Element, decision: str) -> Heading:
        text = element.get("name") or element.get("label") or decision
        values = self._find_child(element, "outputValues")
        default = self._find_child(element, "defaultOutputEntry")
        return Heading(
            text,
            _collect_names(text, element.get("label"), element.get("id")),
            self._locate_element(element),
            tuple(iter_list_members(self._read_text(values))) if values is not None else (),
            self._read_text(default) if default is not None else None,
        )

    def _read_row(self, number: int, element: _Element, headings: list[str]) -> GridRow:
        told = [self._read_text(each) for each in self._iter_children(element, "annotationEntry")]
        notes = {heading: text for heading, text in zip(headings, told, strict=False) if text}
        description = self._find_child(element, "description")
        if description is not None and (description.text or "").strip():
            notes.setdefault("title", " ".join((description.text or "").split()))
        cells = tuple(self._read_text(each) or "-" for each in self._iter_children(element, "inputEntry"))
        outputs = tuple(self._read_text(each) for each in self._iter_children(element, "outputEntry"))
        return GridRow(number, cells, outputs, self._locate_element(element), notes)

    def _read_text(self, element: _Element) -> str:
        text = self._find_child(element, "text")
        return "" if text is None else "".join(text.itertext()).strip()

    def _iter_children(self, element: _Element, tag: str) -> Iterator[_Element]:
        found: Iterable[_Element] = element.iterchildren(f"{self.namespace}{tag}")
        return iter(found)

    def _find_child(self, element: _Element, tag: str) -> _Element | None:
        return next(self._iter_children(element, tag), None)

    def _locate_element(self, element: _Element) -> Place:
        return Place(self.name, element.sourceline)

    def _add_refusal(self, element: _Element, sentence: str) -> None:
        self.refused.append(Finding(self._locate_element(element), sentence))


def _collect_names(*names: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in names if name and name.strip()))
