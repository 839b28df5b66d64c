"""Written comparisons: two of them whole, as they were last approved, and what must hold of all.

`UPDATE_GOLDEN=1 pytest tests/reporting/test_comparison.py` writes them anew; read the difference before you keep it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.assessment.round_comparison import SurveyRound, compare_rounds
from advisor.consultation import Consultation
from advisor.loading.facts_file import read_facts
from advisor.loading.load_rulebase import load
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.instrument import build_instrument
from advisor.model.responses import STATEMENT_COUNT, FunctionTotal, PrivacyLimits, Respondent, Responses
from advisor.model.round_comparison import RoundComparison
from advisor.model.rulebase import RuleBase
from advisor.reporting.render.comparison import FORMATS, render_comparison
from advisor.reporting.view.comparison_view import build_comparison_view
from advisor.reporting.view.text_table import ReportTable, format_table

ROOT = Path(__file__).resolve().parents[3]
ROUNDS = ROOT / "examples" / "rounds"
GOLDEN = Path(__file__).parent / "golden_comparison"
GOLDENS = {"rounds": True, "rounds_held_back": False}
SUFFIXES = {"text": "txt", "md": "md"}
WIDTH, LONGEST = 79, 85


@cache
def consultation() -> Consultation:
    return Consultation(load())


def compared(
    before: Company, after: Company, showing: PrivacyLimits | None = None, *, near: bool = False
) -> RoundComparison:
    shown = showing or PrivacyLimits()
    rounds = (SurveyRound(each, consultation().advise(each._replace(showing=shown))) for each in (before, after))
    return compare_rounds(*rounds, shown, build_instrument(consultation().rulebase), near_sizes=near)


@cache
def example(*, near: bool = True) -> RoundComparison:
    """The example, in which Sales has two people more in the second round; with `near`, they have agreed."""
    before, after = (read_facts(str(ROUNDS / f"{name}.yaml"), load()) for name in ("before", "after"))
    return compared(before, after, near=near)


def people(count: int, answer: int | None, function: str, role: str | None = "staff") -> Responses:
    return (Respondent(function, role, (answer,) * STATEMENT_COUNT),) * count


def both(count: int, answer: int | None, role: str | None = "staff") -> Responses:
    return people(count, answer, "sales", role) + people(count, answer, "marketing", role)


def of(assessed: Responses, name: str | None = None, **stated: Value) -> Company:
    return Company(stated, name, assessed)


def flat(text: str) -> str:
    return " ".join(text.split())


def mixed(*answers: int | None) -> Responses:
    """Ten of each function who agree on everything but the first statements of Sales."""
    first = (*answers, *(3,) * (STATEMENT_COUNT - len(answers)))
    return tuple(Respondent("sales", "staff", first) for _ in range(10)) + people(10, 3, "marketing")


def varied(shift: int, last: int | None = 3) -> Responses:
    """Eleven of each function who differ, all but on the last statement if that is given."""

    def answers(person: int, number: int) -> int:
        return last if last and number == STATEMENT_COUNT - 1 else 1 + (person + number + shift) % 5

    return tuple(
        Respondent(name, "staff", tuple(answers(person, number) for number in range(STATEMENT_COUNT)))
        for name in ("sales", "marketing")
        for person in range(11)
    )


def one_replaced(shift: int, last: int | None = 3) -> Responses:
    """The same people, but for one of Sales."""
    before = varied(shift, last)
    return (varied(shift + 1, last)[0], *before[1:])


HIDDEN = frozenset({"processes_3"})
DONE = frozenset({"activities_1", "processes_2"})
CASES: dict[str, tuple[Company, Company]] = {
    "a company unnamed that comes two levels closer": (of(both(10, 1)), of(both(10, 3))),
    "a company that is less close": (of(both(10, 4)), of(both(10, 2))),
    "stated once and read from the answers once": (of(both(12, 3), relationship="defined"), of(both(12, 3))),
    "a state left open by missing answers": (of(both(10, None)), of(both(10, 3))),
    "the same answers twice": (of(both(10, 3)), of(both(10, 3))),
    "small groups": (of(both(6, 2)), of(both(6, 4))),
    "sizes near each other": (of(both(6, 2)), of(both(6, 4) + people(1, 5, "sales"))),
    "small groups that differ on every statement": (of(mixed(3)[5:15]), of(varied(1)[6:16])),
    "groups too small to be shown": (of(both(2, 2)), of(both(2, 3))),
    "one function tested": (
        of(people(10, 2, "sales") + people(6, 2, "marketing")),
        of(people(10, 2, "sales") + people(6, 3, "marketing")),
    ),
    "nothing beyond chance": (of(varied(0)), of(one_replaced(0))),
    "every statement within chance": (of(varied(0, None)), of(one_replaced(0, None))),
    "small groups with answers missing": (of(both(6, 2)), of((*mixed(None, None)[5:10], *both(6, 4)))),
    "a little of everything": (
        of(mixed(1, 3)),
        of(tuple(each._replace(answers=(5, 4, *each.answers[2:])) if not at else
                 each._replace(answers=(5, *each.answers[1:])) if at < 10 else each
                 for at, each in enumerate(mixed(5, 3)) if isinstance(each, Respondent))),
    ),
    "one statement moved, the others the same": (of(mixed(1, 3)), of(mixed(4, 3))),
    "some left a statement out": (of(both(10, 3)), of(mixed(*[None] * 2))),
    "one side heard": (of(people(10, 2, "sales")), of(people(10, 2, "marketing"))),
    "totals": (
        of((FunctionTotal("sales", 30), FunctionTotal("marketing", 41.5)), checklist_done=DONE),
        of((FunctionTotal("sales", 44), FunctionTotal("marketing", 41.5)), checklist_under_way=HIDDEN),
    ),
    "a change too small to print": (
        of((FunctionTotal("sales", 61.16), FunctionTotal("marketing", 40))),
        of((FunctionTotal("sales", 61.14), FunctionTotal("marketing", 40))),
    ),
    "totals after people": (
        of(both(10, 3), current_conflicts="frequent"),
        of((FunctionTotal("sales", 44), FunctionTotal("marketing", 40))),
    ),
    "a checklist told once": (of(both(10, 3), checklist_under_way=HIDDEN), of(both(10, 3), checklist_done=DONE)),
    "a checklist never told in full": (
        of(both(10, 3), checklist_under_way=HIDDEN),
        of(both(10, 3), checklist_under_way=HIDDEN),
    ),
    "a checklist that has moved": (
        of(both(10, 3), "Halden", checklist_done=DONE, relationship="undefined", current_conflicts="frequent"),
        of(
            both(10, 3), "Halden", checklist_done=HIDDEN, relationship="undefined", current_conflicts="frequent",
            lead_handoff_agreed="yes",
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "near"), GOLDENS.items())
@pytest.mark.parametrize("form", SUFFIXES)
def test_a_comparison_is_as_approved(builtin: RuleBase, form: str, name: str, near: bool) -> None:
    report = render_comparison(example(near=near), builtin, form)
    golden = GOLDEN / f"{name}.{SUFFIXES[form]}"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(report, encoding="utf-8", newline="\n")
    assert report == golden.read_text(encoding="utf-8"), "read the difference; UPDATE_GOLDEN=1 keeps it"


def test_the_text_of_the_example_is_short(builtin: RuleBase) -> None:
    assert len(render_comparison(example(), builtin, "text").splitlines()) <= LONGEST


@pytest.mark.parametrize("case", CASES)
def test_lines_of_the_text_fit_a_terminal_and_no_gap_is_left(builtin: RuleBase, case: str) -> None:
    text = render_comparison(compared(*CASES[case]), builtin, "text")
    assert max(map(len, text.splitlines())) <= WIDTH
    assert "\n\n\n" not in text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert [line for line in text.splitlines() if line != line.rstrip()] == []


@pytest.mark.parametrize("case", CASES)
def test_markdown_and_text_say_the_same_with_the_same_notes(builtin: RuleBase, case: str) -> None:
    found = compared(*CASES[case])
    view = build_comparison_view(found, builtin)
    text, md = (flat(render_comparison(found, builtin, form)) for form in ("text", "md"))
    parts = (view.states_told, view.totals_told, view.statements_told, view.since, view.cautions)
    lines = [line for part in parts for line in part]
    assert lines
    assert [line.text for line in lines if flat(f"{line.text} {line.marks}") not in text] == []
    assert [line.text for line in lines if line.text not in md] == []


@pytest.mark.parametrize("form", SUFFIXES)
@pytest.mark.parametrize("case", CASES)
def test_every_note_cited_is_told_and_none_is_empty(builtin: RuleBase, case: str, form: str) -> None:
    body, sources = re.split(r"\n(?:## )?Sources\n", render_comparison(compared(*CASES[case]), builtin, form))
    cited = {int(number) for number in re.findall(r"\[(\d+)\]", body)}
    assert [int(number) for number in re.findall(r"\[(\d+)\]", sources)] == list(range(1, len(cited) + 1))
    assert not re.search(r"\b(?:instrument|checklist|policy)/", body + sources)


class Recorded(dict[str, str]):
    """Wording that remembers which of it was said."""

    said: set[str]

    def __getitem__(self, name: str) -> str:
        self.said.add(name)
        return super().__getitem__(name)


def test_every_wording_of_comparisons_is_said_in_some_case(builtin: RuleBase, monkeypatch: pytest.MonkeyPatch) -> None:
    wording = Recorded(builtin.wording)
    wording.said = set()
    recording = replace(builtin, wording=wording)
    for case in CASES.values():
        render_comparison(compared(*case), recording, "md")
    render_comparison(example(), recording, "md")
    monkeypatch.setattr("advisor.assessment.statistics.has_numpy", lambda: False)
    render_comparison(compared(of(both(10, 2)), of(both(10, 3))), recording, "md")
    ours = {name for name in builtin.wording if name.startswith("compare-")}
    assert ours - wording.said == set()


def test_the_json_form_holds_the_figures(builtin: RuleBase) -> None:
    data = json.loads(render_comparison(example(), builtin, "json"))
    assert data["schema"] == "comparison/1"
    assert [data[name]["state"] for name in ("before", "after")] == ["undefined", "defined"]
    assert len(data["answers"]["statements"]) == STATEMENT_COUNT
    first = data["answers"]["statements"][0]
    assert first["sales"]["reading"] == "moved"
    assert first["sales"]["chance"][0] > 0
    assert data["before"]["move"] == {"from": "undefined", "to": "defined"}


def test_markdown_gives_the_interval_beside_each_tested_change(builtin: RuleBase) -> None:
    md, text = (render_comparison(compared(of(mixed(1)), of(mixed(4))), builtin, form) for form in ("md", "text"))
    assert "| +3.0\\* (+3.00 to +3.00) | 0.0 (0.00 to 0.00) |" in md
    assert "+3.00" not in text


def test_a_company_name_is_taken_literally(builtin: RuleBase) -> None:
    name = "*A|b* {{ 7 * 7 }} <i> {before}"
    found = compared(of(both(10, 3), name), of(both(10, 3)))
    assert render_comparison(found, builtin, "text").startswith(f"Sales and Marketing at {name}, two rounds compared\n")
    heading = render_comparison(found, builtin, "md").splitlines()[0]
    assert "<i>" not in heading
    assert "49" not in heading
    assert json.loads(render_comparison(found, builtin, "json"))["company"] == name


def figures(text: str) -> Iterator[str]:
    """The rows of the table of totals, without their numbers."""
    block = text.split("\nTotals\n")[1].split("\nStatements\n")[0]
    yield from (line.split("  ")[0] for line in block.splitlines())


def test_a_group_too_small_in_one_round_is_in_no_table(builtin: RuleBase) -> None:
    before = people(10, 2, "sales") + people(4, 2, "marketing")
    after = people(10, 2, "sales") + people(9, 3, "marketing")
    text = render_comparison(compared(of(before), of(after)), builtin, "text")
    rows = list(figures(text))
    assert "Marketing" not in rows
    assert "fewer than 5 people" in flat(text)
    assert "4, then 9" not in text


@pytest.mark.parametrize("case", ["small groups", "one function tested"])
def test_small_groups_come_with_a_caution(builtin: RuleBase, case: str) -> None:
    found = compared(*CASES[case])
    text = flat(render_comparison(found, builtin, "text"))
    assert "Fewer than 10 people from" in text
    assert ("*" in text) == bool(
        found.answers.tested and any(s.sales.reading == "moved" for s in found.answers.statements)
    )


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (of(people(10, 1, "sales")), of(both(10, 4)), "rest on the answers of different sides"),
        (of(both(10, 1), relationship="undefined"), of(both(10, 4)), "not judged by the same thing"),
        (of(both(2, 1)), of(both(10, 4)), "nothing is said of how the level has moved"),
    ],
)
def test_levels_that_are_not_comparable_are_no_progress(
    builtin: RuleBase, before: Company, after: Company, told: str
) -> None:
    text = flat(render_comparison(compared(before, after), builtin, "text"))
    assert told in text
    assert not re.search("closer than before|less close|same level as before", text)


@pytest.mark.parametrize("case", CASES)
def test_a_star_is_explained_just_where_there_is_one(builtin: RuleBase, case: str) -> None:
    text = flat(render_comparison(compared(*CASES[case]), builtin, "text"))
    assert ("star" in text.lower().replace("start", "")) == ("*" in text)


def test_no_change_is_nought_beside_different_figures(builtin: RuleBase) -> None:
    before, after = ((FunctionTotal("sales", each), FunctionTotal("marketing", 40)) for each in (61.16, 61.14))
    text = flat(render_comparison(compared(of(before), of(after)), builtin, "text"))
    assert "Sales 61.2 61.1 under 0.1" in text
    assert "Marketing 40.0 40.0 0.0" in text


@pytest.mark.parametrize("case", CASES)
def test_every_minus_is_a_minus_sign(builtin: RuleBase, case: str) -> None:
    found = compared(*CASES[case])
    assert [re.findall(r"(?<![\w-])-\d", render_comparison(found, builtin, form)) for form in SUFFIXES] == [[], []]


def test_no_form_is_missing() -> None:
    assert set(FORMATS) == {*SUFFIXES, "json"}
    assert {path.name for path in GOLDEN.iterdir()} == {
        f"{name}.{suffix}" for name in GOLDENS for suffix in SUFFIXES.values()
    }


CELLS = st.text("ab +−*", max_size=60).map(flat)


@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=4))
def test_a_table_in_columns_keeps_every_word_within_the_width(rows: list[tuple[str, ...]]) -> None:
    table = ReportTable(("one", "two", "three"), tuple(rows))
    shown = format_table(table, 50)
    assert max(map(len, shown.splitlines())) <= 50
    letters = [
        sorted("".join(text.split())) for text in (shown.replace("-", ""), "onetwothree" + "".join(map("".join, rows)))
    ]
    assert letters[0] == letters[1]
