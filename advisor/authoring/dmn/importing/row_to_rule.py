"""A row of a foreign table as a rule: its id, its title and its words, from the row's own notes where it has them."""

from __future__ import annotations

import re
from typing import NamedTuple

from advisor.authoring.dmn.importing.table_model import GridRow
from advisor.errors import Finding, Place
from advisor.model.conditions import Condition, iter_leaves
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule, RuleStatus
from advisor.model.vocabulary import Atom, Stage


class TableInfo(NamedTuple):
    """What all rules of a table share: the table's name, that of the pack ("" for none), and the stage."""

    table: str
    pack: str
    stage: Stage


class SourceRow(NamedTuple):
    """Where a rule comes from: the table by its name, and the row."""

    table: str
    row: GridRow

    def build_finding(self, sentence: str, note: str = "") -> Finding:
        """Something to say of the row, or of one of its notes."""
        return build_row_finding(
            self.table, self.row, sentence, self.row.place._replace(column=self.row.columns.get(note))
        )


def build_row_finding(table: str, row: GridRow | None, sentence: str, place: Place) -> Finding:
    """Something to say of a table or one of its rows; a row without a number is what holds where no other is met."""
    where = f"decision `{table}`" + (f", row {row.number}" if row is not None and row.number else "")
    return Finding(place, f"{where}: {sentence}")


def make_slug(text: str) -> str:
    """A name as part of a rule's id."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:100].strip("-") or "table"


def build_rule(
    row: GridRow, table_info: TableInfo, condition: Condition, atoms: tuple[Atom, ...], rulebase: RuleBase
) -> Rule:
    """The rule that a row comes to. A row without a number is what holds where no other is met."""
    table = "".join(
        each for each in table_info.table if each not in "{}\n"
    )  # these have a meaning in the words of a rule
    ids = "/".join(dict.fromkeys(filter(None, (table_info.pack, make_slug(table_info.table)))))
    facts = rulebase.facts
    reads = any(leaf.name in facts and not facts[leaf.name].computed for leaf in iter_leaves(condition))
    because = f"You report that {{grounds}}; so the table {table} has it." if reads else f"The table {table} has it so."
    which = f"Row {row.number} of the table {table}" if row.number else f"No row of the table {table} is met"
    return Rule(
        id=f"{ids}/row-{row.number}" if row.number else f"{ids}/otherwise",
        title=row.notes.get("title") or which,
        status=RuleStatus.EXPERIMENTAL,
        source=row.notes.get("source") or f"policy/imported/{make_slug(table_info.table)}",
        stage=table_info.stage,
        when=condition,
        then=atoms,
        because=row.notes.get("because") or because,
    )
