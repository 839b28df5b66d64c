"""Answers to the 20 statements in a facts file: three ways to write them, one meaning; all else is refused in place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import Finding, Place
from advisor.loading.document_parser import parse_document
from advisor.loading.facts_file import read_facts
from advisor.loading.nodes import FindingList, MappingNode
from advisor.loading.responses import read_assessment
from advisor.model.responses import FunctionTotal, PrivacyLimits, Respondent, Responses
from advisor.model.rulebase import RuleBase

SHEETS = st.lists(st.one_of(st.none(), st.integers(1, 5)), min_size=20, max_size=20)
THREES = [3] * 20


def read(text: str, name: str = "facts.yaml") -> tuple[Responses, PrivacyLimits, list[Finding]]:
    """What an assessment comes to, and what is wrong with it."""
    findings = FindingList()
    node = parse_document(text, name, findings)
    assert isinstance(node, MappingNode)
    assessment = node.get("assessment")
    assert assessment is not None
    return (*read_assessment(assessment, findings), list(findings))


def people(text: str) -> Responses:
    """The respondents of an assessment with nothing wrong."""
    assessed, _, findings = read(text)
    assert findings == []
    return assessed


def wrong(text: str) -> list[str]:
    """What is told, each with its line and column."""
    return [f"{each.place.line}:{each.place.column} {each.sentence}" for each in read(text)[2]]


def a_respondent(answers: str, more: str = "") -> str:
    return f"assessment:\n  respondents:\n    - function: sales\n      answers: {answers}\n{more}"


@given(SHEETS)
def test_a_list_a_mapping_and_a_text_mean_the_same(sheet: list[int | None]) -> None:
    as_list = ", ".join("unknown" if each is None else str(each) for each in sheet)
    as_mapping = ", ".join(f"{number}: {each}" for number, each in enumerate(sheet, 1) if each is not None)
    as_text = "".join("-" if each is None else str(each) for each in sheet)
    expected = (Respondent("sales", None, tuple(sheet)),)
    assert people(a_respondent(f"[{as_list}]")) == expected
    assert people(a_respondent(f"{{{as_mapping}}}")) == expected
    assert people(a_respondent(f'"{as_text}"')) == expected


@given(SHEETS)
def test_json_and_toml_mean_the_same_as_yaml(sheet: list[int | None]) -> None:
    words = [each or "missing" for each in sheet]
    expected = (Respondent("both", "head", tuple(sheet)),)
    data = {"assessment": {"respondents": [{"function": "both", "role": "head", "answers": words}]}}
    assert read(json.dumps(data), "facts.json") == (expected, PrivacyLimits(), [])
    toml = f'[[assessment.respondents]]\nfunction = "both"\nrole = "head"\nanswers = {json.dumps(words)}\n'
    assert read(toml, "facts.toml") == (expected, PrivacyLimits(), [])


@pytest.mark.parametrize("function", ["sales", "marketing", "both"])
@pytest.mark.parametrize("role", ["head", "staff", None])
def test_every_function_and_role_is_understood(function: str, role: str | None) -> None:
    words = f"function: {function}" + (f", role: {role}" if role else "")
    text = f"assessment: {{respondents: [{{{words}, answers: '{'3' * 20}'}}]}}"
    assert people(text) == (Respondent(function, role, (3,) * 20),)


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
def test_what_may_be_shown_stands_beside_the_answers(words: str, expected: PrivacyLimits) -> None:
    _, showing, findings = read(a_respondent(str(THREES), words))
    assert (showing, findings) == (expected, [])


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        ("{sales: 20, marketing: 100}", (FunctionTotal("sales", 20.0), FunctionTotal("marketing", 100.0))),
        ("{marketing: 63.5}", (FunctionTotal("marketing", 63.5),)),
        ('{sales: "40"}', (FunctionTotal("sales", 40.0),)),
    ],
)
def test_totals_are_read(totals: str, expected: Responses) -> None:
    assert people(f"assessment: {{totals: {totals}}}") == expected


SHEET = "'33333333333333333333'"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("assessment: 3", ["1:13 `assessment` must be a mapping with `respondents` or `totals`, not a single value"]),
        ("assessment: []", ["1:13 `assessment` must be a mapping with `respondents` or `totals`, not a list"]),
        ("assessment: {min_group: 3}", ["1:13 `assessment` needs either `respondents` or `totals`"]),
        (
            f"assessment:\n  respondents: [{{function: sales, answers: {SHEET}}}]\n  totals: {{sales: 40}}",
            ["2:3 `assessment` needs either `respondents` or `totals`"],
        ),
        (
            "assessment:\n  respondents: []",
            ["2:16 `respondents` is empty; leave `assessment` out if nobody answered"],
        ),
        ("assessment:\n  respondents: {a: 1}", ["2:16 `respondents` must be a list, not a mapping"]),
        ("assessment:\n  totals: {}", ["2:11 `totals` is empty; leave `assessment` out if nobody answered"]),
        ("assessment:\n  totals: [40]", ["2:11 `totals` of `assessment` must be a mapping, not a list"]),
        (
            "assessment:\n  totals: {finance: 40}",
            ["2:12 `finance` is not a function; totals are given for `sales` and `marketing`"],
        ),
        (
            "assessment:\n  totals: {both: 40}",
            ["2:12 `both` is not a function; totals are given for `sales` and `marketing`"],
        ),
        *(
            (f"assessment:\n  totals: {{sales: {total}}}", ["2:19 the total of sales must be a number from 20 to 100"])
            for total in ("19.9", "100.1", "-40", "4e1", "nan", "inf", "[40]", "~", "40%", "1_00", "٤٠", ".5", "0x28")
        ),
        (
            "assessment:\n  respondents:\n    - 5",
            ["3:7 respondent 1 must be a mapping with `function` and `answers`"],
        ),
        (
            "assessment:\n  respondents:\n    - function: sales",
            ["3:7 respondent 1 lacks `answers`"],
        ),
        (
            f"assessment:\n  respondents:\n    - answers: {SHEET}",
            ["3:7 respondent 1 lacks `function`"],
        ),
        (
            f"assessment:\n  respondents:\n    - {{function: sale, answers: {SHEET}}}",
            [
                "3:18 `function` of respondent 1 is `sale`; it must be `sales`, `marketing` or `both`;"
                " did you mean `sales`?"
            ],
        ),
        (
            f"assessment:\n  respondents:\n    - {{function: sales, role: boss, answers: {SHEET}}}",
            ["3:31 `role` of respondent 1 is `boss`; it must be `head` or `staff`"],
        ),
        (
            f"assessment:\n  respondents:\n    - {{function: sales, anwers: 1, answers: {SHEET}}}",
            ["3:25 `anwers` is not a key of respondent 1; did you mean `answers`?"],
        ),
        (
            a_respondent("[1, 2]"),
            ["4:16 respondent 1 has 2 answers, not 20; write `unknown` if missing"],
        ),
        (
            a_respondent(str([3] * 21)),
            ["4:16 respondent 1 has 21 answers, not 20; write `unknown` if missing"],
        ),
        *(
            (
                a_respondent(answer),
                [
                    "4:16 `answers` of respondent 1 must be a list, a mapping, or 20 characters from 1 to 5 in quotes, "
                    "with `-` for one missing"
                ],
            )
            for answer in ("'333'", "'" + "3" * 21 + "'", "'" + "3" * 19 + "6'", "'" + "3" * 19 + "0'", "3", "~", "yes")
        ),
        *(
            (
                a_respondent(f"[{answer}{', 3' * 19}]"),
                ["4:17 statement 1 of respondent 1 needs a number from 1 to 5, or `unknown`"],
            )
            for answer in ("0", "6", "-1", "3.0", "yes", "'3'", "[3]", "{a: 3}", "~", "٣", "Unknown", "3e0")
        ),
        *(
            (a_respondent(f"{{{key}: 3}}"), [f"4:17 `{key}` is not the number of a statement (1 to 20)"])
            for key in ("0", "21", "-1", "1.0", "one")
        ),
        (
            a_respondent("{7: 3, 07: 5}"),
            ["4:23 statement 7 of respondent 1 is answered twice"],
        ),
        (
            a_respondent(SHEET, "  min_group: 0\n"),
            ["5:14 `min_group` of `assessment` must be 1 or more"],
        ),
        *(
            (
                a_respondent(SHEET, f"  min_group: {least}\n"),
                ["5:14 `min_group` of `assessment` must be a whole number"],
            )
            for least in ("few", "2.5", "[3]", "~")
        ),
        *(
            (a_respondent(SHEET, f"  show_heads: {word}\n"), ["5:15 `show_heads` of `assessment` must be yes or no"])
            for word in ("maybe", "[yes]", "1", "~")
        ),
        (
            a_respondent(SHEET, "  showheads: yes\n"),
            ["5:3 `showheads` is not a key of `assessment`; did you mean `show_heads`?"],
        ),
    ],
)
def test_what_is_wrong_is_told_at_its_place(text: str, told: list[str]) -> None:
    assert wrong(text) == told


def test_all_that_is_wrong_is_told_at_once() -> None:
    text = "assessment:\n  min_group: 0\n  respondents:\n    - {function: x, answers: [9]}\n    - {role: y}\n"
    assert len(wrong(text)) == 7


PLAIN = st.one_of(st.none(), st.booleans(), st.integers(-3, 30), st.floats(), st.text(max_size=20))
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
def test_whatever_is_given_is_read_or_refused(junk: Any) -> None:
    assessed, showing, findings = read(json.dumps({"assessment": junk}), "facts.json")
    assert all(isinstance(each.place, Place) and each.place.line for each in findings)
    if not findings:
        assert assessed
        assert showing.min_group >= 1
        for each in assessed:
            assert each.function in ("sales", "marketing", "both")
            if isinstance(each, Respondent):
                assert len(each.answers) == 20
                assert set(each.answers) <= {None, 1, 2, 3, 4, 5}
            else:
                assert 20 <= each.total <= 100


def test_a_facts_file_brings_answers_beside_facts(tmp_path: Path, builtin: RuleBase) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text("company: A\nsales_cycle: short\n" + a_respondent(SHEET, "  min_group: 2\n"))
    company = read_facts(str(path), builtin)
    assert company.assessed == (Respondent("sales", None, (3,) * 20),)
    assert company.showing == PrivacyLimits(2)
    assert company.stated == {"sales_cycle": "short"}
