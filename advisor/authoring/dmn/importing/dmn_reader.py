"""A reader of DMN files (1.1 to 1.6). It fetches nothing, expands no entities, and reports all that is not a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from advisor.authoring.dmn.export.dmn_writer import ADVISOR_NAMESPACE
from advisor.authoring.dmn.importing.annotations import AnnotationReader
from advisor.authoring.dmn.importing.column_mapping import extract_name
from advisor.authoring.dmn.importing.decision_requirements import DecisionRequirements, read_decision_name
from advisor.authoring.dmn.importing.table_model import Grid, GridRow, Heading, ParsedFile
from advisor.authoring.dmn.importing.unary_tests import iter_list_members
from advisor.errors import Finding, MissingExtraError, Place, TableError, lower_first
from advisor.loading import finding_codes as codes
from advisor.loading.documents.nodes import format_excerpt
from advisor.model.rulebase import REASON
from advisor.model.word_lists import join_quoted, join_some_quoted

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_BYTES = 10_000_000
VERSIONS = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20151101/dmn11.xsd": "1.1",  # as Camunda's model API wrote it
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
    "https://www.omg.org/spec/DMN/20240513/MODEL/": "1.6",
}
LOGIC_TAGS = (
    *("literalExpression", "context", "invocation", "functionDefinition", "relation", "list", "conditional"),
    *("filter", "for", "every", "some"),
)
"""The boxed expressions that a decision may have instead of a table."""


def read_dmn(data: bytes, name: str, decision_names: tuple[str, ...] = ()) -> ParsedFile:
    """Read the decision tables of a DMN file, such as `<definitions …><decision name="D"><decisionTable>…`.

    Args:
        data: The file.
        name: Its name, for findings.
        decision_names: The decisions to read; all if empty.

    Raises:
        TableError: This is not a DMN file.
        MissingExtraError: The XML library is not installed.
    """
    root = _parse_root(data, name)
    namespace, _, tag = str(root.tag).rpartition("}")
    if namespace[1:] not in VERSIONS or tag != "definitions":
        sentence = f"this is not a DMN model of version {join_quoted(sorted(set(VERSIONS.values())))}; export it as one"
        raise TableError.at(Place(name, root.sourceline), sentence, codes.NOT_A_TABLE)
    return _DmnReader(name, namespace + "}").read_model(root, decision_names)


def _parse_root(data: bytes, name: str) -> _Element:
    try:
        from lxml import etree
    except ImportError:
        raise MissingExtraError(name, "exchange") from None
    if len(data) > MAX_BYTES:
        sentence = f"this is larger than the maximum of {MAX_BYTES // 10**6} MB; export only the table"
        raise TableError.at(name, sentence, codes.TOO_LARGE)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        flaw = lower_first(" ".join((error.msg or "it ends too early").split(", line ")[0][:200].split()))
        raise TableError.at(Place(name, error.lineno), f"this is not valid XML: {flaw}", codes.INVALID_SYNTAX) from None
    except ValueError:
        raise TableError.at(name, "this is not valid XML; export it again", codes.INVALID_SYNTAX) from None
    if root.getroottree().docinfo.doctype:
        raise TableError.at(name, "this has a DOCTYPE, which DMN does not use; remove it", codes.FORBIDDEN_SYNTAX)
    return root


class _DmnReader:
    def __init__(self, name: str, namespace: str) -> None:
        self.name = name
        self.namespace = namespace
        self.refusals: list[Finding] = []
        self.remarks: list[Finding] = []
        self.unread: set[str] = set()

    def read_model(self, root: _Element, decision_names: tuple[str, ...]) -> ParsedFile:
        """Read the tables of the named decisions (all if empty), and report everything else."""
        language = root.get("expressionLanguage", "")
        if language and "feel" not in language.lower():
            sentence = f"its expressions are in `{format_excerpt(language)}`; write them in FEEL"
            self._refuse(root, sentence, codes.UNSUPPORTED_EXPRESSION)
            return ParsedFile((), tuple(self.refusals))
        for imported in self._iter_children(root, "import"):
            model = format_excerpt(imported.get("namespace", ""))
            self._refuse(imported, f"the model imports another one, `{model}`; put both into one file")
        decisions: dict[str, list[_Element]] = {}
        for decision in self._iter_children(root, "decision"):
            decisions.setdefault(read_decision_name(decision), []).append(decision)
        for name in decision_names:
            if name not in decisions:
                sentence = f"there is no decision `{name}`; choose {join_some_quoted(decisions)}"
                self._refuse(root, sentence, codes.UNKNOWN_DECISION)
        if not decision_names:
            for function in self._iter_children(root, "businessKnowledgeModel"):
                sentence = f"`{function.get('name')}` is a business knowledge model; name the tables with --decision"
                self._refuse(function, sentence)
            if not decisions:
                self._refuse(root, "there is no decision in it; export a model with a decision table")
        requirements = DecisionRequirements(root, self.namespace)
        grids: list[Grid] = []
        for name, same in decisions.items():
            if decision_names and name not in decision_names:
                continue
            is_unique = self._check_unique_name(name, same)
            if is_unique and (grid := self._read_decision(name, same[0], requirements)):
                grids.append(grid)
            else:
                self.unread.update(*map(self._iter_column_names, same))
        marks, unread = dict(self._iter_marks(root)), frozenset(self.unread)
        return ParsedFile(tuple(grids), tuple(self.refusals), marks, tuple(self.remarks), unread)

    def _iter_column_names(self, decision: _Element) -> Iterator[str]:
        """Yield the names by which a user may map a column of a decision whose table is not read."""
        for tag in ("input", "output", "inputExpression"):
            for column in decision.iter(f"{self.namespace}{tag}"):
                names = (column.get("name"), column.get("label"), column.get("id"), self._read_text(column))
                yield from (part for name in _collect_names(*names) for part in (name, extract_name(name)))

    def _check_unique_name(self, name: str, same: list[_Element]) -> bool:
        """Check that a name belongs to one decision; otherwise refuse each decision of this name."""
        for decision in same if len(same) > 1 else ():
            lines = ", ".join(str(other.sourceline) for other in same if other is not decision)
            sentence = f"decision `{name}` has the same name as another one, in line {lines}; rename one of them"
            self._refuse(decision, sentence, codes.DUPLICATE_DECISION)
        return len(same) == 1

    def _iter_marks(self, root: _Element) -> Iterator[tuple[str, str]]:
        """Yield the names in a model that we exported, each with its meaning."""
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
            kinds = [kind for kind in LOGIC_TAGS if self._find_child(element, kind) is not None]
            what = f"is a boxed expression (`{kinds[0]}`), not a table" if kinds else "has no logic"
            self._refuse(element, f"decision `{name}` {what}; leave it out with --decision")
            return None
        if missing := requirements.find_missing(element):
            sentence = (
                f"decision `{name}` requires another one that is not in this file, `{format_excerpt(missing[0])}`; "
                "add that decision, or remove the requirement if no column reads it"
            )
            self._refuse(element, sentence, codes.UNKNOWN_DECISION)
            return None
        inputs = [self._read_input(column, element, requirements) for column in self._iter_children(table, "input")]
        outputs = [self._read_output(column, name) for column in self._iter_children(table, "output")]
        notes = [column.get("name", "").strip() for column in self._iter_children(table, "annotation")]
        annotations = AnnotationReader(notes)
        rows = [self._read_row(*entry, annotations) for entry in enumerate(self._iter_children(table, "rule"), 1)]
        if not requirements.is_own_export(element):
            self.remarks += annotations.iter_remarks(name, self._locate(table))
        complete_rows = [row for row in rows if (len(row.cells), len(row.outputs)) == (len(inputs), len(outputs))]
        for row in rows:
            if row not in complete_rows:
                sentence = f"decision `{name}`, row {row.number}: it needs a cell for each column; add or remove cells"
                self.refusals.append(Finding(row.place, sentence, codes.INVALID_ROW))
        for part in table.iter():
            if "feel" not in part.get("expressionLanguage", "feel").lower():
                sentence = f"decision `{name}` has expressions in another language; write them in FEEL"
                self._refuse(part, sentence, codes.UNSUPPORTED_EXPRESSION)
                return None
        policy, aggregation = table.get("hitPolicy", "UNIQUE"), table.get("aggregation", "")
        if aggregation and policy == "COLLECT":
            policy = f"{policy} {aggregation}"
        elif aggregation:
            sentence = f"decision `{name}`: the aggregation `{format_excerpt(aggregation)}` was ignored, because only "
            sentence += f"COLLECT has one and this hit policy is {format_excerpt(policy)}"
            self.remarks.append(Finding(self._locate(table), sentence, codes.IGNORED_PART))
        ranked = policy not in ("UNIQUE", "ANY", "COLLECT") or any(output.default for output in outputs)
        if len(complete_rows) < len(rows) and ranked:
            return None  # the other rows depend on the refused ones
        return Grid(name, policy, tuple(inputs), tuple(outputs), tuple(complete_rows), self._locate(table))

    def _read_input(self, column: _Element, decision: _Element, requirements: DecisionRequirements) -> Heading:
        """Read a column: the expression says what it asks; label and id are names to map it by, or replace it."""
        expression = self._find_child(column, "inputExpression")
        text = "" if expression is None else self._read_text(expression)
        names = _collect_names(text, column.get("label"), column.get("id"))
        text = names[0] if names else ""
        read = requirements.find_read_decision(decision, extract_name(text))
        return Heading(text, names, self._locate(column), decision=read)

    def _read_output(self, column: _Element, decision: str) -> Heading:
        text = column.get("name") or column.get("label") or decision
        values = self._find_child(column, "outputValues")
        default = self._find_child(column, "defaultOutputEntry")
        return Heading(
            text,
            _collect_names(text, column.get("label"), column.get("id")),
            self._locate(column),
            tuple(iter_list_members(self._read_text(values))) if values is not None else (),
            self._read_text(default) if default is not None else None,
        )

    def _read_row(self, number: int, element: _Element, annotations: AnnotationReader) -> GridRow:
        description = self._find_child(element, "description")
        title = "" if description is None else " ".join((description.text or "").split())
        notes = annotations.read_notes(number, self._read_entries(element, "annotationEntry"), title)
        cells, outputs = (self._read_entries(element, tag, "-") for tag in ("inputEntry", "outputEntry"))
        return GridRow(number, cells, outputs, self._locate(element), notes)

    def _read_entries(self, element: _Element, tag: str, default: str = "") -> tuple[str, ...]:
        return tuple(self._read_text(entry) or default for entry in self._iter_children(element, tag))

    def _read_text(self, element: _Element) -> str:
        text = self._find_child(element, "text")
        return "" if text is None else "".join(text.itertext()).strip()

    def _iter_children(self, element: _Element, tag: str) -> Iterator[_Element]:
        yield from element.iterchildren(f"{self.namespace}{tag}")

    def _find_child(self, element: _Element, tag: str) -> _Element | None:
        return next(self._iter_children(element, tag), None)

    def _locate(self, element: _Element) -> Place:
        return Place(self.name, element.sourceline)

    def _refuse(self, element: _Element, sentence: str, code: str = codes.UNSUPPORTED_TABLE) -> None:
        self.refusals.append(Finding(self._locate(element), sentence, code))


def _collect_names(*names: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in names if name and name.strip()))
