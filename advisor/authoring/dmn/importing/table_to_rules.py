"""A foreign decision table to rules with exactly the same meaning, and a list of all that rules cannot express.

Every row becomes one rule. Where other rows win over a row (hit policies FIRST and PRIORITY, a default output), its
rule negates them. A row that depends on a refused row is refused too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from advisor.authoring.dmn.export.feel_writer import make_slug
from advisor.authoring.dmn.importing import hit_policy
from advisor.authoring.dmn.importing.column_mapping import ColumnMapper, OutputColumn, UnmappedError
from advisor.authoring.dmn.importing.hit_policy import ParsedRow
from advisor.authoring.dmn.importing.row_reader import RowReader
from advisor.authoring.dmn.importing.table_model import EMPTY, Grid, GridRow, Heading, SourceRow, build_row_finding
from advisor.authoring.dmn.table_rows import build_condition, is_disjoint
from advisor.errors import Finding, Place
from advisor.loading import finding_codes as codes
from advisor.loading.documents.nodes import format_excerpt
from advisor.logic.satisfiability import Budget, SatisfiabilityChecker
from advisor.model.conditions import Condition, Not, iter_leaves, iter_negated_leaves, join_conditions
from advisor.model.rules import Rule, RuleStatus
from advisor.model.vocabulary import Atom, Stage

MAX_ROWS, MAX_RANKED_ROWS = 1000, 100
"""Maximum number of rows of a table; lower where each rule negates those of the rows before it."""
MAX_EVALUATIONS = 1_000_000
"""Maximum number of evaluated parts of conditions in the search for rows that never apply."""

_Item = TypeVar("_Item")


class ConvertedTable(NamedTuple):
    """The rules of a table, its refusals, the row of each rule by rule id, and remarks on rows without a rule."""

    rules: tuple[Rule, ...]
    refusals: tuple[Finding, ...]
    rows: Mapping[str, SourceRow] = EMPTY
    remarks: tuple[Finding, ...] = ()


def convert_table(grid: Grid, columns: ColumnMapper, pack: str = "") -> ConvertedTable:
    """Convert a table to rules.

    Args:
        grid: The table: a row `"short"` → `"stay"` becomes a rule `when: {cycle: short}`, `then: {verdict: stay}`.
        columns: The meaning of its columns.
        pack: The first part of the rule ids; "" for none.
    """
    return _TableConverter(grid, columns, pack).convert()


class _TableConverter:
    def __init__(self, grid: Grid, columns: ColumnMapper, pack: str) -> None:
        self.grid = grid
        self.pack = pack
        self.columns = columns
        self.refusals: list[Finding] = []
        self.remarks: list[Finding] = []
        self.satisfiability = SatisfiabilityChecker(columns.rulebase, Budget(MAX_EVALUATIONS))
        self.policy = hit_policy.parse_hit_policy(grid.hit_policy)

    def convert(self) -> ConvertedTable:
        """Convert as much of the table as rules can express."""
        inputs = self._resolve(self.grid.inputs, lambda it: self.columns.resolve_input(it, bare=self.grid.bare))
        outputs = self._resolve(self.grid.outputs, self.columns.resolve_output)
        stages = list(dict.fromkeys(output.conclusion.stage for output in outputs if output is not None))
        if not self._check_convertible(outputs, stages):
            return ConvertedTable((), tuple(self.refusals))
        reader = RowReader(self.grid, inputs, outputs, self.columns.output_values, self._refuse)
        rows = [reader.read_row(row) for row in (*self.grid.rows, *self._iter_default_rows())]
        rows = [row for row in rows if row.cells is None or all(row.cells.values())]  # others never match
        rows = self._reject_clashing_rows(rows)
        rules: list[Rule] = []
        sources: dict[str, SourceRow] = {}
        for position, row in enumerate(rows):
            if rule := self._build_rule(rows, position, stages[0]):
                rules.append(rule)
                sources[rule.id] = SourceRow(self.grid.name, row.row)
        return ConvertedTable(tuple(rules), tuple(self.refusals), sources, tuple(self.remarks))

    def _check_convertible(self, outputs: Sequence[OutputColumn | None], stages: Sequence[Stage]) -> bool:
        """Check that the whole table can be converted, and report every obstacle."""
        grid, policy = self.grid, self.policy
        problems: list[str] = []
        if not grid.outputs:
            problems.append("no column is a conclusion; map one with `--map 'COLUMN=CONCLUSION'`")
        limit = MAX_RANKED_ROWS if policy in hit_policy.RANKED_POLICIES else MAX_ROWS
        if len(grid.rows) > limit:
            problems.append(f"it has {len(grid.rows):,} rows, but the maximum for {policy} is {limit:,}; split it")
        if policy not in (*hit_policy.INDEPENDENT_POLICIES, *hit_policy.RANKED_POLICIES):
            policies = "UNIQUE, ANY, FIRST, PRIORITY or COLLECT"
            problems.append(f"rules cannot express the hit policy {policy}; use {policies}")
        if len(stages) > 1:
            names = " and ".join(stages)
            problems.append(f"its outputs belong to different stages ({names}); make a table for each stage")
        if policy == "PRIORITY" and (len(grid.outputs) != 1 or not grid.outputs[0].order):
            problems.append("the hit policy PRIORITY needs one output with its values in order of rank; add them")
        single = [output.conclusion.name for output in outputs if output is not None and output.conclusion.single]
        if policy == "COLLECT" and single:
            problems.append(f"the hit policy COLLECT does not fit `{single[0]}`, which has only one value; use another")
        for problem in problems:
            self._refuse(grid.place, problem, codes.UNSUPPORTED_TABLE)
        return not problems and bool(stages)

    def _resolve(self, headings: Sequence[Heading], resolve: Callable[[Heading], _Item]) -> list[_Item | None]:
        """Resolve each column; None for one without a meaning, which is refused."""
        columns: list[_Item | None] = []
        for heading in headings:
            try:
                columns.append(resolve(heading))
            except UnmappedError as error:
                columns.append(None)
                sentence = f"column `{format_excerpt(heading.text)}` {error}"
                self._refuse(heading.place, sentence, codes.UNMAPPED_COLUMN)
        return columns

    def _iter_default_rows(self) -> Iterator[GridRow]:
        """Yield the default outputs, if there are any, as a row with number 0."""
        places = [heading.place for heading in self.grid.outputs if heading.default]
        if places:
            defaults = tuple(heading.default or "-" for heading in self.grid.outputs)
            yield GridRow(0, ("-",) * len(self.grid.inputs), defaults, places[0])

    def _reject_clashing_rows(self, rows: Sequence[ParsedRow]) -> list[ParsedRow]:
        """Refuse all rows that can match together although the hit policy forbids it."""
        clashing: set[int] = set()
        for position, others in hit_policy.iter_clashes(rows, self.policy):
            clashing |= {position, *others}
            problem = f"it can match together with row {rows[others[0]].row.number}"
            sentence = f"{problem}, which {self.policy} does not allow; change one of them"
            self._refuse_row(rows[position].row, sentence, codes.CONFLICTING_ROWS)
        return [row._replace(atoms=None) if position in clashing else row for position, row in enumerate(rows)]

    def _build_rule(self, rows: Sequence[ParsedRow], position: int, stage: Stage) -> Rule | None:
        row, cells, atoms = rows[position]
        if cells is None or not atoms:
            return None
        order = self.grid.outputs[0].order
        condition = build_condition(cells)
        for winner in hit_policy.find_winners(rows, position, self.policy, order):
            if winner.cells is None:
                sentence = f"it depends on row {winner.row.number}, which was refused; fix that row first"
                self._refuse_row(row, sentence, codes.DEPENDS_ON_REJECTED)
                return None
            if not is_disjoint(cells, winner.cells) and (winner.atoms != atoms or not row.number):
                condition = join_conditions(condition, Not(build_condition(winner.cells)))
        if self.policy == "PRIORITY" and row.number and hit_policy.rank_row(rows[position], order) < 0:
            self._refuse_row(row, "its output has no rank; add it to the values of the output")
            return None
        if self._has_stage_conflict(row, condition, stage):
            return None
        if self.satisfiability.is_satisfiable(condition) is False:
            alone = self.satisfiability.is_satisfiable(build_condition(cells)) is False
            reason = "no company can match it" if alone else "another row always applies first"
            sentence = f"this row never applies, because {reason}; it did not become a rule"
            self.remarks.append(build_row_finding(self.grid.name, row, sentence, row.place, codes.ROW_NEVER_APPLIES))
            return None
        return self._write_rule(row, stage, condition, atoms)

    def _write_rule(self, row: GridRow, stage: Stage, condition: Condition, atoms: tuple[Atom, ...]) -> Rule:
        """Return the rule of a row; its notes, if it has any, give the title, the source and the explanation."""
        name = self.grid.name.translate(dict.fromkeys(map(ord, "{}\n")))  # these have a meaning in a rule's text
        slug, facts = make_slug(self.grid.name), self.columns.rulebase.facts
        table_id = "/".join(dict.fromkeys(filter(None, (self.pack, slug))))
        reads = any(leaf.name in facts and not facts[leaf.name].computed for leaf in iter_leaves(condition))
        because = f"You report that {{grounds}}; the table {name} says so." if reads else f"The table {name} says so."
        if annotation := row.notes.get("annotation"):
            because = f"You report that {{grounds}}. {annotation}" if reads else annotation
        title = f"Row {row.number} of the table {name}" if row.number else f"No row of the table {name} is met"
        return Rule(
            id=f"{table_id}/row-{row.number}" if row.number else f"{table_id}/otherwise",
            title=row.notes.get("title") or title,
            status=RuleStatus.EXPERIMENTAL,
            source=row.notes.get("source") or f"policy/imported/{slug}",
            stage=stage,
            when=condition,
            then=atoms,
            because=row.notes.get("because") or because,
        )

    def _has_stage_conflict(self, row: GridRow, condition: Condition, stage: Stage) -> bool:
        """Check whether the condition reads a later stage, or negates its own; refuse the row if so."""
        conclusions = self.columns.rulebase.conclusions
        for leaf in iter_leaves(condition):
            if leaf.name in conclusions and conclusions[leaf.name].stage.rank > stage.rank:
                self._refuse_row(row, f"it reads `{leaf.name}`, which is concluded later than its output; remove that")
                return True
        for leaf in iter_negated_leaves(condition):
            if leaf.name in conclusions and conclusions[leaf.name].stage is stage:
                self._refuse_row(row, f"it negates `{leaf.name}`, which its own stage concludes; remove that")
                return True
        return False

    def _refuse(self, place: Place, sentence: str, code: str, row: GridRow | None = None) -> None:
        self.refusals.append(build_row_finding(self.grid.name, row, sentence, place, code))

    def _refuse_row(self, row: GridRow, sentence: str, code: str = codes.INVALID_ROW) -> None:
        self._refuse(row.place, sentence, code, row)
