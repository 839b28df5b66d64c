"""Written comparisons: two golden files, and properties of all comparisons.

`UPDATE_GOLDEN=1 pytest tests/reporting/view/test_comparison_view.py` rewrites them; read the difference before you
keep it.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.assessment.round_comparison import SurveyRound, compare_rounds
from advisor.consultation import Consultation
from advisor.loading.facts.facts_file import read_facts
from advisor.loading.packs.load_rulebase import load
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.instrument import build_instrument
from advisor.model.responses import STATEMENT_COUNT, FunctionTotal, PrivacyLimits, Respondent, Responses
from advisor.model.round_comparison import RoundComparison
from advisor.model.rulebase import RuleBase
from advisor.reporting.render.comparison import FORMATS, render_comparison
from advisor.reporting.view.comparison_view import build_comparison_view
from advisor.reporting.view.text_layout import ReportTable, format_table

ROOT = Path(__file__).resolve().parents[3]
ROUNDS = ROOT / "examples" / "rounds"
GOLDEN = Path(__file__).parent / "golden_comparison"
GOLDENS = {"rounds": False, "rounds_held_back": True}
SUFFIXES = {"text": "txt", "md": "md"}
WIDTH, LONGEST = 79, 90


@cache
def get_consultation() -> Consultation:
    return Consultation(load())


def compare(before: Company, after: Company, *, near: bool = False) -> RoundComparison:
    limits = PrivacyLimits()
    rounds = (SurveyRound(each, get_consultation().advise(each._replace(showing=limits))) for each in (before, after))
    return compare_rounds(*rounds, limits, build_instrument(get_consultation().rulebase), near_sizes=near)


@cache
def compare_example(*, same_sales: bool = False, near: bool = False) -> RoundComparison:
    """Compare the example; Sales has two more people in the second round.

    With `same_sales` the others answer as before, so the two are not shown, except with `near`: they agree to it.
    """
    before, after = (read_facts(str(ROUNDS / f"{name}.yaml"), load()) for name in ("before", "after"))
    if same_sales:
        stayed = [each for each in before.assessed if each.function == "sales"]
        later = [each for each in after.assessed if each.function == "sales"][len(stayed) :]
        others = [each for each in after.assessed if each.function != "sales"]
        after = after._replace(assessed=(*stayed, *later, *others))
    return compare(before, after, near=near)


def build_people(count: int, answer: int | None, function: str, role: str | None = "staff") -> Responses:
    return (Respondent(function, role, (answer,) * STATEMENT_COUNT),) * count


def build_both(count: int, answer: int | None, role: str | None = "staff") -> Responses:
    return build_people(count, answer, "sales", role) + build_people(count, answer, "marketing", role)


def build_company(assessed: Responses, name: str | None = None, **stated: Value) -> Company:
    return Company(stated, name, assessed)


def join_lines(text: str) -> str:
    return " ".join(text.split())


def build_mixed(*answers: int | None) -> Responses:
    """Build ten people of each function who agree on all but the first statements of Sales."""
    first = (*answers, *(3,) * (STATEMENT_COUNT - len(answers)))
    return tuple(Respondent("sales", "staff", first) for _ in range(10)) + build_people(10, 3, "marketing")


def build_varied(shift: int, last: int | None = 3) -> Responses:
    """Build eleven people of each function who differ, except on the last statement if `last` is an answer."""

    def answer(person: int, number: int) -> int:
        return last if last and number == STATEMENT_COUNT - 1 else 1 + (person + number + shift) % 5

    return tuple(
        Respondent(name, "staff", tuple(answer(person, number) for number in range(STATEMENT_COUNT)))
        for name in ("sales", "marketing")
        for person in range(11)
    )


def replace_one(shift: int, last: int | None = 3) -> Responses:
    """Build the same people, except for one of Sales."""
    before = build_varied(shift, last)
    return (build_varied(shift + 1, last)[0], *before[1:])


HIDDEN = frozenset({"processes_3"})
DONE = frozenset({"activities_1", "processes_2"})
CASES: dict[str, tuple[Company, Company]] = {
    "a company without a name that is two levels closer": (
        build_company(build_both(10, 1)),
        build_company(build_both(10, 3)),
    ),
    "a company that is less close": (build_company(build_both(10, 4)), build_company(build_both(10, 2))),
    "a level stated once and computed once": (
        build_company(build_both(12, 3), relationship="defined"),
        build_company(build_both(12, 3)),
    ),
    "a state left open by missing answers": (build_company(build_both(10, None)), build_company(build_both(10, 3))),
    "the same answers twice": (build_company(build_both(10, 3)), build_company(build_both(10, 3))),
    "small groups": (build_company(build_both(6, 2)), build_company(build_both(6, 4))),
    "sizes near each other": (
        build_company(build_both(6, 2)),
        build_company(build_both(6, 4) + build_people(1, 5, "sales")),
    ),
    "small groups that differ on every statement": (
        build_company(build_mixed(3)[5:15]),
        build_company(build_varied(1)[6:16]),
    ),
    "groups too small to be shown": (build_company(build_both(2, 2)), build_company(build_both(2, 3))),
    "one function tested": (
        build_company(build_people(10, 2, "sales") + build_people(6, 2, "marketing")),
        build_company(build_people(10, 2, "sales") + build_people(6, 3, "marketing")),
    ),
    "nothing beyond chance": (build_company(build_varied(0)), build_company(replace_one(0))),
    "every statement within chance": (build_company(build_varied(0, None)), build_company(replace_one(0, None))),
    "small groups with answers missing": (
        build_company(build_both(6, 2)),
        build_company((*build_mixed(None, None)[5:10], *build_both(6, 4))),
    ),
    "a little of everything": (
        build_company(build_mixed(2, 3)),
        build_company((Respondent("sales", "staff", (5, 4, *(3,) * 18)), *build_mixed(5, 3)[1:])),
    ),
    "one statement moved, the others the same": (build_company(build_mixed(2, 3)), build_company(build_mixed(4, 3))),
    "some left a statement out": (build_company(build_both(10, 3)), build_company(build_mixed(*[None] * 2))),
    "another side in each round": (
        build_company(build_people(10, 2, "sales")),
        build_company(build_people(10, 2, "marketing")),
    ),
    "totals": (
        build_company((FunctionTotal("sales", 30), FunctionTotal("marketing", 41.5)), checklist_done=DONE),
        build_company((FunctionTotal("sales", 44), FunctionTotal("marketing", 41.5)), checklist_under_way=HIDDEN),
    ),
    "a change too small to print": (
        build_company((FunctionTotal("sales", 61.16), FunctionTotal("marketing", 40))),
        build_company((FunctionTotal("sales", 61.14), FunctionTotal("marketing", 40))),
    ),
    "totals after people": (
        build_company(build_both(10, 3), current_conflicts="frequent"),
        build_company((FunctionTotal("sales", 44), FunctionTotal("marketing", 40))),
    ),
    "a checklist reported once": (
        build_company(build_both(10, 3), checklist_under_way=HIDDEN),
        build_company(build_both(10, 3), checklist_done=DONE),
    ),
    "a checklist never reported in full": (
        build_company(build_both(10, 3), checklist_under_way=HIDDEN),
        build_company(build_both(10, 3), checklist_under_way=HIDDEN),
    ),
    "a checklist that has moved": (
        build_company(
            build_both(10, 3), "Halden", checklist_done=DONE, relationship="undefined", current_conflicts="frequent"
        ),
        build_company(
            build_both(10, 3),
            "Halden",
            checklist_done=HIDDEN,
            relationship="undefined",
            current_conflicts="frequent",
            lead_handoff_agreed="yes",
        ),
    ),
}


@cache
def compare_case(name: str) -> RoundComparison:
    return compare(*CASES[name])


@cache
def write_case(name: str, form: str) -> str:
    return render_comparison(compare_case(name), get_consultation().rulebase, form)


class RecordedWording(dict[str, str]):
    """Wording that records which of its ids are used."""

    used: set[str]

    def __getitem__(self, name: str) -> str:
        self.used.add(name)
        return super().__getitem__(name)


def find_used_wordings(comparison: RoundComparison) -> set[str]:
    """Find the ids of the wordings that a written comparison is made from."""
    rulebase = get_consultation().rulebase
    wording = RecordedWording(rulebase.wording)
    wording.used = set()
    build_comparison_view(comparison, replace(rulebase, wording=wording), intervals=True)
    return wording.used


@pytest.mark.parametrize(("name", "same_sales"), GOLDENS.items())
@pytest.mark.parametrize("form", SUFFIXES)
def test_matches_the_golden_file(builtin: RuleBase, form: str, name: str, same_sales: bool) -> None:
    report = render_comparison(compare_example(same_sales=same_sales), builtin, form)
    golden = GOLDEN / f"{name}.{SUFFIXES[form]}"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(report, encoding="utf-8", newline="\n")
    assert report == golden.read_text(encoding="utf-8"), "read the difference; UPDATE_GOLDEN=1 accepts it"


def test_the_text_of_the_example_is_short(builtin: RuleBase) -> None:
    assert len(render_comparison(compare_example(), builtin, "text").splitlines()) <= LONGEST


@pytest.mark.parametrize("case", CASES)
def test_lines_fit_a_terminal_without_gaps(builtin: RuleBase, case: str) -> None:
    text = write_case(case, "text")
    assert max(map(len, text.splitlines())) <= WIDTH
    assert "\n\n\n" not in text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert [line for line in text.splitlines() if line != line.rstrip()] == []


@pytest.mark.parametrize("case", CASES)
def test_markdown_and_text_have_the_same_lines_and_notes(builtin: RuleBase, case: str) -> None:
    comparison = compare_case(case)
    view = build_comparison_view(comparison, builtin)
    text, md = (join_lines(render_comparison(comparison, builtin, form)) for form in ("text", "md"))
    parts = (view.states_told, view.totals_told, view.statements_told, view.since, view.cautions)
    lines = [line for part in parts for line in part]
    assert lines
    assert [line.text for line in lines if join_lines(f"{line.text} {line.marks}") not in text] == []
    assert [line.text for line in lines if line.text not in md] == []


@pytest.mark.parametrize("form", SUFFIXES)
@pytest.mark.parametrize("case", CASES)
def test_every_cited_note_is_listed(builtin: RuleBase, case: str, form: str) -> None:
    body, sources = re.split(r"\n(?:## )?Sources\n", write_case(case, form))
    cited = {int(number) for number in re.findall(r"\[(\d+)\]", body)}
    assert [int(number) for number in re.findall(r"\[(\d+)\]", sources)] == list(range(1, len(cited) + 1))
    assert not re.search(r"\b(?:instrument|checklist|policy)/", body + sources)


def test_every_wording_of_comparisons_is_used_in_some_case(builtin: RuleBase, monkeypatch: pytest.MonkeyPatch) -> None:
    used = find_used_wordings(compare_example(same_sales=True, near=True)).union(
        find_used_wordings(compare_example()),
        find_used_wordings(compare_example(same_sales=True)),
        *(find_used_wordings(compare_case(case)) for case in CASES),
    )
    monkeypatch.setattr("advisor.assessment.statistics.has_numpy", lambda: False)
    used |= find_used_wordings(compare(build_company(build_both(10, 2)), build_company(build_both(10, 3))))
    assert {name for name in builtin.wording if name.startswith("compare-")} - used == set()


def test_json_has_the_figures(builtin: RuleBase) -> None:
    data = json.loads(render_comparison(compare_example(near=True), builtin, "json"))
    assert data["schema"] == "comparison/1"
    assert [data[name]["state"] for name in ("before", "after")] == ["undefined", "defined"]
    assert len(data["answers"]["statements"]) == STATEMENT_COUNT
    first = data["answers"]["statements"][0]
    assert first["sales"]["reading"] == "moved"
    assert first["sales"]["chance"][0] > 0
    assert data["before"]["move"] == {"from": "undefined", "to": "defined"}


def test_markdown_has_the_interval_of_each_tested_change(builtin: RuleBase) -> None:
    md, text = (
        render_comparison(compare(build_company(build_mixed(2)), build_company(build_mixed(4))), builtin, form)
        for form in ("md", "text")
    )
    assert "| +2.0\\* (+2.00 to +2.00) | 0.0 (0.00 to 0.00) |" in md
    assert "+2.00" not in text


def test_a_company_name_is_literal(builtin: RuleBase) -> None:
    name = "*A|b* {{ 7 * 7 }} <i> {before}"
    comparison = compare(build_company(build_both(10, 3), name), build_company(build_both(10, 3)))
    assert name in render_comparison(comparison, builtin, "text").splitlines()[0]
    heading = render_comparison(comparison, builtin, "md").splitlines()[0]
    assert "<i>" not in heading
    assert "49" not in heading
    assert json.loads(render_comparison(comparison, builtin, "json"))["company"] == name


def test_a_group_too_small_in_one_round_is_in_no_table(builtin: RuleBase) -> None:
    before = build_people(10, 2, "sales") + build_people(4, 2, "marketing")
    after = build_people(10, 2, "sales") + build_people(9, 3, "marketing")
    comparison = compare(build_company(before), build_company(after))
    assert build_comparison_view(comparison, builtin).totals is None
    assert comparison.answers.min_group == 5
    assert "compare-held-back" in find_used_wordings(comparison)
    sizes = builtin.wording["compare-people-both"].format(before=4, after=9)
    assert sizes not in join_lines(render_comparison(comparison, builtin, "text"))


@pytest.mark.parametrize("case", ["small groups", "one function tested"])
def test_small_groups_have_a_caution(builtin: RuleBase, case: str) -> None:
    comparison = compare_case(case)
    answers = comparison.answers
    assert "compare-too-few" in find_used_wordings(comparison)
    assert answers.least == 10
    moved = bool(answers.tested) and any(each.sales.reading == "moved" for each in answers.statements)
    assert ("*" in render_comparison(comparison, builtin, "text")) == moved


@pytest.mark.parametrize(
    ("before", "after", "wording"),
    [
        (build_company(build_people(10, 1, "sales")), build_company(build_both(10, 4)), "state-sides"),
        (build_company(build_both(10, 1), relationship="undefined"), build_company(build_both(10, 4)), "basis-differs"),
        (build_company(build_both(2, 1)), build_company(build_both(10, 4)), "state-few"),
    ],
)
def test_levels_that_are_not_comparable_are_no_progress(before: Company, after: Company, wording: str) -> None:
    used = find_used_wordings(compare(before, after))
    assert f"compare-{wording}" in used
    assert not used & {"compare-state-up", "compare-state-down", "compare-state-same"}


@pytest.mark.parametrize("case", CASES)
def test_a_star_is_explained_only_if_there_is_one(builtin: RuleBase, case: str) -> None:
    text = write_case(case, "text")
    assert (re.search(r"\bstars?\b", text, re.IGNORECASE) is not None) == ("*" in text)


def test_a_change_too_small_to_print_is_not_zero(builtin: RuleBase) -> None:
    totals = build_comparison_view(compare_case("a change too small to print"), builtin).totals
    assert totals
    changes = {row[0]: row[1:4] for row in totals.rows}
    assert changes[builtin.wording["who-sales"]] == ("61.2", "61.1", builtin.wording["compare-under"])
    assert changes[builtin.wording["who-marketing"]] == ("40.0", "40.0", "0.0")


@pytest.mark.parametrize("case", CASES)
def test_every_minus_is_a_minus_sign(builtin: RuleBase, case: str) -> None:
    comparison = compare_case(case)
    assert [re.findall(r"(?<![\w-])-\d", render_comparison(comparison, builtin, form)) for form in SUFFIXES] == [[], []]


def test_every_format_has_its_golden_files() -> None:
    assert set(FORMATS) == {*SUFFIXES, "json"}
    assert {path.name for path in GOLDEN.iterdir()} == {
        f"{name}.{suffix}" for name in GOLDENS for suffix in SUFFIXES.values()
    }


CELLS = st.text("ab +−*", max_size=60).map(join_lines)


@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=4))
def test_a_table_keeps_every_word_within_the_width(rows: list[tuple[str, ...]]) -> None:
    table = ReportTable(("one", "two", "three"), tuple(rows))
    shown = format_table(table, 50)
    assert max(map(len, shown.splitlines())) <= 50
    letters = [
        sorted("".join(text.split())) for text in (shown.replace("-", ""), "onetwothree" + "".join(map("".join, rows)))
    ]
    assert letters[0] == letters[1]
