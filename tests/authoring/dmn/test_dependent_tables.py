"""Tables that read other decisions of their file: never as facts, and only if all their rows are accepted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.authoring.dmn.importing.dependent_tables import DecisionDependency, find_broken_dependents
from advisor.authoring.dmn.importing.import_file import ImportedFile, read_tables
from advisor.authoring.dmn.importing.table_model import ImportChoices
from advisor.errors import Finding, Place
from advisor.loading.documents.yaml_writer import format_condition
from advisor.loading.finding_codes import DEPENDS_ON_REJECTED, UNKNOWN_DECISION
from tests import strategies

DMN_15 = "https://www.omg.org/spec/DMN/20230324/MODEL/"
TWICE = "<literalExpression><text>heads * 2</text></literalExpression>"


def write_table(asks: str, gives: str, *rows: tuple[str, str], needs: str = "") -> str:
    """Return the content of a decision: its requirement, and a table with one column."""
    required = f'<informationRequirement><requiredDecision href="{needs}"/></informationRequirement>' if needs else ""
    lines = "".join(
        f"<rule><inputEntry><text>{cell}</text></inputEntry><outputEntry><text>{output}</text></outputEntry></rule>"
        for cell, output in rows
    )
    named = f' name="{gives}"' if gives else ""
    return (
        f"{required}<decisionTable><input><inputExpression><text>{asks}</text></inputExpression></input>"
        f"<output{named}/>{lines}</decisionTable>"
    )


def write_decision(id_: str, name: str, content: str, variable: str = "", label: str = "") -> str:
    named = f'<variable name="{variable or name}"/>'
    return f'<decision id="{id_}" name="{name}" label="{label}">{named}{content}</decision>\n'


STATE = write_decision("s", "state", write_table("cycle", "state", ('"short"', '"low"')))
WORDS = ('"low"', '"stay"')
READS_STATE = write_decision("t", "T", write_table("state", "verdict", WORDS, needs="#s"))
COUNTS = ("5", '"stay"')
READS_STAFF = write_decision("t", "T", write_table("staff", "verdict", COUNTS, needs="#e"))


def read_decisions(
    tmp_path: Path, *decisions: str, mapping: dict[str, str] | None = None, only: tuple[str, ...] = ()
) -> ImportedFile:
    path = tmp_path / "m.dmn"
    path.write_text(f'<definitions xmlns="{DMN_15}" name="m" namespace="urn:m">\n{"".join(decisions)}</definitions>')
    return read_tables(str(path), strategies.build_rule_base([]), ImportChoices(mapping or {}, only))


def list_conditions(read: ImportedFile) -> dict[str, list[str]]:
    return {name: [format_condition(rule.when) for rule in rules] for name, rules in read.tables}


STAFF_ALSO = write_table("cycle", "staff", ('"short"', "100"))


@pytest.mark.parametrize("only", [("T",), ()])
@pytest.mark.parametrize(
    "other",
    [
        write_decision("e", "staff", TWICE),
        write_decision("e", "staff", STAFF_ALSO),
        write_decision("e", "Twice", TWICE, variable="staff"),
        write_decision("e", "Twice", TWICE, label="staff"),
        write_decision("e", "Twice", STAFF_ALSO),
        write_decision("e", "Twice", STAFF_ALSO.replace('name="staff"', 'label="staff"')),
        write_decision("e", "Twice", write_table("1", "x", needs="#f")) + write_decision("f", "X", STAFF_ALSO),
        '<inputData id="i" name="staff"/>' + write_decision("e", "staff", TWICE),
    ],
)
def test_the_result_of_a_decision_is_not_the_fact_of_the_same_name(
    other: str, only: tuple[str, ...], tmp_path: Path
) -> None:
    read = read_decisions(tmp_path, other, READS_STAFF, only=only)
    assert list_conditions(read)["T"] == []
    (finding,) = [finding for finding in read.refusals if read_quoted(finding)[0] == "T"]
    assert (finding.code, finding.place.line) == (DEPENDS_ON_REJECTED, 2 + other.count("\n"))
    assert read_quoted(finding)[1::2] == ["staff", "staff"]  # the column, then (after the decision) the fact
    assert read_quoted(finding)[-1] == "--map 'staff=NAME'"


def read_quoted(finding: Finding) -> list[str]:
    """Return the names in backticks of a finding."""
    return re.findall("`([^`]*)`", finding.sentence)


def test_a_decision_is_found_by_its_name_without_a_requirement(tmp_path: Path) -> None:
    reads = READS_STAFF.replace('<informationRequirement><requiredDecision href="#e"/></informationRequirement>', "")
    for named in (write_decision("e", "staff", TWICE), write_decision("e", "Twice", TWICE, variable="staff")):
        assert list_conditions(read_decisions(tmp_path, named, reads, only=("T",))) == {"T": []}
    elsewhere = read_decisions(tmp_path, write_decision("e", "Twice", STAFF_ALSO), reads, only=("T",))
    assert list_conditions(elsewhere) == {"T": ["{staff: 5}"]}  # the name of an output counts only with a requirement


def test_a_decision_may_be_the_list_in_list_contains(tmp_path: Path) -> None:
    asks = 'list contains(topics, "churn")'
    value = next(iter(strategies.FACTS["topics"].values))
    reads = write_decision("t", "T", write_table(asks.replace("churn", value), "verdict", ("true", '"stay"')))
    assert list_conditions(read_decisions(tmp_path, reads))["T"] != []
    assert list_conditions(read_decisions(tmp_path, write_decision("e", "topics", TWICE), reads))["T"] == []


def test_a_decision_does_not_read_itself(tmp_path: Path) -> None:
    read = read_decisions(tmp_path, write_decision("t", "staff", write_table("staff", "verdict", COUNTS)))
    assert read.refusals == ()


@pytest.mark.parametrize("only", [("T",), ()])
def test_map_makes_a_column_the_fact(only: tuple[str, ...], tmp_path: Path) -> None:
    other = write_decision("e", "staff", TWICE)
    assert (
        list_conditions(read_decisions(tmp_path, other, READS_STAFF, only=only, mapping={"staff": "staff"}))["T"] != []
    )


def test_a_completely_accepted_decision_is_read_as_its_conclusion(tmp_path: Path) -> None:
    for only in ((), ("state", "T")):
        read = read_decisions(tmp_path, STATE, READS_STATE, only=only)
        assert read.refusals == ()
        assert list_conditions(read) == {"state": ["{cycle: short}"], "T": ["{state: low}"]}


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
    ids=["left out", "no row accepted", "one row refused", "refused as a whole", "concludes another name", "twice"],
)  # fmt: skip
def test_refuses_a_column_if_its_decision_is_not_completely_accepted(
    other: str, only: tuple[str, ...], tmp_path: Path
) -> None:
    further = write_decision("u", "verdict", write_table("T", "", ('"stay"', '"tighten"'), needs="#t"))
    read = read_decisions(tmp_path, other, READS_STATE, further, only=only)
    assert list_conditions(read)["T"] == []
    findings = [finding for finding in read.refusals if read_quoted(finding)[0] == "T"]
    assert [(finding.code, read_quoted(finding)) for finding in findings] == [
        (DEPENDS_ON_REJECTED, ["T", "state", "state", "state", "--map 'state=NAME'"])
    ]


def test_a_mapped_column_depends_on_the_decision_that_concludes_it(tmp_path: Path) -> None:
    null = STATE.replace('"short"', "null")
    for mapping in ({}, {"state": "state"}):
        read = read_decisions(tmp_path, null, READS_STATE, mapping=mapping)
        assert list_conditions(read) == {"state": [], "T": []}
    assert list_conditions(read_decisions(tmp_path, null, READS_STATE, mapping={"state": "state"}, only=("T",))) == {
        "T": ["{state: low}"]
    }


@pytest.mark.parametrize("href", ["#gone", "urn:other#s"])
def test_refuses_a_table_that_requires_a_decision_of_another_file(href: str, tmp_path: Path) -> None:
    read = read_decisions(tmp_path, STATE, READS_STATE.replace("#s", href))
    (finding,) = read.refusals
    assert (finding.code, finding.place.line) == (UNKNOWN_DECISION, 3)
    assert read_quoted(finding) == ["T", href]
    assert read_decisions(tmp_path, STATE, READS_STATE.replace("#s", "urn:m#s")).refusals == ()


@given(st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6))), st.sets(st.integers(0, 6)), st.sets(st.integers(0, 6)))
def test_exactly_the_tables_with_a_path_to_an_incomplete_one_are_broken(
    edges: set[tuple[int, int]], accepted: set[int], incomplete: set[int]
) -> None:
    finding = Finding(Place("m.dmn"), "it depends")
    dependencies = {
        str(node): [DecisionDependency(str(to), finding, False) for frm, to in edges if frm == node]
        for node in range(7)
    }
    reached = {node: {to for frm, to in edges if frm == node} for node in range(7)}
    for _ in range(7):
        reached = {
            node: found | {far for to in found & accepted for far in reached[to]} for node, found in reached.items()
        }
    expected = {str(node) for node in accepted if reached[node] & (incomplete | (set(range(7)) - accepted))}
    broken = find_broken_dependents(map(str, accepted), map(str, incomplete & accepted), dependencies)
    assert broken.keys() == expected
