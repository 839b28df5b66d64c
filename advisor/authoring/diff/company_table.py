"""Companies from a table: one company a row (CSV) or one an item of a list (YAML, JSON).

The first row of a CSV file names facts, and `company` if wanted. An empty cell is unknown; several values of one fact
are separated by `;`. Example:

    company,relationship,conflict_topics
    Acme,defined,pricing; roles
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from advisor.errors import FactsError, Place
from advisor.loading.documents.input_files import read_text
from advisor.loading.documents.nodes import FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.loading.documents.yaml_reader import UnreadableError
from advisor.loading.facts.facts_file import read_company, read_data_file
from advisor.loading.finding_codes import DUPLICATE_KEY, EMPTY_FILE, INVALID_SYNTAX, WRONG_SHAPE
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Kind


def read_table(path: str, rulebase: RuleBase) -> list[tuple[str, Company]]:
    """Read the companies of a table, each with its name for the reader: `file:line` and the company's own name.

    Raises FactsError with all findings.
    """
    findings = FindingList()
    if path.lower().endswith(".csv"):
        nodes = list(_iter_rows(path, rulebase, findings))
    else:
        node, name = read_data_file(path, findings)
        if not isinstance(node, ListNode):
            code = EMPTY_FILE if node is None else WRONG_SHAPE
            findings.add(node or Place(name), "a table must be a list of companies, each a mapping of facts", code)
            raise FactsError(findings.sort_by_place())
        nodes = list(node.items)
    companies = [(node.place, read_company(node, rulebase, findings)) for node in nodes]
    if findings:
        raise FactsError(findings.sort_by_place())
    return [(_name_company(place, company), company) for place, company in companies]


def _name_company(place: Place, company: Company) -> str:
    location = str(place._replace(column=None))
    return f"{location}: {company.name}" if company.name else location


def _iter_rows(path: str, rulebase: RuleBase, findings: FindingList) -> Iterator[Node]:
    try:
        text, name = read_text(path)
    except UnreadableError as error:
        raise FactsError([error.finding]) from None
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if not any(header):
            raise FactsError.at(name, "this table is empty; name facts in its first row", EMPTY_FILE)
        for column in sorted({each for each in header if each and header.count(each) > 1}):
            findings.add(Place(name, 1), f"two columns are named `{column}`; delete or rename one", DUPLICATE_KEY)
        for row in reader:
            place = Place(name, reader.line_num)
            if len(row) > len(header):
                findings.add(place, f"this row has {len(row)} cells, but the table has {len(header)} columns")
            if any(row):
                cells = zip(header, row, strict=False)
                yield MappingNode(tuple(_iter_cells(cells, place, rulebase)), place)
    except csv.Error as error:
        findings.add(Place(name, reader.line_num), f"this row cannot be read: {error}", INVALID_SYNTAX)


def _iter_cells(row: Iterator[tuple[str, str]], place: Place, rulebase: RuleBase) -> Iterator[tuple[ScalarNode, Node]]:
    for name, cell in row:
        text = cell.strip()
        if not text:
            continue
        fact = rulebase.facts.get(name)
        node: Node = ScalarNode(text, place)
        if fact is not None and fact.kind is Kind.MANY and text not in ("none", "unknown"):
            node = ListNode(tuple(ScalarNode(each.strip(), place) for each in text.split(";") if each.strip()), place)
        yield ScalarNode(name, place), node
