"""Decision tables of others as rules: what is taken says the same, and what is not taken is told with its place."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import combinations
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.authoring.dmn.errors import TableError
from advisor.authoring.dmn.export.decision_model import build_decision_model
from advisor.authoring.dmn.export.dmn_writer import render_dmn
from advisor.authoring.dmn.importing.column_mapping import ColumnMapper
from advisor.authoring.dmn.importing.dmn_reader import VERSIONS, read_dmn
from advisor.authoring.dmn.importing.import_file import ImportChoices, ImportedFile, read_tables
from advisor.authoring.dmn.importing.rule_writer import find_rule_at_line, format_condition, render_rules
from advisor.authoring.dmn.importing.table_model import Grid, GridRow, Heading
from advisor.authoring.dmn.importing.table_to_rules import ConvertedTable, convert_table
from advisor.authoring.dmn.table_rows import InputColumn, Row, Span, intersect_rows, is_disjoint, merge_spans
from advisor.errors import AdvisorError, Place
from advisor.loading.conditions import ConditionReader
from advisor.loading.nodes import FindingList
from advisor.loading.yaml_reader import read_yaml
from advisor.model.answers import Value
from advisor.model.conditions import Condition
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Stage
from tests import plain_evaluator, strategies

NOWHERE = Place("table.dmn", 1)
DMN_15 = "https://www.omg.org/spec/DMN/20230324/MODEL/"


@given(strategies.agreeing_rule_bases(), strategies.companies())
def test_a_table_that_is_exported_and_read_back_comes_to_the_same(drawn: RuleBase, known: dict[str, Value]) -> None:
    try:
        written = render_dmn(build_decision_model(drawn))
    except TableError:
        return  # rules in a circle
    taken = read_dmn(written, "advisor.dmn", ("verdict",))
    assert not taken.refusals
    came = convert_table(taken.grids[0], ColumnMapper(drawn, taken.marks))
    assert came.refusals == ()
    again = strategies.a_rule_base([*without_verdicts(drawn), *came.rules])
    (certain, possible), (certain_before, possible_before) = verdicts(again, known), verdicts(drawn, known)
    assert certain <= certain_before
    assert possible <= possible_before  # a rule that asks for `a` and `not a` is open to us; no row says so
    states = [value for name, value in plain_evaluator.evaluate(drawn, known).certain if name == "state"]
    assert certain == certain_before or not states  # a table has no word for a company in no state at all


def without_verdicts(rulebase: RuleBase) -> list[Any]:
    """The rules, with what they conclude of the verdict taken away."""
    return [replace(rule, then=tuple(atom for atom in rule.then if atom.name != "verdict")) for rule in rulebase.rules]


def verdicts(rulebase: RuleBase, known: dict[str, Value]) -> tuple[set[str], set[str]]:
    came = plain_evaluator.evaluate(rulebase, known)
    certain, possible = (
        {value for name, value in pairs if name == "verdict"} for pairs in (came.certain, came.possible)
    )
    return certain, possible


@given(strategies.conditions(Stage.DECIDE, 3), strategies.companies())
def test_a_condition_is_read_as_it_was_written(condition: Condition, known: dict[str, Value]) -> None:
    findings = FindingList()
    node = read_yaml(format_condition(condition), "rules.yaml", findings)
    again = ConditionReader(strategies.FACTS, strategies.CONCLUSIONS, findings).read(node)
    assert not findings
    made = [
        strategies.a_rule(1, Stage.DECIDE, each, (strategies.Atom("verdict", "stay"),)) for each in (condition, again)
    ]
    one, other = (verdicts(strategies.a_rule_base([rule]), known) for rule in made)
    assert one == other


class Written(NamedTuple):
    """A cell as someone writes it, and the settled answers that it admits."""

    text: str
    admits: frozenset[Any]


STAFF = range(13)


def words(name: str) -> st.SearchStrategy[Written]:
    values = list(strategies.FACTS[name].values)
    literal = {value: {"yes": "true", "no": "false"}.get(value, f'"{value}"') for value in values}
    chosen = st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)
    listed = chosen.map(lambda these: Written(", ".join(literal[each] for each in these), frozenset(these)))
    negated = listed.map(lambda cell: Written(f"not({cell.text})", frozenset(values) - cell.admits))
    return st.just(Written("-", frozenset(values))) | listed | negated.filter(lambda cell: bool(cell.admits))


def numbers() -> st.SearchStrategy[Written]:
    limit = st.integers(1, 9)
    below = limit.map(lambda n: Written(f"< {n}", frozenset(each for each in STAFF if each < n)))
    most = limit.map(lambda n: Written(f"<= {n}.5", frozenset(each for each in STAFF if each <= n)))
    least = limit.map(lambda n: Written(f">= {n}", frozenset(each for each in STAFF if each >= n)))
    above = limit.map(lambda n: Written(f">{n}.5", frozenset(each for each in STAFF if each > n)))
    ranged = st.tuples(limit, st.integers(2, 3)).map(
        lambda two: Written(f"]{two[0]}..{sum(two)}]", frozenset(range(two[0] + 1, sum(two) + 1)))
    )
    single = st.one_of(below, most, least, above, ranged)
    either = st.tuples(below, least).map(
        lambda two: Written(f"{two[0].text}, {two[1].text}", two[0].admits | two[1].admits)
    )
    negated = single.map(lambda cell: Written(f"not({cell.text})", frozenset(STAFF) - cell.admits))
    return st.just(Written("-", frozenset(STAFF))) | single | either | negated


TABLE_ROWS = st.lists(
    st.tuples(words("cycle"), words("doubled"), numbers(), st.sampled_from(["stay", "tighten", "prepare"])),
    min_size=1,
    max_size=4,
)


def a_grid(policy: str, rows: list[tuple[Written, Written, Written, str]], output: str, default: str | None) -> Grid:
    order = ('"prepare"', '"stay"', '"tighten"') if policy == "PRIORITY" else ()
    return Grid(
        "A table",
        policy,
        tuple(Heading(name, (name,), NOWHERE) for name in ("cycle", "doubled", "staff")),
        (Heading(output, (output,), NOWHERE, order, default),),
        tuple(
            GridRow(number, tuple(cell.text for cell in cells), (f'"{value}"',), Place("table.dmn", number))
            for number, (*cells, value) in enumerate(rows, 1)
        ),
        NOWHERE,
    )


def hits(rows: list[tuple[Written, Written, Written, str]], company: dict[str, Value]) -> list[str]:
    """The outputs of the rows that are met, in order: what a table means, said plainly."""
    asked = [company[name] for name in ("cycle", "doubled", "staff")]
    return [
        value for *cells, value in rows if all(each in cell.admits for each, cell in zip(asked, cells, strict=True))
    ]


@given(
    st.sampled_from(["FIRST", "PRIORITY", "COLLECT"]),
    TABLE_ROWS,
    st.none() | st.just('"stay"'),
    strategies.complete_companies(),
)
def test_rules_conclude_what_the_table_gives(
    policy: str, rows: list[tuple[Written, Written, Written, str]], default: str | None, company: dict[str, Value]
) -> None:
    output = "verdict"
    rulebase = strategies.a_rule_base([])
    if policy == "COLLECT":
        output = "favours"
        rows = [(*cells, value if value != "prepare" else "stay") for *cells, value in rows]  # type: ignore[misc]
    came = convert_table(a_grid(policy, rows, output, default), ColumnMapper(rulebase, {}))
    assert came.refusals == ()
    met = hits(rows, company)
    wanted = {
        "FIRST": lambda: set(met[:1]),
        "PRIORITY": lambda: set(sorted(met)[:1]),  # the order of rank is that of the alphabet
        "COLLECT": lambda: set(met),
    }[policy]() or ({"stay"} if default else set())
    found = plain_evaluator.evaluate(strategies.a_rule_base(came.rules), company)
    assert {value for name, value in found.certain if name == output} == wanted


@given(st.sampled_from(["UNIQUE", "ANY"]), TABLE_ROWS, strategies.complete_companies())
def test_rows_of_a_unique_table_are_taken_only_if_no_two_can_be_met(
    policy: str, rows: list[tuple[Written, Written, Written, str]], company: dict[str, Value]
) -> None:
    came = convert_table(a_grid(policy, rows, "verdict", None), ColumnMapper(strategies.a_rule_base([]), {}))
    met = hits(rows, company)
    found = plain_evaluator.evaluate(strategies.a_rule_base(came.rules), company)
    verdict = {value for name, value in found.certain if name == "verdict"}
    if len(met) > 1 and (policy == "UNIQUE" or len(set(met)) > 1):
        assert came.refusals
        assert verdict == set()
    elif not came.refusals:
        assert verdict == set(met)
    else:
        assert verdict <= set(met)
    clash = [
        (one, other)
        for one, other in combinations(rows, 2)
        if all(a.admits & b.admits for a, b in zip(one[:3], other[:3], strict=True))
        and (policy == "UNIQUE" or one[3] != other[3])
    ]
    assert bool(clash) <= bool(came.refusals)


def one_cell(column: str, text: str, *, bare: bool = False) -> ConvertedTable:
    heading = Heading(column, (column,), Place("t.csv", 1, 1))
    output = Heading("verdict", ("verdict",), Place("t.csv", 1, 2))
    value = "stay" if bare else '"stay"'
    row = GridRow(1, (text,), (value,), Place("t.csv", 2))
    return convert_table(
        Grid("T", "UNIQUE", (heading,), (output,), (row,), NOWHERE, bare=bare),
        ColumnMapper(strategies.a_rule_base([]), {}),
    )


@pytest.mark.parametrize(
    ("column", "text", "why"),
    [
        ("cycle", "null", "asks whether something is unknown, which no rule can ask"),
        ("cycle", "not(null)", "asks whether something is unknown, which no rule can ask"),
        ("cycle", '"shrt"', "names `shrt`, which is not a value of `cycle`; did you mean `short`?"),
        ("cycle", "other", "is an expression; a rule compares with values alone"),
        ("cycle", 'starts with(?, "s")', "is an expression; a rule compares with values alone"),
        ("cycle", 'not("short"), "long"', "is an expression; a rule compares with values alone"),
        ("cycle", '"short"; "long"', "is an expression; a rule compares with values alone"),
        ("doubled", '"yes"', "is neither true nor false"),
        ("staff", "> market", "is an expression; a count is compared with numbers alone"),
        ("staff", "2.5", "is not a whole number"),
        ("staff", "[5..3]", "holds no whole number"),
        ("staff", "= 3", "is an expression; a count is compared with numbers alone"),
        ("staff", "9999999999999999", "has a number larger than any count"),
        ("staff", "1" * 5000, "is longer than 4,000 characters"),
        ("staff", "date(2024, 1, 1)", "is an expression; a count is compared with numbers alone"),
        ("staff", ">= 1,000", "has `000`, a number with a nought before it"),
        ("staff", "007", "has `007`, a number with a nought before it"),
        ("staff", "[1..010]", "has `010`, a number with a nought before it"),
        ("staff", "5, 0", "names 0, and `staff` is never less than 1"),
        ("staff", "-3", "names -3, and `staff` is never less than 1"),
    ],
)
def test_a_cell_that_no_rule_can_say_is_refused_with_its_place(column: str, text: str, why: str) -> None:
    came = one_cell(column, text)
    assert came.rules == ()
    (finding,) = came.refusals
    assert str(finding.place) == "t.csv:2:1"
    assert finding.sentence.startswith(f"decision `T`, row 1: column `{column}`: the cell `{text[:60]}")
    assert why in finding.sentence


@pytest.mark.parametrize(
    "number", ["1,000", "1.000", "1 000", "1'000", "1’000", "1\u00a0000", "1\u202f000", "12.500", "2,5", "1,250,000"]
)
@pytest.mark.parametrize("cell", [">= {}", "< {}", "{}", "[1..{}]", "not({})", "3, {}"])
def test_a_number_with_its_digits_in_groups_is_never_guessed(number: str, cell: str) -> None:
    came = one_cell("staff", cell.format(number), bare=True)
    assert came.rules == ()
    (finding,) = came.refusals
    assert str(finding.place) == "t.csv:2:1"
    assert "may be one number or several; write a number without such signs, as in `1000`" in finding.sentence


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("1000, 2000", "{any: [{staff: 1000}, {staff: 2000}]}"),
        ("2, 5", "{any: [{staff: 2}, {staff: 5}]}"),
        ("< 50.5", "{staff: {at_most: 50}}"),
        ("[10..499]", "{staff: {at_least: 10, at_most: 499}}"),
        (">=1000", "{staff: {at_least: 1000}}"),
        ("> 2.1256", "{staff: {at_least: 3}}"),
    ],
)
def test_numbers_that_can_be_read_in_one_way_only_are_taken_from_a_sheet(cell: str, meant: str) -> None:
    came = one_cell("staff", cell, bare=True)
    assert came.refusals == ()
    assert [format_condition(rule.when) for rule in came.rules] == [meant]


@pytest.mark.parametrize("bare", [True, False])
@pytest.mark.parametrize("cell", ["< 50, >= 50", "<= 9, >= 5", "< 5, 5, > 5", "< 1, >= 0"])
def test_a_cell_that_covers_all_numbers_is_met_by_any_number(cell: str, *, bare: bool) -> None:
    came = one_cell("staff", cell, bare=bare)
    assert came.refusals == ()
    assert [format_condition(rule.when) for rule in came.rules] == ["{staff: {at_least: 1}}"]


def test_an_empty_cell_of_a_sheet_is_not_taken_for_any_value() -> None:
    assert "write `-` where any value will do" in one_cell("cycle", "", bare=True).refusals[0].sentence


def test_a_row_that_leans_on_a_refused_one_is_refused_too() -> None:
    grid = a_grid("FIRST", [], "verdict", '"stay"')._replace(
        rows=(
            GridRow(1, ('"short"', "-", "-"), ('"stay"',), Place("t", 1)),
            GridRow(2, ("null", "-", "-"), ('"stay"',), Place("t", 2)),
            GridRow(3, ('"long"', "-", "-"), ('"tighten"',), Place("t", 3)),
        )
    )
    came = convert_table(grid, ColumnMapper(strategies.a_rule_base([]), {}))
    assert [rule.id for rule in came.rules] == ["a-table/row-1"]
    told = "it counts only where row 2 does not, which was not taken"
    assert [told in finding.sentence for finding in came.refusals] == [False, True, True]


@pytest.mark.parametrize(
    ("policy", "rows", "never"),
    [
        ("FIRST", ["-", '"short"'], [2]),
        ("FIRST", ['"short", "medium"', '"long", "medium"', "-", '"long"'], [3, 4]),
        ("FIRST", ['"short"', '"short", "medium"'], []),
        ("PRIORITY", ['"long"', "-"], [1]),
    ],
)
def test_a_row_that_others_always_go_before_becomes_no_rule_and_that_is_said(
    policy: str, rows: list[str], never: list[int]
) -> None:
    outputs = ["tighten", "stay"] if policy == "PRIORITY" else ["stay", "stay", "tighten", "tighten"]
    outputs = ["stay", "tighten"] if len(rows) == 2 and policy == "FIRST" else outputs
    made = a_grid(policy, [], "verdict", None)._replace(
        rows=tuple(
            GridRow(at, (text, "-", "-"), (f'"{value}"',), Place("t", at + 1))
            for at, (text, value) in enumerate(zip(rows, outputs, strict=False), 1)
        )
    )
    came = convert_table(made, ColumnMapper(strategies.a_rule_base([]), {}))
    assert came.refusals == ()
    assert [rule.id for rule in came.rules] == [
        f"a-table/row-{at}" for at in range(1, len(rows) + 1) if at not in never
    ]
    assert [str(finding) for finding in came.remarks] == [
        f"t:{at + 1}: decision `A table`, row {at}: it never counts, since other rows go before it wherever it is met; "
        "no rule was made of it"
        for at in never
    ]


def test_a_row_for_a_number_that_no_company_has_becomes_no_rule_and_that_is_said() -> None:
    came = one_cell("staff", "< 1")
    assert (came.rules, came.refusals) == ((), ())
    (remark,) = came.remarks
    assert (
        str(remark)
        == "t.csv:2: decision `T`, row 1: it never counts, since no company can meet it; no rule was made of it"
    )


def test_a_default_that_can_never_hold_becomes_no_rule() -> None:
    grid = a_grid("UNIQUE", [], "verdict", '"stay"')._replace(
        rows=tuple(
            GridRow(at, (text, "-", "-"), ('"tighten"',), Place("t", at))
            for at, text in enumerate(('"short"', 'not("short")'), 1)
        )
    )
    came = convert_table(grid, ColumnMapper(strategies.a_rule_base([]), {}))
    assert (len(came.rules), len(came.remarks), came.refusals) == (2, 1, ())


CELLS = st.dictionaries(
    st.sampled_from(["staff", "budget"]).map(InputColumn),
    st.lists(st.tuples(*[st.none() | st.integers(0, 6)] * 2).map(lambda two: Span(*two)), min_size=1).map(merge_spans),
) | st.dictionaries(st.sampled_from(["cycle", "market"]).map(InputColumn), st.frozensets(st.sampled_from("abc")))


@given(CELLS, CELLS)
def test_rows_are_apart_just_when_nothing_can_meet_both(one: Row, other: Row) -> None:
    whole = all(one.values()) and all(other.values())
    assert is_disjoint(one, other) == (intersect_rows(one, other) is None) or not whole


def test_a_table_of_more_rows_than_rules_can_be_made_of_is_refused() -> None:
    def of(policy: str, number: int) -> ConvertedTable:
        rows = [
            (Written('"short"', frozenset()), Written("-", frozenset()), Written(f"{at}", frozenset()), "stay")
            for at in range(1, number + 1)
        ]
        return convert_table(a_grid(policy, rows, "verdict", None), ColumnMapper(strategies.a_rule_base([]), {}))

    assert len(of("FIRST", 100).rules) == 100
    assert len(of("UNIQUE", 101).rules) == 101
    assert "it has 101 rows; with the hit policy FIRST at most 100 are taken" in of("FIRST", 101).refusals[0].sentence


def model(logic: str, *, namespace: str = DMN_15, before: str = "", **attributes: str) -> bytes:
    more = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return (
        f'<?xml version="1.0"?>\n{before}<definitions xmlns="{namespace}" name="m"{more}>{logic}</definitions>'.encode()
    )


def table(policy: str = "UNIQUE", more: str = "", cell: str = '"short"') -> str:
    return (
        f'<decision name="D"><decisionTable hitPolicy="{policy}"{more}><input label="Cycle"><inputExpression><text>'
        'cycle</text></inputExpression></input><output name="verdict"/><rule><inputEntry><text>'
        f'{cell}</text></inputEntry><outputEntry><text>"stay"</text></outputEntry></rule></decisionTable></decision>'
    )


def read_bytes_of(data: bytes, tmp_path: Any, name: str = "m.dmn", **choices: Any) -> ImportedFile:
    path = tmp_path / name
    path.write_bytes(data)
    return read_tables(str(path), strategies.a_rule_base([]), ImportChoices(choices.pop("mapping", {}), **choices))


@pytest.mark.parametrize("namespace", VERSIONS)
def test_every_version_of_dmn_is_read_alike(namespace: str, tmp_path: Any) -> None:
    read = read_bytes_of(model(table(), namespace=namespace), tmp_path)
    assert read.refusals == ()
    ((name, rules),) = read.tables
    assert name == "D"
    assert [format_condition(rule.when) for rule in rules] == ["{cycle: short}"]


@pytest.mark.parametrize(
    ("logic", "attributes", "why"),
    [
        (table("RULE ORDER"), {}, "the hit policy RULE ORDER gives a list in order or a sum"),
        (table("OUTPUT ORDER"), {}, "the hit policy OUTPUT ORDER gives a list in order or a sum"),
        (table("COLLECT", ' aggregation="SUM"'), {}, "the hit policy COLLECT SUM gives a list in order or a sum"),
        (table("COLLECT"), {}, "the hit policy COLLECT gives several values, and `verdict` has one"),
        (table("PRIORITY"), {}, "the hit policy PRIORITY needs one output with its values in order of rank"),
        (
            '<decision name="D"><literalExpression><text>1</text></literalExpression></decision>',
            {},
            "decision `D` is a boxed expression (`literalExpression`), not a table",
        ),
        ('<decision name="D"><context/></decision>', {}, "decision `D` is a boxed expression (`context`), not a table"),
        ('<decision name="D"/>', {}, "decision `D` is left without any logic"),
        (table() + '<businessKnowledgeModel name="B"/>', {}, "`B` is a business knowledge model"),
        (
            '<import namespace="urn:other" importType="x"/>' + table(),
            {},
            "the model leans on another one, `urn:other`",
        ),
        (table(), {"expressionLanguage": "urn:javascript"}, "its expressions are in `urn:javascript`, not in FEEL"),
        (
            table().replace("<inputEntry>", '<inputEntry expressionLanguage="groovy">'),
            {},
            "expressions that are not in FEEL",
        ),
        ("", {}, "there is no decision in it"),
        (table().replace(">cycle<", ">cycle + 1<"), {}, "the column `cycle + 1` is an expression"),
        (table().replace(">cycle<", ">topics<"), {}, "can have several values at once; map it to one of them"),
        (table().replace('"verdict"', '"market"'), {}, "is an output, and `market` is a fact, which no rule concludes"),
        (table().replace('"stay"', '"leave"'), {}, "names `leave`, which is not a value of `verdict`"),
        (table().replace('"stay"', "1 + 1"), {}, "is no value; write one"),
    ],
)
def test_what_is_no_table_of_values_is_told(logic: str, attributes: dict[str, str], why: str, tmp_path: Any) -> None:
    read = read_bytes_of(model(logic, **attributes), tmp_path)
    assert any(why in str(finding) for finding in read.refusals), read.refusals
    assert all(finding.place.line is not None for finding in read.refusals)


def asking(expression: str | None, label: str = "", id_: str = "") -> str:
    """A table with one column that asks for an expression (None: for none), by some label and id."""
    named = "".join(f' {key}="{value}"' for key, value in (("label", label), ("id", id_)) if value)
    asked = "" if expression is None else f"<inputExpression><text>{expression}</text></inputExpression>"
    return table().replace(
        '<input label="Cycle"><inputExpression><text>cycle</text></inputExpression>', f"<input{named}>{asked}"
    )


@pytest.mark.parametrize("label", ["cycle", "Cycle", ""])
@pytest.mark.parametrize(
    "expression", ["not(cycle)", "cycle * 2", "count(topics)", "cycle + staff", "-staff", "if a then b else c"]
)
def test_an_expression_is_not_taken_for_the_fact_that_its_label_or_id_names(
    expression: str, label: str, tmp_path: Any
) -> None:
    read = read_bytes_of(model(asking(expression, label, "cycle")), tmp_path)
    assert [rules for _, rules in read.tables] == [()]
    (finding,) = read.refusals
    assert finding.place.line == 2
    assert f"the column `{expression}` is " in finding.sentence


def test_another_name_is_not_taken_for_the_fact_that_its_label_names(tmp_path: Any) -> None:
    read = read_bytes_of(model(asking("period", "cycle")), tmp_path)
    assert "the column `period` is neither a fact nor a conclusion" in read.refusals[0].sentence


def test_a_label_names_the_fact_where_there_is_no_expression(tmp_path: Any) -> None:
    for logic in (asking(None, "cycle"), asking("", "cycle"), asking(None, "", "cycle")):
        read = read_bytes_of(model(logic), tmp_path)
        assert read.refusals == ()
        assert [format_condition(rule.when) for rule in read.tables[0][1]] == ["{cycle: short}"]


@pytest.mark.parametrize("column", ["period(x)", "Our cycle", "in_1"])
def test_a_column_is_mapped_by_its_expression_its_label_or_its_id(column: str, tmp_path: Any) -> None:
    read = read_bytes_of(model(asking("period(x)", "Our cycle", "in_1")), tmp_path, mapping={column: "cycle"})
    assert read.refusals == ()


def test_an_output_is_what_its_name_says_and_not_its_label(tmp_path: Any) -> None:
    logic = table().replace('<output name="verdict"/>', '<output name="result" label="verdict"/>')
    assert "the column `result` is neither a fact nor a conclusion" in str(
        read_bytes_of(model(logic), tmp_path).refusals
    )
    unnamed = table().replace('<output name="verdict"/>', '<output label="verdict"/>')
    assert read_bytes_of(model(unnamed), tmp_path).refusals == ()


def test_decisions_of_one_name_are_refused_with_the_place_of_each(tmp_path: Any) -> None:
    logic = table() + "\n" + table(cell='"long"') + "\n" + table().replace('name="D"', 'name="E"')
    for wanted in ((), ("D",)):
        read = read_bytes_of(model(logic), tmp_path, decisions=wanted)
        assert [str(finding).partition(": ")[2] for finding in read.refusals] == [
            "decision `D` has the name of another one, in line 3; rename one of them",
            "decision `D` has the name of another one, in line 2; rename one of them",
        ]
        assert [finding.place.line for finding in read.refusals] == [2, 3]
        assert [name for name, _ in read.tables] == ([] if wanted else ["E"])


HOSTILE = {
    "entities": b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
    "outside": b'<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd">',
    "files": b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_document_type_is_refused_whatever_it_says(kind: str, tmp_path: Any) -> None:
    for encoding in ("utf-8", "utf-16"):
        text = model(table(cell="&a;" if kind != "outside" else "-"), before=HOSTILE[kind].decode()).decode()
        data = text.replace('version="1.0"', f'version="1.0" encoding="{encoding}"').encode(encoding)
        with pytest.raises(TableError, match="has a DOCTYPE"):
            read_bytes_of(data, tmp_path)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "this file is empty"),
        (b"<definitions", "this is not valid XML"),
        (b"<a/>", "this is not a DMN model of version `1.1`, `1.2`, `1.3`, `1.4` or `1.5`"),
        (
            model(table(), namespace="https://www.omg.org/spec/DMN/20990101/MODEL/"),
            "this is not a DMN model of version",
        ),
        (model("<x>" * 500 + "</x>" * 500), "this is not valid XML"),
        (b"<a>" + b" " * 10_000_001 + b"</a>", "this is larger than 10 MB"),
    ],
)
def test_what_is_no_model_is_refused_in_one_sentence(data: bytes, why: str, tmp_path: Any) -> None:
    with pytest.raises(TableError, match=why):
        read_bytes_of(data, tmp_path)


@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(str.encode)
    | st.text(max_size=60).map(lambda t: table(cell=t)).map(model)
)
def test_no_bytes_bring_it_down(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    for name in ("m.dmn", "m.csv"):
        try:
            read_bytes_of(data, tmp_path_factory.getbasetemp(), name)
        except AdvisorError as error:
            assert error.findings  # noqa: PT017


def test_every_line_of_a_rule_file_leads_to_its_rule() -> None:
    rules = [
        strategies.a_rule(at, Stage.DECIDE, strategies.ALWAYS, (strategies.Atom("verdict", "stay"),)) for at in (1, 2)
    ]
    text = render_rules(rules, "t.csv")
    found = [find_rule_at_line(text, line) for line in range(1, len(text.splitlines()) + 1)]
    assert [rule_id for rule_id, _ in found[:3]] == ["", "", ""]
    keys = ["id", "title", "status", "source", "then", "because"]
    assert found[3:] == [(rule.id, key) for rule in rules for key in keys]


@pytest.mark.parametrize(
    ("name", "choices", "why"),
    [
        ("m.dmn", {"sheet": "a"}, "leave `--sheet` out"),
        ("m.dmn", {"hit_policy": "ANY"}, "leave `--hit-policy` out"),
        ("m.dmn", {"encoding": "cp1252"}, "leave `--encoding` out"),
        ("m.csv", {"sheet": "a"}, "leave `--sheet` out"),
        ("m.csv", {"decisions": ("D",)}, "leave `--decision` out"),
        ("m.csv", {"encoding": "nonsense"}, "is not an encoding"),
    ],
)
def test_a_choice_that_would_be_of_no_effect_is_refused(
    name: str, choices: dict[str, Any], why: str, tmp_path: Any
) -> None:
    data = model(table()) if name.endswith("dmn") else CSV.encode()
    with pytest.raises(TableError, match=why):
        read_bytes_of(data, tmp_path, name, **choices)


def test_a_sheet_is_read_in_the_encoding_named(tmp_path: Any) -> None:
    data = CSV.replace("Cycle", "Zyklusl\xe4nge").encode("cp1252")
    mapping = {"Zyklusl\xe4nge": "cycle"}
    with pytest.raises(TableError, match="--encoding cp1252"):
        read_bytes_of(data, tmp_path, "t.csv", mapping=mapping)
    assert read_bytes_of(data, tmp_path, "t.csv", mapping=mapping, encoding="cp1252").refusals == ()


def test_a_fact_as_an_output_is_not_said_to_be_misspelt(tmp_path: Any) -> None:
    read = read_bytes_of(model(table().replace('"verdict"', '"market"')), tmp_path)
    (finding,) = read.refusals
    assert finding.sentence.endswith("is an output, and `market` is a fact, which no rule concludes")


CSV = "Cycle,doubled,staff,verdict,because\nshort,yes,>= 5,stay,Small steps.\nnot(short),-,-,tighten,\n"


def test_a_sheet_is_read_by_its_headings(tmp_path: Any) -> None:
    read = read_bytes_of(CSV.encode(), tmp_path, "t.csv", mapping={"Cycle": "cycle"})
    assert read.refusals == ()
    ((_, rules),) = read.tables
    assert [format_condition(rule.when) for rule in rules] == [
        "{cycle: short, doubled: yes, staff: {at_least: 5}}",
        "{cycle: [long, medium]}",
    ]
    assert [rule.because for rule in rules] == ["Small steps.", "You report that {grounds}; so the table t has it."]


def test_a_workbook_is_read_as_the_text_is(tmp_path: Any) -> None:
    import xlsxwriter

    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("t")
        for number, line in enumerate(CSV.splitlines()):
            for at, cell in enumerate(line.split(",")):
                sheet.write_string(number, at, cell)
    mapping = {"Cycle": "cycle"}
    as_text = read_bytes_of(CSV.encode(), tmp_path, "t.csv", mapping=mapping)
    as_workbook = read_bytes_of(made.getvalue(), tmp_path, "t.xlsx", mapping=mapping)
    assert as_workbook._replace(rows={}) == as_text._replace(rows={})
    assert as_workbook.rows.keys() == as_text.rows.keys()


def test_everything_that_is_wrong_with_a_sheet_is_told_at_once(tmp_path: Any) -> None:
    text = "Cycle,size,staff,verdict\nshort,-,soon,stay\nquick,big,1,go\n"
    read = read_bytes_of(text.encode(), tmp_path, "t.csv", mapping={"Cycle": "cycle"})
    told = [(finding.place.line, finding.place.column) for finding in read.refusals]
    assert told == [(1, 2), (2, 3), (3, 1), (3, 4)]
    assert read.tables == (("t", ()),)
