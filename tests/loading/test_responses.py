"""Answers to the 20 statements in a facts file: three ways to write them, one meaning; everything else is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import FactsError, Finding, Place
from advisor.loading import finding_codes as codes
from advisor.loading.documents.document_parser import parse_document
from advisor.loading.documents.nodes import FindingList, MappingNode
from advisor.loading.facts.facts_file import read_facts
from advisor.loading.facts.responses import read_assessment
from advisor.loading.facts.responses_writer import build_respondent_data, iter_assessment_lines
from advisor.model.responses import FUNCTIONS, FunctionTotal, PrivacyLimits, Respondent, Responses
from advisor.model.rulebase import RuleBase
from tests.loading.findings import check_findings

SHEETS = st.lists(st.one_of(st.none(), st.integers(1, 5)), min_size=20, max_size=20)
FUNCTION_NAMES, ROLE_NAMES = st.sampled_from([*FUNCTIONS, "both"]), st.sampled_from(["head", "staff", None])
THREES = [3] * 20


def read_text(text: str, name: str = "facts.yaml") -> tuple[Responses, PrivacyLimits, list[Finding]]:
    """Read an assessment; return the responses, the limits and the findings."""
    findings = FindingList()
    node = parse_document(text, name, findings)
    assert isinstance(node, MappingNode)
    assessment = node.get("assessment")
    assert assessment is not None
    return (*read_assessment(assessment, findings), list(findings))


def read_people(text: str) -> Responses:
    """Read the responses of an assessment without errors."""
    assessed, _, findings = read_text(text)
    assert findings == []
    return assessed


def format_respondent(answers: str, more: str = "") -> str:
    return f"assessment:\n  respondents:\n    - function: sales\n      answers: {answers}\n{more}"


@given(SHEETS)
def test_a_list_a_mapping_and_a_text_mean_the_same(sheet: list[int | None]) -> None:
    as_list = ", ".join("unknown" if each is None else str(each) for each in sheet)
    as_mapping = ", ".join(f"{number}: {each}" for number, each in enumerate(sheet, 1) if each is not None)
    as_text = "".join("-" if each is None else str(each) for each in sheet)
    expected = (Respondent("sales", None, tuple(sheet)),)
    assert read_people(format_respondent(f"[{as_list}]")) == expected
    assert read_people(format_respondent(f"{{{as_mapping}}}")) == expected
    assert read_people(format_respondent(f'"{as_text}"')) == expected


@given(SHEETS)
def test_json_and_toml_mean_the_same_as_yaml(sheet: list[int | None]) -> None:
    words = [each or "missing" for each in sheet]
    expected = (Respondent("both", "head", tuple(sheet)),)
    data = {"assessment": {"respondents": [{"function": "both", "role": "head", "answers": words}]}}
    assert read_text(json.dumps(data), "facts.json") == (expected, PrivacyLimits(), [])
    toml = f'[[assessment.respondents]]\nfunction = "both"\nrole = "head"\nanswers = {json.dumps(words)}\n'
    assert read_text(toml, "facts.toml") == (expected, PrivacyLimits(), [])


TWO_PEOPLE = f"""\
assessment:
  respondents:
    - {{function: sales, answers: "{"3" * 20}"}}
    - {{function: marketing, answers: "{"2" * 20}"}}
"""


@pytest.mark.parametrize("function", ["sales", "marketing", "both"])
@pytest.mark.parametrize("role", ["head", "staff", None])
def test_reads_every_function_and_role(function: str, role: str | None) -> None:
    words = f"function: {function}" + (f", role: {role}" if role else "")
    text = f"assessment: {{respondents: [{{{words}, answers: '{'3' * 20}'}}]}}"
    assert read_people(text) == (Respondent(function, role, (3,) * 20),)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", PrivacyLimits(5, False)),
        ("  min_group: 3\n", PrivacyLimits(3, False)),
        ("  min_group: 1\n  show_heads: yes\n", PrivacyLimits(1, True)),
        ("  show_heads: true\n", PrivacyLimits(5, True)),
        ("  show_heads: no\n", PrivacyLimits(5, False)),
    ],
)
def test_reads_the_limits_next_to_the_answers(words: str, expected: PrivacyLimits) -> None:
    _, limits, findings = read_text(format_respondent(str(THREES), words))
    assert (limits, findings) == (expected, [])


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        ("{sales: 20, marketing: 100}", (FunctionTotal("sales", 20.0), FunctionTotal("marketing", 100.0))),
        ("{marketing: 63.5}", (FunctionTotal("marketing", 63.5),)),
        ('{sales: "40"}', (FunctionTotal("sales", 40.0),)),
    ],
)
def test_reads_totals(totals: str, expected: Responses) -> None:
    assert read_people(f"assessment: {{totals: {totals}}}") == expected


SHEET = "'33333333333333333333'"


SHAPE, CHOICE = codes.WRONG_SHAPE, codes.UNKNOWN_VALUE
BAD_TOTALS = ("19.9", "100.1", "-40", "4e1", "nan", "inf", "[40]", "~", "40%", "1_00", "٤٠", ".5", "0x28", "9" * 20)
BAD_ANSWERS = ("'333'", f"'{'3' * 21}'", f"'{'3' * 19}6'", f"'{'3' * 19}0'", "3", "~", "yes")
BAD_RATINGS = ("0", "6", "-1", "3.0", "yes", "'3'", "[3]", "{a: 3}", "~", "٣", "Unknow", "3e0")


def format_person(person: str) -> str:
    return f"assessment:\n  respondents:\n    - {person}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("assessment: 3", f"1:13 {SHAPE} `assessment` `respondents` `totals`"),
        ("assessment: []", f"1:13 {SHAPE} `assessment`"),
        ("assessment: {min_group: 3}", f"1:13 {SHAPE} `respondents` `totals`"),
        (
            f"assessment:\n  respondents: [{{function: sales, answers: {SHEET}}}]\n  totals: {{sales: 40}}",
            f"2:3 {SHAPE} `respondents` `totals`",
        ),
        ("assessment:\n  respondents: []", f"2:16 {SHAPE} `respondents`"),
        ("assessment:\n  respondents: {a: 1}", f"2:16 {SHAPE} `respondents`"),
        ("assessment:\n  respondents: ' '", f"2:16 {SHAPE} `respondents`"),
        (f"assessment:\n  respondents: |\n    sales {'3' * 20}\n    sale {'3' * 20}\n", f"2:16 {SHAPE} line 2 `sale"),
        (f"assessment:\n  respondents: |\n    sales boss {'3' * 20}\n", f"2:16 {SHAPE} line 1 `head` `staff`"),
        ("assessment:\n  respondents: |\n    sales 333\n", f"2:16 {SHAPE} line 1 20 5 `-`"),
        ("assessment:\n  totals: {}", f"2:11 {SHAPE} `totals`"),
        ("assessment:\n  totals: [40]", f"2:11 {SHAPE} `totals`"),
        ("assessment:\n  totals: {finance: 40}", f"2:12 {SHAPE} `finance` `sales` `marketing`"),
        ("assessment:\n  totals: {both: 40}", f"2:12 {SHAPE} `both` `sales` `marketing`"),
        *((f"assessment:\n  totals: {{sales: {total}}}", f"2:19 {SHAPE} sales 20 100") for total in BAD_TOTALS),
        (format_person("5"), f"3:7 {SHAPE} 1 `function` `answers`"),
        (format_person("function: sales"), f"3:7 {SHAPE} 1 `answers`"),
        (format_person(f"answers: {SHEET}"), f"3:7 {codes.MISSING_KEY} 1 `function`"),
        (
            format_person(f"{{function: sale, answers: {SHEET}}}"),
            f"3:18 {CHOICE} 1 `sale` `sales`, `marketing` `both` `sales`?",
        ),
        (
            format_person(f"{{function: sales, role: boss, answers: {SHEET}}}"),
            f"3:31 {CHOICE} 1 `role` `boss` `head` `staff`",
        ),
        (
            format_person(f"{{function: sales, anwers: 1, answers: {SHEET}}}"),
            f"3:25 {codes.UNKNOWN_KEY} 1 `anwers` `answers`?",
        ),
        (format_respondent("[1, 2]"), f"4:16 {SHAPE} 1 2 20 `unknown`"),
        (format_respondent(str([3] * 21)), f"4:16 {SHAPE} 1 21 20 `unknown`"),
        *((format_respondent(answers), f"4:16 {SHAPE} `answers` 1 20 5 `-`") for answers in BAD_ANSWERS),
        *(
            (format_respondent(f"[{rating}{', 3' * 19}]"), f"4:17 {SHAPE} statement 1 5 `unknown`")
            for rating in BAD_RATINGS
        ),
        *(
            (format_respondent(f"{{{key}: 3}}"), f"4:17 {SHAPE} `{key}` 1 20")
            for key in ("0", "21", "-1", "1.0", "one")
        ),
        (format_respondent("{7: 3, 07: 5}"), f"4:23 {SHAPE} 7 1"),
        (format_respondent(SHEET, "  min_group: 0\n"), f"5:14 {SHAPE} `min_group` 3"),
        *((TWO_PEOPLE + f"  min_group: {number}\n", f"5:14 {SHAPE} `min_group` 3") for number in (1, 2)),
        ("assessment: {totals: {sales: 63}, min_group: 1}", f"1:46 {SHAPE} `min_group` 3"),
        *(
            (format_respondent(SHEET, f"  min_group: {number}\n"), f"5:14 {SHAPE} `min_group`")
            for number in ("few", "2.5", "[3]", "~")
        ),
        *(
            (format_respondent(SHEET, f"  show_heads: {word}\n"), f"5:15 {SHAPE} `show_heads` yes no")
            for word in ("maybe", "[yes]", "1", "~")
        ),
        (format_respondent(SHEET, "  showheads: yes\n"), f"5:3 {codes.UNKNOWN_KEY} `showheads` `show_heads`?"),
    ],
)
def test_reports_an_error_at_its_place(text: str, expected: str) -> None:
    check_findings(read_text(text)[2], [expected], "facts.yaml")


@given(st.lists(st.builds(Respondent, FUNCTION_NAMES, ROLE_NAMES, SHEETS.map(tuple)), min_size=1, max_size=4))
def test_reads_lines_of_respondents(people: list[Respondent]) -> None:
    lines = "".join(f"    {' '.join(build_respondent_data(person).values())}\n" for person in people)
    assert read_people(f"assessment:\n  respondents: |\n{lines}") == tuple(people)


def test_writes_very_many_respondents_as_lines() -> None:
    people = tuple(Respondent("both", role, (1, None, *[4] * 18)) for role in ("head", None) for _ in range(600))
    lines = list(iter_assessment_lines(people))
    assert lines[1:3] == ["  respondents: |", f"    both head 1-{'4' * 18}"]
    assert read_people("\n".join(lines)) == people


def test_counts_wrong_lines_after_the_first_fifty() -> None:
    assert len(read_text("assessment:\n  respondents: |\n" + "    sale\n" * 500)[2]) == 50


def test_reports_all_errors_in_one_run() -> None:
    text = "assessment:\n  min_group: 0\n  respondents:\n    - {function: x, answers: [9]}\n    - {role: y}\n"
    assert len(read_text(text)[2]) == 7


FLOATS = st.floats(allow_nan=False, allow_infinity=False)
PLAIN = st.one_of(st.none(), st.booleans(), st.integers(-3, 30), FLOATS, st.text(max_size=20))
JUNK = st.recursive(
    PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=21),
        st.dictionaries(
            st.sampled_from(
                ["respondents", "totals", "min_group", "show_heads", "function", "role", "answers", "sales", "1", "01"]
            ),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=25,
)


@given(JUNK)
def test_reads_or_refuses_any_input(junk: Any) -> None:
    assessed, limits, findings = read_text(json.dumps({"assessment": junk}), "facts.json")
    assert all(isinstance(each.place, Place) and each.place.line for each in findings)
    if not findings:
        assert assessed
        assert limits.min_group >= (1 if len(assessed) == 1 else 3)
        for each in assessed:
            assert each.function in ("sales", "marketing", "both")
            if isinstance(each, Respondent):
                assert len(each.answers) == 20
                assert set(each.answers) <= {None, 1, 2, 3, 4, 5}
            else:
                assert 20 <= each.total <= 100


def test_a_facts_file_has_answers_next_to_facts(tmp_path: Path, builtin: RuleBase) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text("company: A\nsales_cycle: short\n" + format_respondent(SHEET, "  min_group: 2\n"))
    company = read_facts(str(path), builtin)
    assert company.assessed == (Respondent("sales", None, (3,) * 20),)
    assert company.showing == PrivacyLimits(2)
    assert company.stated == {"sales_cycle": "short"}


def test_words_and_totals_are_understood_whatever_their_case(tmp_path: Path, builtin: RuleBase) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text("assessment: {totals: {Sales: 63, MARKETING: 58}}\n")
    assert [(each.function) for each in read_facts(str(path), builtin).assessed] == ["sales", "marketing"]
    path.write_text(f'assessment: {{respondents: [{{function: Both, role: Head, answers: "{"3" * 20}"}}]}}\n')
    [person] = read_facts(str(path), builtin).assessed
    assert isinstance(person, Respondent)
    assert (person.function, person.role) == ("both", "head")
    path.write_text("assessment: {totals: {Sales: 63, sales: 58}}\n")
    with pytest.raises(FactsError):
        read_facts(str(path), builtin)
