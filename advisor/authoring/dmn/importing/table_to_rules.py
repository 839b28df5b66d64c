"""A foreign decision table to rules that say exactly what it says, and a list of all that could not be said.

Every row becomes a rule of its own. Where a row counts only if others do not (hit policies FIRST and PRIORITY, a
default output), its rule negates them. A row that leans on one that could not be taken is not taken either.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from advisor.authoring.dmn.importing.column_mapping import Columns, Output, UnmappedError
from advisor.authoring.dmn.importing.hit_policy import INDEPENDENT, RANKED, ReadRow, clashes, policy_of, rank, winning
from advisor.authoring.dmn.importing.row_to_rule import Head, TableRow, rule_of, said_of
from advisor.authoring.dmn.importing.table_model import Grid, GridRow, Heading
from advisor.authoring.dmn.importing.unary_tests import Asked, UntakeableError, cell_of, truth_of, word_of
from advisor.authoring.dmn.table_rows import Cell, Column, Row, common, condition_of, disjoint
from advisor.errors import Finding, Place, nearest
from advisor.logic.satisfiability import Budget, Satisfying
from advisor.model.conditions import Condition, Not, joined, leaves, negated_leaves
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom, Stage

SHOWN = 60
MOST_ROWS, MOST_RANKED = 1000, 100
"""How many rows a table may have; fewer where each rule negates those of the rows before it."""
MOST_EVALUATED = 1_000_000
"""Evaluations of parts of conditions, in telling which rows never count."""


_NO_ROWS: Mapping[str, TableRow] = MappingProxyType({})


class Imported(NamedTuple):
    """The rules that a table comes to, and everything in it that could not be taken.

    `rows` has the row of each rule by the rule's id; `remarks` tell of rows of which no rule was made, since they
    never count.
    """

    rules: tuple[Rule, ...]
    refused: tuple[Finding, ...]
    rows: Mapping[str, TableRow] = _NO_ROWS
    remarks: tuple[Finding, ...] = ()


def take(grid: Grid, columns: Columns, pack: str = "") -> Imported:
    """The rules of one table. Their ids begin with the name of the pack, where one is given."""
    return _Taker(grid, columns, pack).take()


class _Taker:
    def __init__(self, grid: Grid, columns: Columns, pack: str) -> None:
        self.grid = grid
        self.pack = pack
        self.columns = columns
        self.rulebase: RuleBase = columns.rulebase
        self.refused: list[Finding] = []
        self.remarks: list[Finding] = []
        self.satisfying = Satisfying(columns.rulebase, Budget(MOST_EVALUATED))
        self.policy = policy_of(grid.hit_policy)

    def take(self) -> Imported:
        """What of the table can be taken."""
        asked = [self._asked(at) for at in range(len(self.grid.inputs))]
        given = [self._given(at) for at in range(len(self.grid.outputs))]
        stages = list(dict.fromkeys(each.conclusion.stage for each in given if each is not None))
        if not self._is_sayable(given, stages):
            return Imported((), tuple(self.refused))
        rows = [ReadRow(row, self._cells(row, asked), self._atoms(row, given)) for row in self.grid.rows]
        read = [each for each in rows if each.cells is None or all(each.cells.values())]  # no other can ever be met
        read += self._otherwise(given)
        read = self._without_clashes(read)
        rules = {each.row.number: rule for at, each in enumerate(read) if (rule := self._rule(read, at, stages[0]))}
        whence = {rule.id: TableRow(self.grid.name, each.row) for each in read if (rule := rules.get(each.row.number))}
        return Imported(tuple(rules.values()), tuple(self.refused), whence, tuple(self.remarks))

    def _is_sayable(self, given: list[Output | None], stages: list[Stage]) -> bool:
        """Whether the table as a whole can be said; what is in the way is told."""
        before = len(self.refused)
        table, policy = self.grid.place, self.policy
        if not self.grid.outputs:
            self._say(table, "no column concludes anything; map one with `--map 'COLUMN=CONCLUSION'`")
        most = MOST_RANKED if policy in RANKED else MOST_ROWS
        if len(self.grid.rows) > most:
            self._say(
                table, f"it has {len(self.grid.rows):,} rows; with the hit policy {policy} at most {most:,} are taken"
            )
        if policy not in (*INDEPENDENT, *RANKED):
            self._say(table, f"the hit policy {policy} gives a list in order or a sum, which rules do not conclude")
        if len(stages) > 1:
            names = " and ".join(str(stage) for stage in stages)
            self._say(table, f"its outputs are concluded in different stages ({names}), and a rule concludes in one")
        if policy == "PRIORITY" and (len(self.grid.outputs) != 1 or not self.grid.outputs[0].order):
            self._say(table, "the hit policy PRIORITY needs one output with its values in order of rank")
        single = [each.conclusion.name for each in given if each is not None and each.conclusion.single]
        if policy == "COLLECT" and single:
            self._say(table, f"the hit policy COLLECT gives several values, and `{single[0]}` has one")
        return len(self.refused) == before and bool(stages)

    def _asked(self, at: int) -> tuple[Column, Asked] | None:
        heading = self.grid.inputs[at]
        try:
            return self.columns.asked(heading, bare=self.grid.bare)
        except UnmappedError as error:
            self._say(heading.place, f"the column `{heading.text[:SHOWN]}` {error}")
            return None

    def _given(self, at: int) -> Output | None:
        heading = self.grid.outputs[at]
        try:
            return self.columns.given(heading)
        except UnmappedError as error:
            self._say(heading.place, f"the column `{heading.text[:SHOWN]}` {error}")
            return None

    def _cells(self, row: GridRow, asked: list[tuple[Column, Asked] | None]) -> Row | None:
        found: dict[Column, Cell] = {}
        understood = True
        for text, column, heading in zip(row.cells, asked, self.grid.inputs, strict=True):
            if column is None:
                understood &= text.strip() == "-"  # that the column is nothing to us is told already
                continue
            try:
                cell = cell_of(text, column[1])
            except UntakeableError as error:
                self._say_cell(row, heading, text, str(error))
                understood = False
                continue
            if cell is not None:
                found[column[0]] = common(found[column[0]], cell) if column[0] in found else cell
        if understood and not all(found.values()):
            self._say(row.place, "no company can meet all its cells at once", row)
        return found if understood else None

    def _atoms(self, row: GridRow, given: list[Output | None]) -> tuple[Atom, ...] | None:
        found: list[Atom] = []
        understood = None not in given
        for text, output, heading in zip(row.outputs, given, self.grid.outputs, strict=True):
            if output is not None:
                try:
                    value = self._concluded(text.strip(), output)
                except UntakeableError as error:
                    self._say_cell(row, heading, text, str(error))
                    understood = False
                    continue
                found += [Atom(output.conclusion.name, value)] if value is not None else []
        return tuple(dict.fromkeys(found)) if understood else None

    def _concluded(self, text: str, output: Output) -> str | None:
        """The value that an output cell concludes; None for nothing."""
        if text in ("null", "-") or (not text and not self.grid.bare):
            return None
        conclusion, wanted = output
        if wanted is not None:
            truth = truth_of(text, bare=self.grid.bare)
            if truth is None:
                raise UntakeableError("is neither true nor false, which is what this output can be")
            return wanted if truth else None
        word = word_of(text, bare=self.grid.bare)
        if not word:
            raise UntakeableError("is no value; write one, or `-` where nothing is concluded")
        if conclusion.values is not None and word not in conclusion.values:
            near = nearest(word, conclusion.values)
            raise UntakeableError(f"names `{word[:SHOWN]}`, which is not a value of `{conclusion.name}`{near}")
        return word

    def _otherwise(self, given: list[Output | None]) -> list[ReadRow]:
        """What holds where no row is met, as a last row."""
        defaults = tuple(heading.default for heading in self.grid.outputs)
        if not any(defaults):
            return []
        place = next(heading.place for heading in self.grid.outputs if heading.default)
        cells = ("-",) * len(self.grid.inputs)
        row = GridRow(0, cells, tuple(each or "null" for each in defaults), place)
        return [ReadRow(row, {}, self._atoms(row, given))]

    def _without_clashes(self, read: list[ReadRow]) -> list[ReadRow]:
        """Where rows can be met together that must not be, none of them is taken."""
        clashing: set[int] = set()
        for at, met_with in clashes(read, self.policy):
            clashing |= {at, *met_with}
            row, said = read[at].row, f"it can be met together with row {read[met_with[0]].row.number}"
            self._say(row.place, f"{said}, which the hit policy {self.policy} does not allow", row)
        return [each._replace(atoms=None) if at in clashing else each for at, each in enumerate(read)]

    def _rule(self, read: list[ReadRow], at: int, stage: Stage) -> Rule | None:
        row, cells, atoms = read[at]
        if cells is None or not atoms:
            return None
        order = self.grid.outputs[0].order
        condition = condition_of(cells)
        for other in winning(read, at, self.policy, order):
            if other.cells is None:
                self._say(row.place, f"it counts only where row {other.row.number} does not, which was not taken", row)
                return None
            if not disjoint(cells, other.cells) and (other.atoms != atoms or not row.number):
                condition = joined(condition, Not(condition_of(other.cells)))
        if self.policy == "PRIORITY" and row.number and rank(read[at], order) < 0:
            self._say(row.place, "its output has no rank among the values of the output", row)
            return None
        if self._reads_wrongly(row, condition, stage):
            return None
        if self.satisfying.can_hold(condition) is False:
            alone = self.satisfying.can_hold(condition_of(cells)) is False
            why = "no company can meet it" if alone else "other rows go before it wherever it is met"
            self.remarks.append(
                said_of(self.grid.name, row, f"it never counts, since {why}; no rule was made of it", row.place)
            )
            return None
        head = Head(self.grid.name, self.pack, stage)
        return rule_of(row, head, condition, atoms, self.rulebase)

    def _reads_wrongly(self, row: GridRow, condition: Condition, stage: Stage) -> bool:
        conclusions = self.rulebase.conclusions
        later = [leaf.name for leaf in leaves(condition) if leaf.name in conclusions]
        late = [name for name in later if conclusions[name].stage.rank > stage.rank]
        own = [leaf.name for leaf in negated_leaves(condition) if leaf.name in conclusions]
        negated = [name for name in own if conclusions[name].stage is stage]
        if late:
            self._say(row.place, f"it asks for `{late[0]}`, which is concluded later than what it gives", row)
        elif negated:
            self._say(row.place, f"it asks that `{negated[0]}` be absent, which its own stage concludes", row)
        return bool(late or negated)

    def _say(self, place: Place, sentence: str, row: GridRow | None = None) -> None:
        self.refused.append(said_of(self.grid.name, row, sentence, place))

    def _say_cell(self, row: GridRow, heading: Heading, text: str, why: str) -> None:
        shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
        place = row.place._replace(column=heading.place.column)
        self._say(place, f"column `{heading.text[:SHOWN]}`: the cell `{shown}` {why}", row)
