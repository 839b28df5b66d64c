"""A foreign decision table to rules that say exactly what it says, and a list of all that could not be said.

Every row becomes a rule of its own. Where a row counts only if others do not (hit policies FIRST and PRIORITY, a
default output), its rule negates them. A row that leans on one that could not be taken is not taken either.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from advisor.authoring.dmn.importing.column_mapping import ColumnMapper, OutputColumn, UnmappedError
from advisor.authoring.dmn.importing.hit_policy import (
    INDEPENDENT_POLICIES,
    RANKED_POLICIES,
    ParsedRow,
    find_winning_rows,
    iter_clashes,
    parse_hit_policy,
    rank_row,
)
from advisor.authoring.dmn.importing.row_to_rule import SourceRow, TableInfo, build_row_finding, build_rule
from advisor.authoring.dmn.importing.table_model import Grid, GridRow, Heading
from advisor.authoring.dmn.importing.unary_tests import (
    ColumnDomain,
    UnsupportedCellError,
    parse_boolean,
    parse_cell,
    parse_word,
)
from advisor.authoring.dmn.table_rows import Cell, InputColumn, Row, build_condition, intersect_cells, is_disjoint
from advisor.errors import Finding, Place
from advisor.logic.satisfiability import Budget, SatisfiabilityChecker
from advisor.model.conditions import Condition, Not, iter_leaves, iter_negated_leaves, join_conditions
from advisor.model.name_suggestion import suggest_name
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom, Stage

MAX_SHOWN_LENGTH = 60
MAX_ROWS, MAX_RANKED_ROWS = 1000, 100
"""How many rows a table may have; fewer where each rule negates those of the rows before it."""
MAX_EVALUATIONS = 1_000_000
"""Evaluations of parts of conditions, in telling which rows never count."""


_NO_ROWS: Mapping[str, SourceRow] = MappingProxyType({})


class ConvertedTable(NamedTuple):
    """The rules that a table comes to, and everything in it that could not be taken.

    `rows` has the row of each rule by the rule's id; `remarks` tell of rows of which no rule was made, since they
    never count.
    """

    rules: tuple[Rule, ...]
    refusals: tuple[Finding, ...]
    rows: Mapping[str, SourceRow] = _NO_ROWS
    remarks: tuple[Finding, ...] = ()


def convert_table(grid: Grid, columns: ColumnMapper, pack: str = "") -> ConvertedTable:
    """The rules of one table. Their ids begin with the name of the pack, where one is given."""
    return _TableConverter(grid, columns, pack).convert()


class _TableConverter:
    def __init__(self, grid: Grid, columns: ColumnMapper, pack: str) -> None:
        self.grid = grid
        self.pack = pack
        self.columns = columns
        self.rulebase: RuleBase = columns.rulebase
        self.refused: list[Finding] = []
        self.remarks: list[Finding] = []
        self.satisfying = SatisfiabilityChecker(columns.rulebase, Budget(MAX_EVALUATIONS))
        self.policy = parse_hit_policy(grid.hit_policy)

    def convert(self) -> ConvertedTable:
        """What of the table can be taken."""
        asked = [self._resolve_input(at) for at in range(len(self.grid.inputs))]
        given = [self._resolve_output(at) for at in range(len(self.grid.outputs))]
        stages = list(dict.fromkeys(each.conclusion.stage for each in given if each is not None))
        if not self._check_convertible(given, stages):
            return ConvertedTable((), tuple(self.refused))
        rows = [
            ParsedRow(row, self._parse_cells(row, asked), self._parse_outputs(row, given)) for row in self.grid.rows
        ]
        read = [each for each in rows if each.cells is None or all(each.cells.values())]  # no other can ever be met
        read += self._build_default_rows(given)
        read = self._reject_clashing_rows(read)
        rules = {
            each.row.number: rule for at, each in enumerate(read) if (rule := self._build_rule(read, at, stages[0]))
        }
        whence = {rule.id: SourceRow(self.grid.name, each.row) for each in read if (rule := rules.get(each.row.number))}
        return ConvertedTable(tuple(rules.values()), tuple(self.refused), whence, tuple(self.remarks))

    def _check_convertible(self, outputs: list[OutputColumn | None], stages: list[Stage]) -> bool:
        """Whether the table as a whole can be said; what is in the way is told."""
        before = len(self.refused)
        table, policy = self.grid.place, self.policy
        if not self.grid.outputs:
            self._add_refusal(table, "no column concludes anything; map one with `--map 'COLUMN=CONCLUSION'`")
        most = MAX_RANKED_ROWS if policy in RANKED_POLICIES else MAX_ROWS
        if len(self.grid.rows) > most:
            self._add_refusal(
                table, f"it has {len(self.grid.rows):,} rows; with the hit policy {policy} at most {most:,} are taken"
            )
        if policy not in (*INDEPENDENT_POLICIES, *RANKED_POLICIES):
            self._add_refusal(
                table, f"the hit policy {policy} gives a list in order or a sum, which rules do not conclude"
            )
        if len(stages) > 1:
            names = " and ".join(str(stage) for stage in stages)
            self._add_refusal(
                table, f"its outputs are concluded in different stages ({names}), and a rule concludes in one"
            )
        if policy == "PRIORITY" and (len(self.grid.outputs) != 1 or not self.grid.outputs[0].order):
            self._add_refusal(table, "the hit policy PRIORITY needs one output with its values in order of rank")
        single = [each.conclusion.name for each in outputs if each is not None and each.conclusion.single]
        if policy == "COLLECT" and single:
            self._add_refusal(table, f"the hit policy COLLECT gives several values, and `{single[0]}` has one")
        return len(self.refused) == before and bool(stages)

    def _resolve_input(self, position: int) -> tuple[InputColumn, ColumnDomain] | None:
        heading = self.grid.inputs[position]
        try:
            return self.columns.resolve_input(heading, bare=self.grid.bare)
        except UnmappedError as error:
            self._add_refusal(heading.place, f"the column `{heading.text[:MAX_SHOWN_LENGTH]}` {error}")
            return None

    def _resolve_output(self, position: int) -> OutputColumn | None:
        heading = self.grid.outputs[position]
        try:
            return self.columns.resolve_output(heading)
        except UnmappedError as error:
            self._add_refusal(heading.place, f"the column `{heading.text[:MAX_SHOWN_LENGTH]}` {error}")
            return None

    def _parse_cells(self, row: GridRow, columns: list[tuple[InputColumn, ColumnDomain] | None]) -> Row | None:
        found: dict[InputColumn, Cell] = {}
        understood = True
        for text, column, heading in zip(row.cells, columns, self.grid.inputs, strict=True):
            if column is None:
                understood &= text.strip() == "-"  # that the column is nothing to us is told already
                continue
            try:
                cell = parse_cell(text, column[1])
            except UnsupportedCellError as error:
                self._add_cell_refusal(row, heading, text, str(error))
                understood = False
                continue
            if cell is not None:
                found[column[0]] = intersect_cells(found[column[0]], cell) if column[0] in found else cell
        if understood and not all(found.values()):
            self._add_refusal(row.place, "no company can meet all its cells at once", row)
        return found if understood else None

    def _parse_outputs(self, row: GridRow, outputs: list[OutputColumn | None]) -> tuple[Atom, ...] | None:
        found: list[Atom] = []
        understood = None not in outputs
        for text, output, heading in zip(row.outputs, outputs, self.grid.outputs, strict=True):
            if output is not None:
                try:
                    value = self._parse_conclusion_value(text.strip(), output)
                except UnsupportedCellError as error:
                    self._add_cell_refusal(row, heading, text, str(error))
                    understood = False
                    continue
                found += [Atom(output.conclusion.name, value)] if value is not None else []
        return tuple(dict.fromkeys(found)) if understood else None

    def _parse_conclusion_value(self, text: str, output: OutputColumn) -> str | None:
        """The value that an output cell concludes; None for nothing."""
        if text in ("null", "-") or (not text and not self.grid.bare):
            return None
        conclusion, wanted = output
        if wanted is not None:
            truth = parse_boolean(text, bare=self.grid.bare)
            if truth is None:
                raise UnsupportedCellError("is neither true nor false, which is what this output can be")
            return wanted if truth else None
        word = parse_word(text, bare=self.grid.bare)
        if not word:
            raise UnsupportedCellError("is no value; write one, or `-` where nothing is concluded")
        if conclusion.values is not None and word not in conclusion.values:
            near = suggest_name(word, conclusion.values)
            raise UnsupportedCellError(
                f"names `{word[:MAX_SHOWN_LENGTH]}`, which is not a value of `{conclusion.name}`{near}"
            )
        return word

    def _build_default_rows(self, outputs: list[OutputColumn | None]) -> list[ParsedRow]:
        """What holds where no row is met, as a last row."""
        defaults = tuple(heading.default for heading in self.grid.outputs)
        if not any(defaults):
            return []
        place = next(heading.place for heading in self.grid.outputs if heading.default)
        cells = ("-",) * len(self.grid.inputs)
        row = GridRow(0, cells, tuple(each or "null" for each in defaults), place)
        return [ParsedRow(row, {}, self._parse_outputs(row, outputs))]

    def _reject_clashing_rows(self, rows: list[ParsedRow]) -> list[ParsedRow]:
        """Where rows can be met together that must not be, none of them is taken."""
        clashing: set[int] = set()
        for at, met_with in iter_clashes(rows, self.policy):
            clashing |= {at, *met_with}
            row, said = rows[at].row, f"it can be met together with row {rows[met_with[0]].row.number}"
            self._add_refusal(row.place, f"{said}, which the hit policy {self.policy} does not allow", row)
        return [each._replace(atoms=None) if at in clashing else each for at, each in enumerate(rows)]

    def _build_rule(self, rows: list[ParsedRow], position: int, stage: Stage) -> Rule | None:
        row, cells, atoms = rows[position]
        if cells is None or not atoms:
            return None
        order = self.grid.outputs[0].order
        condition = build_condition(cells)
        for other in find_winning_rows(rows, position, self.policy, order):
            if other.cells is None:
                self._add_refusal(
                    row.place, f"it counts only where row {other.row.number} does not, which was not taken", row
                )
                return None
            if not is_disjoint(cells, other.cells) and (other.atoms != atoms or not row.number):
                condition = join_conditions(condition, Not(build_condition(other.cells)))
        if self.policy == "PRIORITY" and row.number and rank_row(rows[position], order) < 0:
            self._add_refusal(row.place, "its output has no rank among the values of the output", row)
            return None
        if self._has_stage_conflict(row, condition, stage):
            return None
        if self.satisfying.is_satisfiable(condition) is False:
            alone = self.satisfying.is_satisfiable(build_condition(cells)) is False
            why = "no company can meet it" if alone else "other rows go before it wherever it is met"
            self.remarks.append(
                build_row_finding(
                    self.grid.name, row, f"it never counts, since {why}; no rule was made of it", row.place
                )
            )
            return None
        head = TableInfo(self.grid.name, self.pack, stage)
        return build_rule(row, head, condition, atoms, self.rulebase)

    def _has_stage_conflict(self, row: GridRow, condition: Condition, stage: Stage) -> bool:
        conclusions = self.rulebase.conclusions
        later = [leaf.name for leaf in iter_leaves(condition) if leaf.name in conclusions]
        late = [name for name in later if conclusions[name].stage.rank > stage.rank]
        own = [leaf.name for leaf in iter_negated_leaves(condition) if leaf.name in conclusions]
        negated = [name for name in own if conclusions[name].stage is stage]
        if late:
            self._add_refusal(row.place, f"it asks for `{late[0]}`, which is concluded later than what it gives", row)
        elif negated:
            self._add_refusal(row.place, f"it asks that `{negated[0]}` be absent, which its own stage concludes", row)
        return bool(late or negated)

    def _add_refusal(self, place: Place, sentence: str, row: GridRow | None = None) -> None:
        self.refused.append(build_row_finding(self.grid.name, row, sentence, place))

    def _add_cell_refusal(self, row: GridRow, heading: Heading, text: str, why: str) -> None:
        shown = text if len(text) <= MAX_SHOWN_LENGTH else f"{text[:MAX_SHOWN_LENGTH]}…"
        place = row.place._replace(column=heading.place.column)
        self._add_refusal(place, f"column `{heading.text[:MAX_SHOWN_LENGTH]}`: the cell `{shown}` {why}", row)
