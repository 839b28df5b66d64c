"""Tables that read what other decisions of their file come to: never as a fact, and only with what they lean on."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.authoring.dmn.importing.dependent_tables import DecisionDependency, find_broken_dependents
from advisor.authoring.dmn.importing.import_file import ImportChoices, ImportedFile, read_tables
from advisor.authoring.dmn.importing.rule_writer import format_condition
from advisor.errors import Finding, Place
from tests import strategies

DMN_15 = "https://www.omg.org/spec/DMN/20230324/MODEL/"
TWICE = "<literalExpression><text>heads * 2</text></literalExpression>"


def a_table(asks: str, gives: str, *rows: tuple[str, str], needs: str = "") -> str:
    """What a decision holds: what it requires, and a table of one column."""
    required = f'<informationRequirement><requiredDecision href="{needs}"/></informationRequirement>' if needs else ""
    lines = "".join(
        f"<rule><inputEntry><text>{cell}</text></inputEntry><outputEntry><text>{given}</text></outputEntry></rule>"
        for cell, given in rows
    )
    named = f' name="{gives}"' if gives else ""
    return (
        f"{required}<decisionTable><input><inputExpression><text>{asks}</text></inputExpression></input>"
        f"<output{named}/>{lines}</decisionTable>"
    )


def a_decision(id_: str, name: str, holds: str, variable: str = "", label: str = "") -> str:
    named = f'<variable name="{variable or name}"/>'
    return f'<decision id="{id_}" name="{name}" label="{label}">{named}{holds}</decision>\n'


STATE = a_decision("s", "state", a_table("cycle", "state", ('"short"', '"low"')))
WORDS = ('"low"', '"stay"')
READS_STATE = a_decision("t", "T", a_table("state", "verdict", WORDS, needs="#s"))
COUNTS = ("5", '"stay"')
READS_STAFF = a_decision("t", "T", a_table("staff", "verdict", COUNTS, needs="#e"))


def read_of(
    tmp_path: Path, *decisions: str, mapping: dict[str, str] | None = None, only: tuple[str, ...] = ()
) -> ImportedFile:
    path = tmp_path / "m.dmn"
    path.write_text(f'<definitions xmlns="{DMN_15}" name="m" namespace="urn:m">\n{"".join(decisions)}</definitions>')
    return read_tables(str(path), strategies.a_rule_base([]), ImportChoices(mapping or {}, only))


def taken(read: ImportedFile) -> dict[str, list[str]]:
    return {name: [format_condition(rule.when) for rule in rules] for name, rules in read.tables}


STAFF_ALSO = a_table("cycle", "staff", ('"short"', "100"))


@pytest.mark.parametrize("only", [("T",), ()])
@pytest.mark.parametrize(
    "other",
    [
        a_decision("e", "staff", TWICE),
        a_decision("e", "staff", STAFF_ALSO),
        a_decision("e", "Twice", TWICE, variable="staff"),
        a_decision("e", "Twice", TWICE, label="staff"),
        a_decision("e", "Twice", STAFF_ALSO),
        a_decision("e", "Twice", STAFF_ALSO.replace('name="staff"', 'label="staff"')),
        a_decision("e", "Twice", a_table("1", "x", needs="#f")) + a_decision("f", "X", STAFF_ALSO),
        '<inputData id="i" name="staff"/>' + a_decision("e", "staff", TWICE),
    ],
)
def test_what_another_decision_comes_to_is_not_the_fact_of_its_name(
    other: str, only: tuple[str, ...], tmp_path: Path
) -> None:
    read = read_of(tmp_path, other, READS_STAFF, only=only)
    assert taken(read)["T"] == []
    (finding,) = [each for each in read.refusals if "decision `T`" in each.sentence]
    assert finding.place.line == 2 + other.count("\n")
    assert "the column `staff` is what decision `" in finding.sentence
    assert finding.sentence.endswith(
        "of this file comes to, and not the fact `staff`; say what the column is with `--map 'staff=NAME'`"
    )


def test_a_decision_stands_in_the_way_though_no_requirement_leads_to_it(tmp_path: Path) -> None:
    reads = READS_STAFF.replace('<informationRequirement><requiredDecision href="#e"/></informationRequirement>', "")
    for named in (a_decision("e", "staff", TWICE), a_decision("e", "Twice", TWICE, variable="staff")):
        assert taken(read_of(tmp_path, named, reads, only=("T",))) == {"T": []}
    elsewhere = read_of(tmp_path, a_decision("e", "Twice", STAFF_ALSO), reads, only=("T",))
    assert taken(elsewhere) == {"T": ["{staff: 5}"]}  # what an output is called reaches no further than a requirement


def test_a_list_in_which_a_value_is_looked_for_may_be_a_decision_too(tmp_path: Path) -> None:
    asks = 'list contains(topics, "churn")'
    value = next(iter(strategies.FACTS["topics"].values))
    reads = a_decision("t", "T", a_table(asks.replace("churn", value), "verdict", ("true", '"stay"')))
    assert taken(read_of(tmp_path, reads))["T"] != []
    assert taken(read_of(tmp_path, a_decision("e", "topics", TWICE), reads))["T"] == []


def test_a_decision_does_not_read_itself(tmp_path: Path) -> None:
    read = read_of(tmp_path, a_decision("t", "staff", a_table("staff", "verdict", COUNTS)))
    assert read.refusals == ()


@pytest.mark.parametrize("only", [("T",), ()])
def test_the_user_may_say_that_it_is_the_fact(only: tuple[str, ...], tmp_path: Path) -> None:
    other = a_decision("e", "staff", TWICE)
    assert taken(read_of(tmp_path, other, READS_STAFF, only=only, mapping={"staff": "staff"}))["T"] != []


def test_a_decision_that_is_taken_whole_is_read_as_what_its_rules_conclude(tmp_path: Path) -> None:
    for only in ((), ("state", "T")):
        read = read_of(tmp_path, STATE, READS_STATE, only=only)
        assert read.refusals == ()
        assert taken(read) == {"state": ["{cycle: short}"], "T": ["{state: low}"]}


@pytest.mark.parametrize(
    ("other", "only"),
    [
        (STATE, ("T",)),
        (STATE.replace('"short"', '"odd"'), ()),
        (STATE.replace("</rule>", "</rule><rule><inputEntry><text>null</text></inputEntry>", 1).replace(
            "</decisionTable>", '<outputEntry><text>"high"</text></outputEntry></rule></decisionTable>'), ()),
        (STATE.replace("<decisionTable>", '<decisionTable hitPolicy="RULE ORDER">'), ()),
        (STATE.replace('<output name="state"/>', '<output name="sign"/>').replace('"low"', '"seen"'), ()),
        (STATE + STATE.replace('id="s"', 'id="z"'), ()),
    ],
    ids=["left out", "no row taken", "one row refused", "refused as a whole", "concludes another name", "twice"],
)  # fmt: skip
def test_a_conclusion_is_not_read_where_the_decision_is_not_taken_whole(
    other: str, only: tuple[str, ...], tmp_path: Path
) -> None:
    further = a_decision("u", "verdict", a_table("T", "", ('"stay"', '"tighten"'), needs="#t"))
    read = read_of(tmp_path, other, READS_STATE, further, only=only)
    assert taken(read)["T"] == []
    said = [each.sentence for each in read.refusals if each.sentence.startswith("decision `T`")]
    assert said == [
        "decision `T`: the column `state` is what decision `state` of this file comes to, which is not taken whole as "
        "rules that conclude `state` alone; say what the column is with `--map 'state=NAME'`"
    ]


def test_tables_fall_in_turn_also_where_a_column_is_mapped_onto_what_the_other_concludes(tmp_path: Path) -> None:
    null = STATE.replace('"short"', "null")
    for mapping in ({}, {"state": "state"}):
        read = read_of(tmp_path, null, READS_STATE, mapping=mapping)
        assert taken(read) == {"state": [], "T": []}
    assert taken(read_of(tmp_path, null, READS_STATE, mapping={"state": "state"}, only=("T",))) == {
        "T": ["{state: low}"]
    }


@pytest.mark.parametrize("href", ["#gone", "urn:other#s"])
def test_a_table_that_requires_what_is_not_in_the_file_is_refused(href: str, tmp_path: Path) -> None:
    read = read_of(tmp_path, STATE, READS_STATE.replace("#s", href))
    (finding,) = read.refusals
    assert f"decision `T` needs another one that is not in this file, `{href}`" in finding.sentence
    assert finding.place.line == 3
    assert read_of(tmp_path, STATE, READS_STATE.replace("#s", "urn:m#s")).refusals == ()


@given(
    st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6))),
    st.sets(st.integers(0, 6)),
    st.sets(st.integers(0, 6)),
)
def test_just_those_tables_fall_from_which_a_way_leads_to_one_that_is_not_whole(
    edges: set[tuple[int, int]], there: set[int], broken: set[int]
) -> None:
    said = Finding(Place("m.dmn"), "it leans")
    leans = {str(at): [DecisionDependency(str(to), said, False) for frm, to in edges if frm == at] for at in range(7)}
    reached = {at: {to for frm, to in edges if frm == at} for at in range(7)}
    for _ in range(7):
        reached = {at: found | {far for to in found & there for far in reached[to]} for at, found in reached.items()}
    expected = {str(at) for at in there if reached[at] & (broken | (set(range(7)) - there))}
    assert find_broken_dependents(map(str, there), map(str, broken & there), leans).keys() == expected
