"""Import of foreign decision tables: accepted parts keep their meaning, refused ones have a code and a place."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from itertools import combinations
from typing import Any, NamedTuple

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from advisor.authoring.dmn.export.decision_model import build_decision_model
from advisor.authoring.dmn.export.dmn_writer import render_dmn
from advisor.authoring.dmn.importing.column_mapping import ColumnMapper
from advisor.authoring.dmn.importing.dmn_reader import VERSIONS, read_dmn
from advisor.authoring.dmn.importing.import_file import ImportedFile, read_tables
from advisor.authoring.dmn.importing.rule_writer import find_rule_at_line, render_rules
from advisor.authoring.dmn.importing.table_model import Grid, GridRow, Heading, ImportChoices
from advisor.authoring.dmn.importing.table_to_rules import ConvertedTable, convert_table
from advisor.authoring.dmn.table_rows import InputColumn, Row, Span, intersect_rows, is_disjoint, merge_spans
from advisor.errors import AdvisorError, Finding, Place, TableError
from advisor.loading import finding_codes as codes
from advisor.loading.documents.nodes import FindingList
from advisor.loading.documents.yaml_reader import read_yaml
from advisor.loading.documents.yaml_writer import format_condition
from advisor.loading.packs.conditions import ConditionReader
from advisor.model.answers import Value
from advisor.model.conditions import Condition
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Stage
from tests import plain_evaluator, strategies

NOWHERE = Place("table.dmn", 1)
DMN_15 = "https://www.omg.org/spec/DMN/20230324/MODEL/"


@given(strategies.agreeing_rule_bases(), strategies.companies())
def test_an_exported_table_read_back_gives_the_same_verdict(drawn: RuleBase, known: dict[str, Value]) -> None:
    try:
        written = render_dmn(build_decision_model(drawn))
    except TableError:
        return  # rules in a circle
    parsed = read_dmn(written, "advisor.dmn", ("verdict",))
    assert not parsed.refusals
    converted = convert_table(parsed.grids[0], ColumnMapper(drawn, parsed.marks))
    assert converted.refusals == ()
    again = strategies.build_rule_base([*remove_verdicts(drawn), *converted.rules])
    (certain, possible), (certain_before, possible_before) = find_verdicts(again, known), find_verdicts(drawn, known)
    assert certain <= certain_before
    assert possible <= possible_before  # a rule with `a` and `not a` is open; no row expresses that
    states = [value for name, value in plain_evaluator.evaluate(drawn, known).certain if name == "state"]
    assert certain == certain_before or not states  # a table cannot express that a company has no state


def remove_verdicts(rulebase: RuleBase) -> list[Any]:
    """Return the rules without their conclusions on the verdict."""
    return [replace(rule, then=tuple(atom for atom in rule.then if atom.name != "verdict")) for rule in rulebase.rules]


def find_verdicts(rulebase: RuleBase, known: dict[str, Value]) -> tuple[set[str], set[str]]:
    result = plain_evaluator.evaluate(rulebase, known)
    certain, possible = (
        {value for name, value in pairs if name == "verdict"} for pairs in (result.certain, result.possible)
    )
    return certain, possible


@given(strategies.conditions(Stage.DECIDE, 3), strategies.companies())
def test_a_condition_keeps_its_meaning_when_written_and_read(condition: Condition, known: dict[str, Value]) -> None:
    findings = FindingList()
    node = read_yaml(format_condition(condition), "rules.yaml", findings)
    again = ConditionReader(strategies.FACTS, strategies.CONCLUSIONS, findings).read(node)
    assert not findings
    rules = [
        strategies.build_rule(1, Stage.DECIDE, each, (strategies.Atom("verdict", "stay"),))
        for each in (condition, again)
    ]
    one, other = (find_verdicts(strategies.build_rule_base([rule]), known) for rule in rules)
    assert one == other


class Written(NamedTuple):
    """The text of a cell, and the settled answers that it admits."""

    text: str
    admits: frozenset[Any]


STAFF = range(13)


def draw_words(name: str) -> st.SearchStrategy[Written]:
    values = list(strategies.FACTS[name].values)
    literal = {value: {"yes": "true", "no": "false"}.get(value, f'"{value}"') for value in values}
    chosen = st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)
    listed = chosen.map(lambda drawn: Written(", ".join(literal[each] for each in drawn), frozenset(drawn)))
    negated = listed.map(lambda cell: Written(f"not({cell.text})", frozenset(values) - cell.admits))
    return st.just(Written("-", frozenset(values))) | listed | negated.filter(lambda cell: bool(cell.admits))


def draw_numbers() -> st.SearchStrategy[Written]:
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
    st.tuples(
        draw_words("cycle"), draw_words("doubled"), draw_numbers(), st.sampled_from(["stay", "tighten", "prepare"])
    ),
    min_size=1,
    max_size=4,
)


def build_grid(
    policy: str, rows: list[tuple[Written, Written, Written, str]], output: str, default: str | None
) -> Grid:
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


def find_hits(rows: list[tuple[Written, Written, Written, str]], company: dict[str, Value]) -> list[str]:
    """Return the outputs of the matching rows, in order: a second, plain evaluation of a table."""
    answers = [company[name] for name in ("cycle", "doubled", "staff")]
    return [
        value for *cells, value in rows if all(each in cell.admits for each, cell in zip(answers, cells, strict=True))
    ]


@given(
    st.sampled_from(["FIRST", "PRIORITY", "COLLECT"]),
    TABLE_ROWS,
    st.none() | st.just('"stay"'),
    strategies.complete_companies(),
)
def test_rules_conclude_the_outputs_of_the_table(
    policy: str, rows: list[tuple[Written, Written, Written, str]], default: str | None, company: dict[str, Value]
) -> None:
    output = "verdict"
    rulebase = strategies.build_rule_base([])
    if policy == "COLLECT":
        output = "favours"
        rows = [(*cells, value if value != "prepare" else "stay") for *cells, value in rows]  # type: ignore[misc]
    converted = convert_table(build_grid(policy, rows, output, default), ColumnMapper(rulebase, {}))
    assert converted.refusals == ()
    met = find_hits(rows, company)
    wanted = {
        "FIRST": lambda: set(met[:1]),
        "PRIORITY": lambda: set(sorted(met)[:1]),  # the rank is alphabetical
        "COLLECT": lambda: set(met),
    }[policy]() or ({"stay"} if default else set())
    found = plain_evaluator.evaluate(strategies.build_rule_base(converted.rules), company)
    assert {value for name, value in found.certain if name == output} == wanted


@given(st.sampled_from(["UNIQUE", "ANY"]), TABLE_ROWS, strategies.complete_companies())
def test_accepts_rows_only_if_the_policy_lets_them_match_together(
    policy: str, rows: list[tuple[Written, Written, Written, str]], company: dict[str, Value]
) -> None:
    converted = convert_table(
        build_grid(policy, rows, "verdict", None), ColumnMapper(strategies.build_rule_base([]), {})
    )
    met = find_hits(rows, company)
    found = plain_evaluator.evaluate(strategies.build_rule_base(converted.rules), company)
    verdict = {value for name, value in found.certain if name == "verdict"}
    if len(met) > 1 and (policy == "UNIQUE" or len(set(met)) > 1):
        assert converted.refusals
        assert verdict == set()
    elif not converted.refusals:
        assert verdict == set(met)
    else:
        assert verdict <= set(met)
    clash = [
        (one, other)
        for one, other in combinations(rows, 2)
        if all(a.admits & b.admits for a, b in zip(one[:3], other[:3], strict=True))
        and (policy == "UNIQUE" or one[3] != other[3])
    ]
    assert bool(clash) <= bool(converted.refusals)


def convert_cell(column: str, text: str, *, bare: bool = False) -> ConvertedTable:
    heading = Heading(column, (column,), Place("t.csv", 1, 1))
    output = Heading("verdict", ("verdict",), Place("t.csv", 1, 2))
    value = "stay" if bare else '"stay"'
    row = GridRow(1, (text,), (value,), Place("t.csv", 2))
    return convert_table(
        Grid("T", "UNIQUE", (heading,), (output,), (row,), NOWHERE, bare=bare),
        ColumnMapper(strategies.build_rule_base([]), {}),
    )


@pytest.mark.parametrize(
    ("column", "text", "names"),
    [
        ("cycle", "null", ["null"]),
        ("cycle", "not(null)", ["null"]),
        ("cycle", '"shrt"', ["shrt", "cycle", "short"]),
        ("cycle", "other", []),
        ("cycle", 'starts with(?, "s")', []),
        ("cycle", 'not("short"), "long"', []),
        ("cycle", '"short"; "long"', []),
        ("doubled", '"yes"', ["doubled"]),
        ("staff", "> market", []),
        ("staff", "2.5", []),
        ("staff", "[5..3]", []),
        ("staff", "= 3", []),
        ("staff", "9999999999999999", []),
        ("staff", "1" * 5000, []),
        ("staff", "date(2024, 1, 1)", []),
        ("staff", ">= 1,000", ["000"]),
        ("staff", "007", ["007"]),
        ("staff", "[1..010]", ["010"]),
        ("staff", "5, 0", ["staff"]),
        ("staff", "-3", ["staff"]),
        ("cycle", "", ["-"]),
    ],
)
def test_refuses_a_cell_that_no_rule_can_express(column: str, text: str, names: list[str]) -> None:
    converted = convert_cell(column, text)
    assert converted.rules == ()
    (finding,) = converted.refusals
    assert (finding.code, str(finding.place)) == (codes.UNSUPPORTED_CELL, "t.csv:2:1")
    quoted = read_quoted(finding)
    assert quoted[:2] == ["T", column]
    assert text.startswith(quoted[2].removesuffix("..."))
    assert set(names) <= set(quoted[3:])
    assert "row 1" in finding.sentence


def read_quoted(finding: Finding) -> list[str]:
    """Return the names in backticks of a finding."""
    return re.findall("`([^`]*)`", finding.sentence)


@pytest.mark.parametrize(
    "number", ["1,000", "1.000", "1 000", "1'000", "1’000", "1\u00a0000", "1\u202f000", "12.500", "2,5", "1,250,000"]
)
@pytest.mark.parametrize("cell", [">= {}", "< {}", "{}", "[1..{}]", "not({})", "3, {}"])
def test_refuses_a_number_with_grouped_digits(number: str, cell: str) -> None:
    converted = convert_cell("staff", cell.format(number), bare=True)
    assert converted.rules == ()
    (finding,) = converted.refusals
    assert (finding.code, str(finding.place)) == (codes.UNSUPPORTED_CELL, "t.csv:2:1")
    assert "1000" in read_quoted(finding)


@pytest.mark.parametrize(
    ("cell", "condition"),
    [
        ("1000, 2000", "{any: [{staff: 1000}, {staff: 2000}]}"),
        ("2, 5", "{any: [{staff: 2}, {staff: 5}]}"),
        ("< 50.5", "{staff: {at_most: 50}}"),
        ("[10..499]", "{staff: {at_least: 10, at_most: 499}}"),
        (">=1000", "{staff: {at_least: 1000}}"),
        ("> 2.1256", "{staff: {at_least: 3}}"),
    ],
)
def test_reads_numbers_of_a_sheet_that_have_one_meaning(cell: str, condition: str) -> None:
    converted = convert_cell("staff", cell, bare=True)
    assert converted.refusals == ()
    assert [format_condition(rule.when) for rule in converted.rules] == [condition]


@pytest.mark.parametrize("bare", [True, False])
@pytest.mark.parametrize("cell", ["< 50, >= 50", "<= 9, >= 5", "< 5, 5, > 5", "< 1, >= 0"])
def test_a_cell_with_all_numbers_matches_any_known_number(cell: str, *, bare: bool) -> None:
    converted = convert_cell("staff", cell, bare=bare)
    assert converted.refusals == ()
    assert [format_condition(rule.when) for rule in converted.rules] == ["{staff: {at_least: 1}}"]


def test_refuses_an_empty_cell_of_a_sheet() -> None:
    (finding,) = convert_cell("cycle", "", bare=True).refusals
    assert finding.code == codes.UNSUPPORTED_CELL
    assert "-" in read_quoted(finding)


def test_refuses_rows_that_depend_on_a_refused_row() -> None:
    grid = build_grid("FIRST", [], "verdict", '"stay"')._replace(
        rows=(
            GridRow(1, ('"short"', "-", "-"), ('"stay"',), Place("t", 1)),
            GridRow(2, ("null", "-", "-"), ('"stay"',), Place("t", 2)),
            GridRow(3, ('"long"', "-", "-"), ('"tighten"',), Place("t", 3)),
        )
    )
    converted = convert_table(grid, ColumnMapper(strategies.build_rule_base([]), {}))
    assert [rule.id for rule in converted.rules] == ["a-table/row-1"]
    depends = codes.DEPENDS_ON_REJECTED
    assert [finding.code for finding in converted.refusals] == [codes.UNSUPPORTED_CELL, depends, depends]
    assert all("row 2" in finding.sentence for finding in converted.refusals)


@pytest.mark.parametrize(
    ("policy", "rows", "never"),
    [
        ("FIRST", ["-", '"short"'], [2]),
        ("FIRST", ['"short", "medium"', '"long", "medium"', "-", '"long"'], [3, 4]),
        ("FIRST", ['"short"', '"short", "medium"'], []),
        ("PRIORITY", ['"long"', "-"], [1]),
    ],
)
def test_reports_rows_that_never_apply_because_others_win(policy: str, rows: list[str], never: list[int]) -> None:
    outputs = ["tighten", "stay"] if policy == "PRIORITY" else ["stay", "stay", "tighten", "tighten"]
    outputs = ["stay", "tighten"] if len(rows) == 2 and policy == "FIRST" else outputs
    grid = build_grid(policy, [], "verdict", None)._replace(
        rows=tuple(
            GridRow(at, (text, "-", "-"), (f'"{value}"',), Place("t", at + 1))
            for at, (text, value) in enumerate(zip(rows, outputs, strict=False), 1)
        )
    )
    converted = convert_table(grid, ColumnMapper(strategies.build_rule_base([]), {}))
    assert converted.refusals == ()
    assert [rule.id for rule in converted.rules] == [
        f"a-table/row-{at}" for at in range(1, len(rows) + 1) if at not in never
    ]
    assert [(remark.code, str(remark.place)) for remark in converted.remarks] == [
        (codes.ROW_NEVER_APPLIES, f"t:{at + 1}") for at in never
    ]
    assert all(f"row {at}:" in remark.sentence for at, remark in zip(never, converted.remarks, strict=True))


def test_reports_a_row_for_an_impossible_number() -> None:
    converted = convert_cell("staff", "< 1")
    assert (converted.rules, converted.refusals) == ((), ())
    (remark,) = converted.remarks
    assert (remark.code, str(remark.place)) == (codes.ROW_NEVER_APPLIES, "t.csv:2")


def test_an_impossible_default_becomes_no_rule() -> None:
    grid = build_grid("UNIQUE", [], "verdict", '"stay"')._replace(
        rows=tuple(
            GridRow(at, (text, "-", "-"), ('"tighten"',), Place("t", at))
            for at, text in enumerate(('"short"', 'not("short")'), 1)
        )
    )
    converted = convert_table(grid, ColumnMapper(strategies.build_rule_base([]), {}))
    assert (len(converted.rules), len(converted.remarks), converted.refusals) == (2, 1, ())


CELLS = st.dictionaries(
    st.sampled_from(["staff", "budget"]).map(InputColumn),
    st.lists(st.tuples(*[st.none() | st.integers(0, 6)] * 2).map(lambda two: Span(*two)), min_size=1).map(merge_spans),
) | st.dictionaries(st.sampled_from(["cycle", "market"]).map(InputColumn), st.frozensets(st.sampled_from("abc")))


@given(CELLS, CELLS)
def test_rows_are_disjoint_exactly_if_no_value_matches_both(one: Row, other: Row) -> None:
    whole = all(one.values()) and all(other.values())
    assert is_disjoint(one, other) == (intersect_rows(one, other) is None) or not whole


@pytest.mark.parametrize(("policy", "limit"), [("FIRST", 100), ("UNIQUE", 1000)])
def test_refuses_a_table_with_too_many_rows(policy: str, limit: int) -> None:
    def convert(number: int) -> ConvertedTable:
        cells = Written('"short"', frozenset()), Written("-", frozenset())
        rows = [(*cells, Written(f"{count}", frozenset()), "stay") for count in range(1, number + 1)]
        return convert_table(
            build_grid(policy, rows, "verdict", None), ColumnMapper(strategies.build_rule_base([]), {})
        )

    assert len(convert(101 if limit > 101 else limit).rules) == min(limit, 101)
    (finding,) = convert(limit + 1).refusals
    assert finding.code == codes.UNSUPPORTED_TABLE
    assert all(text in finding.sentence for text in (policy, f"{limit:,}", f"{limit + 1:,}"))


def write_model(logic: str, *, namespace: str = DMN_15, before: str = "", **attributes: str) -> bytes:
    more = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return (
        f'<?xml version="1.0"?>\n{before}<definitions xmlns="{namespace}" name="m"{more}>{logic}</definitions>'.encode()
    )


def write_table(policy: str = "UNIQUE", more: str = "", cell: str = '"short"') -> str:
    return (
        f'<decision name="D"><decisionTable hitPolicy="{policy}"{more}><input label="Cycle"><inputExpression><text>'
        'cycle</text></inputExpression></input><output name="verdict"/><rule><inputEntry><text>'
        f'{cell}</text></inputEntry><outputEntry><text>"stay"</text></outputEntry></rule></decisionTable></decision>'
    )


def read_data(data: bytes, tmp_path: Any, name: str = "m.dmn", **choices: Any) -> ImportedFile:
    path = tmp_path / name
    path.write_bytes(data)
    return read_tables(str(path), strategies.build_rule_base([]), ImportChoices(choices.pop("mapping", {}), **choices))


@pytest.mark.parametrize("namespace", VERSIONS)
def test_every_version_of_dmn_is_read_in_the_same_way(namespace: str, tmp_path: Any) -> None:
    read = read_data(write_model(write_table(), namespace=namespace), tmp_path)
    assert read.refusals == ()
    ((name, rules),) = read.tables
    assert name == "D"
    assert [format_condition(rule.when) for rule in rules] == ["{cycle: short}"]


@pytest.mark.parametrize(
    ("logic", "attributes", "code", "names"),
    [
        (write_table("RULE ORDER"), {}, codes.UNSUPPORTED_TABLE, ["RULE ORDER"]),
        (write_table("OUTPUT ORDER"), {}, codes.UNSUPPORTED_TABLE, ["OUTPUT ORDER"]),
        (write_table("COLLECT", ' aggregation="SUM"'), {}, codes.UNSUPPORTED_TABLE, ["COLLECT SUM"]),
        (write_table("COLLECT"), {}, codes.UNSUPPORTED_TABLE, ["COLLECT", "`verdict`"]),
        (write_table("PRIORITY"), {}, codes.UNSUPPORTED_TABLE, ["PRIORITY"]),
        (
            '<decision name="D"><literalExpression><text>1</text></literalExpression></decision>',
            {},
            codes.UNSUPPORTED_TABLE,
            ["`D`", "`literalExpression`"],
        ),
        ('<decision name="D"><context/></decision>', {}, codes.UNSUPPORTED_TABLE, ["`D`", "`context`"]),
        ('<decision name="D"/>', {}, codes.UNSUPPORTED_TABLE, ["`D`"]),
        (write_table() + '<businessKnowledgeModel name="B"/>', {}, codes.UNSUPPORTED_TABLE, ["`B`"]),
        (
            '<import namespace="urn:other" importType="x"/>' + write_table(),
            {},
            codes.UNSUPPORTED_TABLE,
            ["`urn:other`"],
        ),
        (
            write_table(),
            {"expressionLanguage": "urn:javascript"},
            codes.UNSUPPORTED_EXPRESSION,
            ["`urn:javascript`", "FEEL"],
        ),
        (
            write_table().replace("<inputEntry>", '<inputEntry expressionLanguage="groovy">'),
            {},
            codes.UNSUPPORTED_EXPRESSION,
            ["`D`", "FEEL"],
        ),
        ("", {}, codes.UNSUPPORTED_TABLE, []),
        (write_table().replace(">cycle<", ">cycle + 1<"), {}, codes.UNMAPPED_COLUMN, ["`cycle + 1`"]),
        (
            write_table().replace(">cycle<", ">topics<"),
            {},
            codes.UNMAPPED_COLUMN,
            ["`topics`", "--map 'topics=topics:"],
        ),
        (write_table().replace('"verdict"', '"market"'), {}, codes.UNMAPPED_COLUMN, ["`market`"]),
        (write_table().replace('"stay"', '"leave"'), {}, codes.UNSUPPORTED_CELL, ["`leave`", "`verdict`"]),
        (write_table().replace('"stay"', "1 + 1"), {}, codes.UNSUPPORTED_CELL, ["`1 + 1`"]),
        (write_table().replace("<inputEntry>", "<inputEntry/><inputEntry>"), {}, codes.INVALID_ROW, ["`D`", "row 1"]),
    ],
)
def test_refuses_everything_that_is_not_a_table_of_values(
    logic: str, attributes: dict[str, str], code: str, names: list[str], tmp_path: Any
) -> None:
    findings = read_data(write_model(logic, **attributes), tmp_path).refusals
    assert any(finding.code == code and all(name in finding.sentence for name in names) for finding in findings), (
        findings
    )
    assert all(finding.place.line == 2 for finding in findings)


def write_question(expression: str | None, label: str = "", id_: str = "") -> str:
    """Return a table whose column has an expression (None: none), a label and an id."""
    named = "".join(f' {key}="{value}"' for key, value in (("label", label), ("id", id_)) if value)
    question = "" if expression is None else f"<inputExpression><text>{expression}</text></inputExpression>"
    return write_table().replace(
        '<input label="Cycle"><inputExpression><text>cycle</text></inputExpression>', f"<input{named}>{question}"
    )


@pytest.mark.parametrize("label", ["cycle", "Cycle", ""])
@pytest.mark.parametrize(
    "expression", ["not(cycle)", "cycle * 2", "count(topics)", "cycle + staff", "-staff", "if a then b else c"]
)
def test_an_expression_is_not_the_fact_that_its_label_or_id_names(expression: str, label: str, tmp_path: Any) -> None:
    read = read_data(write_model(write_question(expression, label, "cycle")), tmp_path)
    assert [rules for _, rules in read.tables] == [()]
    (finding,) = read.refusals
    assert (finding.code, finding.place.line) == (codes.UNMAPPED_COLUMN, 2)
    assert expression in read_quoted(finding)


def test_a_name_is_not_the_fact_that_its_label_names(tmp_path: Any) -> None:
    read = read_data(write_model(write_question("period", "cycle")), tmp_path)
    assert [finding.code for finding in read.refusals] == [codes.UNMAPPED_COLUMN]
    assert "period" in read_quoted(read.refusals[0])


def test_a_label_or_id_names_the_fact_if_there_is_no_expression(tmp_path: Any) -> None:
    for logic in (write_question(None, "cycle"), write_question("", "cycle"), write_question(None, "", "cycle")):
        read = read_data(write_model(logic), tmp_path)
        assert read.refusals == ()
        assert [format_condition(rule.when) for rule in read.tables[0][1]] == ["{cycle: short}"]


@pytest.mark.parametrize("column", ["period(x)", "Our cycle", "in_1"])
def test_maps_a_column_by_expression_label_or_id(column: str, tmp_path: Any) -> None:
    read = read_data(write_model(write_question("period(x)", "Our cycle", "in_1")), tmp_path, mapping={column: "cycle"})
    assert read.refusals == ()


def test_an_output_has_the_meaning_of_its_name_not_of_its_label(tmp_path: Any) -> None:
    logic = write_table().replace('<output name="verdict"/>', '<output name="result" label="verdict"/>')
    (finding,) = read_data(write_model(logic), tmp_path).refusals
    assert finding.code == codes.UNMAPPED_COLUMN
    assert "result" in read_quoted(finding)
    unnamed = write_table().replace('<output name="verdict"/>', '<output label="verdict"/>')
    assert read_data(write_model(unnamed), tmp_path).refusals == ()


def test_refuses_each_decision_with_a_duplicate_name(tmp_path: Any) -> None:
    logic = write_table() + "\n" + write_table(cell='"long"') + "\n" + write_table().replace('name="D"', 'name="E"')
    for decisions in ((), ("D",)):
        read = read_data(write_model(logic), tmp_path, decisions=decisions)
        assert [(finding.code, finding.place.line, read_quoted(finding)) for finding in read.refusals] == [
            (codes.DUPLICATE_DECISION, 2, ["D"]),
            (codes.DUPLICATE_DECISION, 3, ["D"]),
        ]
        assert ["line 3" in finding.sentence for finding in read.refusals] == [True, False]
        assert [name for name, _ in read.tables] == ([] if decisions else ["E"])


@pytest.mark.parametrize("names", [("x", "x."), ("D", "D?")])
def test_refuses_decisions_whose_rules_would_share_a_file(names: tuple[str, str], tmp_path: Any) -> None:
    logic = "".join(write_table().replace('name="D"', f'name="{name}"') for name in names)
    read = read_data(write_model(logic), tmp_path)
    assert [(finding.code, read_quoted(finding)) for finding in read.refusals] == [
        (codes.DUPLICATE_DECISION, [names[1]])
    ]


def test_refuses_a_decision_that_is_not_in_the_file(tmp_path: Any) -> None:
    (finding,) = read_data(write_model(write_table()), tmp_path, decisions=("E",)).refusals
    assert (finding.code, read_quoted(finding)) == (codes.UNKNOWN_DECISION, ["E", "D"])


HOSTILE = {
    "entities": b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
    "outside": b'<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd">',
    "files": b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_refuses_any_doctype(kind: str, tmp_path: Any) -> None:
    for encoding in ("utf-8", "utf-16"):
        text = write_model(
            write_table(cell="&a;" if kind != "outside" else "-"), before=HOSTILE[kind].decode()
        ).decode()
        data = text.replace('version="1.0"', f'version="1.0" encoding="{encoding}"').encode(encoding)
        with pytest.raises(TableError) as caught:
            read_data(data, tmp_path)
        assert [finding.code for finding in caught.value.findings] == [codes.FORBIDDEN_SYNTAX]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", codes.EMPTY_FILE),
        (b"<definitions", codes.INVALID_SYNTAX),
        (b"<a/>", codes.NOT_A_TABLE),
        (write_model(write_table(), namespace="https://www.omg.org/spec/DMN/20990101/MODEL/"), codes.NOT_A_TABLE),
        (write_model("<x>" * 500 + "</x>" * 500), codes.INVALID_SYNTAX),
        (b"<a>" + b" " * 10_000_001 + b"</a>", codes.TOO_LARGE),
    ],
)
def test_refuses_a_file_that_is_not_a_model(data: bytes, code: str, tmp_path: Any) -> None:
    with pytest.raises(TableError) as caught:
        read_data(data, tmp_path)
    assert [(finding.code, finding.place.file) for finding in caught.value.findings] == [
        (code, str(tmp_path / "m.dmn"))
    ]


@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(str.encode)
    | st.text(max_size=60).map(lambda t: write_table(cell=t)).map(write_model)
)
def test_any_bytes_give_a_result_or_findings(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    for name in ("m.dmn", "m.csv"):
        try:
            read_data(data, tmp_path_factory.getbasetemp(), name)
        except AdvisorError as error:
            assert error.findings  # noqa: PT017


def test_finds_the_rule_at_each_line_of_a_rule_file() -> None:
    rules = [
        strategies.build_rule(at, Stage.DECIDE, strategies.ALWAYS, (strategies.Atom("verdict", "stay"),))
        for at in (1, 2)
    ]
    text = render_rules(rules, "t.csv")
    found = [find_rule_at_line(text, line) for line in range(1, len(text.splitlines()) + 1)]
    assert [rule_id for rule_id, _ in found[:3]] == ["", "", ""]
    keys = ["id", "title", "status", "source", "then", "because"]
    assert found[3:] == [(rule.id, key) for rule in rules for key in keys]


@pytest.mark.parametrize(
    ("name", "choices", "option"),
    [
        ("m.dmn", {"sheet": "a"}, "--sheet"),
        ("m.dmn", {"hit_policy": "ANY"}, "--hit-policy"),
        ("m.dmn", {"encoding": "cp1252"}, "--encoding"),
        ("m.csv", {"sheet": "a"}, "--sheet"),
        ("m.csv", {"decisions": ("D",)}, "--decision"),
        ("m.xlsx", {"encoding": "cp1252"}, "--encoding"),
        ("m.xlsx", {"sheet": "other"}, "other"),
        ("two.xlsx", {}, "second"),
    ],
)
def test_refuses_an_option_that_does_not_fit_the_file(
    name: str, choices: dict[str, Any], option: str, tmp_path: Any
) -> None:
    sheets = ("first", "second") if name == "two.xlsx" else ("first",)
    data = {"dmn": write_model(write_table()), "csv": CSV.encode()}.get(name[2:]) or write_workbook(*sheets)
    with pytest.raises(TableError) as caught:
        read_data(data, tmp_path, name, **choices)
    (finding,) = caught.value.findings
    assert finding.code == codes.INVALID_OPTION
    assert option in read_quoted(finding)


def test_reads_a_sheet_in_the_named_encoding(tmp_path: Any) -> None:
    data = CSV.replace("Cycle", "Zyklusl\xe4nge").encode("cp1252")
    mapping = {"Zyklusl\xe4nge": "cycle"}
    with pytest.raises(TableError, match="--encoding cp1252"):
        read_data(data, tmp_path, "t.csv", mapping=mapping)
    assert read_data(data, tmp_path, "t.csv", mapping=mapping, encoding="cp1252").refusals == ()
    with pytest.raises(TableError, match="nonsense"):
        read_data(data, tmp_path, "t.csv", encoding="nonsense")


def test_a_fact_as_an_output_is_not_taken_for_a_misspelt_conclusion(tmp_path: Any) -> None:
    (finding,) = read_data(write_model(write_table().replace('"verdict"', '"market"')), tmp_path).refusals
    assert read_quoted(finding) == ["D", "market", "market"]


CSV = "Cycle,doubled,staff,verdict,because\nshort,yes,>= 5,stay,Small steps.\nnot(short),-,-,tighten,\n"


def test_reads_a_sheet_by_its_headings(tmp_path: Any) -> None:
    read = read_data(CSV.encode(), tmp_path, "t.csv", mapping={"Cycle": "cycle"})
    assert read.refusals == ()
    ((_, rules),) = read.tables
    assert [format_condition(rule.when) for rule in rules] == [
        "{cycle: short, doubled: yes, staff: {at_least: 5}}",
        "{cycle: [long, medium]}",
    ]
    assert [rule.because for rule in rules] == ["Small steps.", "You report that {grounds}; the table t says so."]


def write_workbook(*names: str) -> bytes:
    """Return a workbook with the table CSV in each of its sheets."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        for name in names:
            sheet = book.add_worksheet(name)
            for number, line in enumerate(CSV.splitlines()):
                sheet.write_row(number, 0, line.split(","))
    return file.getvalue()


def test_reads_a_workbook_like_a_csv_file(tmp_path: Any) -> None:
    mapping = {"Cycle": "cycle"}
    as_text = read_data(CSV.encode(), tmp_path, "t.csv", mapping=mapping)
    as_workbook = read_data(write_workbook("t"), tmp_path, "t.xlsx", mapping=mapping)
    assert as_workbook._replace(rows={}) == as_text._replace(rows={})
    assert as_workbook.rows.keys() == as_text.rows.keys()


def test_reports_all_problems_of_a_sheet_at_once(tmp_path: Any) -> None:
    text = "Cycle,size,staff,verdict\nshort,-,soon,stay\nquick,big,1,go\n"
    read = read_data(text.encode(), tmp_path, "t.csv", mapping={"Cycle": "cycle"})
    column, cell = codes.UNMAPPED_COLUMN, codes.UNSUPPORTED_CELL
    assert [(finding.place.line, finding.place.column, finding.code) for finding in read.refusals] == [
        (1, 2, column),
        (2, 3, cell),
        (3, 1, cell),
        (3, 4, cell),
    ]
    assert read.tables == (("t", ()),)


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("cycle,verdict\n", codes.NOT_A_TABLE, ""),
        ("cycle,,verdict\nshort,x,stay\n", codes.INVALID_HEADING, ":1:2"),
        ("cycle,cycle,verdict\nshort,long,stay\n", codes.INVALID_HEADING, ":1:2"),
        (",".join(f"c{number}" for number in range(101)) + "\nx\n", codes.TOO_LARGE, ""),
    ],
)
def test_refuses_a_sheet_without_a_table(text: str, code: str, place: str, tmp_path: Any) -> None:
    with pytest.raises(TableError) as caught:
        read_data(text.encode(), tmp_path, "t.csv")
    found = [(finding.code, str(finding.place)) for finding in caught.value.findings]
    assert found == [(code, f"{tmp_path / 't.csv'}{place}")]


def test_refuses_a_row_that_reads_a_later_conclusion(tmp_path: Any) -> None:
    logic = write_table(cell='"stay"').replace(">cycle<", ">verdict<").replace('name="verdict"', 'name="favours"')
    (finding,) = read_data(write_model(logic), tmp_path).refusals
    assert (finding.code, read_quoted(finding)) == (codes.INVALID_ROW, ["D", "verdict"])
