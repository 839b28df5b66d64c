"""Companies from files: one facts file each, or a table with one company a row (CSV) or an item (YAML, JSON).

In a CSV file the first row names facts, beside them `company` if wanted; an empty cell is unknown, and several
values of one fact are parted by `;`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from advisor.errors import FactsError, Finding, Place
from advisor.loading.facts_file import read_company, read_data_file
from advisor.loading.input_files import read_text
from advisor.loading.nodes import FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.loading.yaml_reader import UnreadableError
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Kind


def read_table(path: str, rulebase: RuleBase) -> list[tuple[str, Company]]:
    """The companies of a table, each with the words by which it is found again. Raises FactsError with all findings."""
    findings = FindingList()
    if path.lower().endswith(".csv"):
        nodes = list(_iter_rows(path, rulebase, findings))
    else:
        node, name = read_data_file(path, findings)
        if not isinstance(node, ListNode):
            findings.add(node or Place(name), "a table must be a list of companies, each a mapping of facts")
            raise FactsError(findings.sort_by_place())
        nodes = list(node.items)
    companies = [(node.place, read_company(node, rulebase, findings)) for node in nodes]
    if findings:
        raise FactsError(findings.sort_by_place())
    return [(_name_company(place, company), company) for place, company in companies]


def _name_company(place: Place, company: Company) -> str:
    where = f"{place.file}:{place.line}" if place.line else place.file
    return f"{where}: {company.name}" if company.name else where


def _iter_rows(path: str, rulebase: RuleBase, findings: FindingList) -> Iterator[Node]:
    try:
        text, name = read_text(path)
    except UnreadableError as error:
        raise FactsError([error.finding]) from None
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        header = [each.strip() for each in next(reader, [])]
        if not any(header):
            raise FactsError([Finding(Place(name), "this table is empty; its first row must name facts")])
        for twice in sorted({each for each in header if each and header.count(each) > 1}):
            findings.add(Place(name, 1), f"two columns are named `{twice}`")
        for row in reader:
            line = reader.line_num
            if len(row) > len(header):
                findings.add(Place(name, line), f"this row has {len(row)} cells for {len(header)} columns")
            if any(row):
                cells = zip(header, row, strict=False)
                yield MappingNode(tuple(_iter_cells(cells, Place(name, line), rulebase)), Place(name, line))
    except csv.Error as error:
        findings.add(Place(name, reader.line_num), f"this row cannot be read: {error}")


def _iter_cells(
    cells: Iterator[tuple[str, str]], place: Place, rulebase: RuleBase
) -> Iterator[tuple[ScalarNode, Node]]:
    for name, cell in cells:
        text = cell.strip()
        if not text:
            continue
        fact = rulebase.facts.get(name)
        node: Node = ScalarNode(text, place)
        if fact is not None and fact.kind is Kind.MANY and text not in ("none", "unknown"):
            node = ListNode(tuple(ScalarNode(each.strip(), place) for each in text.split(";") if each.strip()), place)
        yield ScalarNode(name, place), node
