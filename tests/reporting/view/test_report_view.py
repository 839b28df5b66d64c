"""What the parts of a report tell, drop and join: reasons on the same answers, steps for later, unknowns, notes."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.consultation import Consultation
from advisor.loading.facts_file import read_facts
from advisor.model.advice import Advice
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.knowledge import Work
from advisor.model.rulebase import RuleBase
from advisor.reporting.view.citations import CitationNotes
from advisor.reporting.view.report_view import ReportView, build_report_view
from advisor.reporting.view.text_layout import CitedText, format_markdown, format_plain_text
from advisor.reporting.view.wording import build_wording_lookup, format_step_numbers, join_action_and_reason

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
ARTICLE = Work("article", "Title", "", "", "", ("table", "body"), {"table": "the table", "table/low": "column Low"})
OURS = Work("ours", "Ours", "", "", "", ("policy",), {}, "J")


@pytest.fixture(scope="module")
def consultation(builtin: RuleBase) -> Consultation:
    return Consultation(builtin)


def example(consultation: Consultation, name: str) -> ReportView:
    """The report of an example, laid out."""
    company = read_facts(str(EXAMPLES / f"{name}.yaml"), consultation.rulebase)
    return build_report_view(consultation.advise(company), consultation.rulebase)


def told(consultation: Consultation, **facts: Value) -> tuple[Advice, ReportView]:
    """The advice for some facts, as data and laid out."""
    advice = consultation.advise(Company(facts))
    return advice, build_report_view(advice, consultation.rulebase)


def texts(lines: list[CitedText]) -> str:
    return "\n".join(line.text for line in lines)


def test_a_note_leads_to_the_longest_place_that_a_work_names() -> None:
    notes = CitationNotes([ARTICLE, OURS])
    assert notes.cite("table/low/1") == "[1]"
    assert notes.cite("policy/x", "table/high/2", "table/low/3") == "[1][2][J]"
    assert notes.cite("body/moves", "else/where", "") == "[3][4]"
    assert notes.list_works() == [
        (ARTICLE, [("[1]", "column Low"), ("[2]", "the table"), ("[3]", "body/moves")]),
        (None, [("[4]", "else/where")]),
    ]


def test_a_line_keeps_its_marks_with_its_last_word() -> None:
    line = CitedText("Meet every month.", "[1][J]", ("every month",))
    assert format_plain_text(line).split(" ")[-1] == "month.\N{NO-BREAK SPACE}[1][J]"
    assert format_markdown(line) == "Meet **every month**.<sup>[1][J]</sup>"


@pytest.mark.parametrize(
    ("because", "expected"),
    [
        ("You report that a and that b; so c.", "Act, because a and b; so c."),
        ("You report that a, that b and that c.", "Act, because a, b and c."),
        ("Leads are in dispute.", "Act, because leads are in dispute."),
        ("Marketing takes no part.", "Act, because Marketing takes no part."),
    ],
)
def test_an_action_and_its_reason_are_one_sentence(builtin: RuleBase, because: str, expected: str) -> None:
    assert join_action_and_reason(build_wording_lookup(builtin), "Act.", because) == expected


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [([2], "step 2"), ([1, 3], "steps 1 and 3"), ([1, 2, 3], "steps 1 to 3"), ([1, 2, 4], "steps 1, 2 and 4")],
)
def test_steps_are_named_by_their_numbers(builtin: RuleBase, numbers: list[int], expected: str) -> None:
    assert format_step_numbers(build_wording_lookup(builtin), numbers) == expected


def test_reasons_on_the_same_answers_are_one_row_with_both_notes(consultation: Consultation) -> None:
    norwood = example(consultation, "tighten-changing-market").balance
    assert norwood
    assert [each.marks for each in norwood.fors] == ["[3][4]", "[3]", "[3][4]", "[4]"]
    brightwater = example(consultation, "hard-small-firm-in-conflict").balance
    assert brightwater
    assert len(brightwater.fors) == 2
    assert "conflicts are frequent and that the two functions compete" in brightwater.fors[0].text


def test_where_only_the_short_table_speaks_the_report_says_so(consultation: Consultation) -> None:
    for technology, alone in (("steady", True), ("accelerating", False)):
        facts = {
            "relationship": "defined",
            "life_cycle_speed": "shortening",
            "technology_turnover": technology,
            "roles_defined": "no",
            "market_commoditization": "differentiated",
            "customized_during_sale": "no",
        }
        assert ("short table alone" in texts(told(consultation, **facts)[1].cautions)) is alone


def test_what_was_checked_and_not_found_tells_only_the_answers_that_rule_it_out(consultation: Consultation) -> None:
    _, report = told(consultation, relationship="defined", life_cycle_speed="shortening", technology_turnover="steady")
    assert report.balance
    assert texts(report.balance.not_found) == (
        "Checked and not found, for a closer relationship: you report that technology turnover keeps its pace."
    )


def test_preparing_marks_where_the_ground_ends_and_the_move_begins(consultation: Consultation) -> None:
    report = example(consultation, "prepare-ground-missing")
    assert [group.heading for group in report.steps] == ["Ground to lay first", "Then, once it carries"]
    assert [each.number for each in report.steps[0].steps] == [1, 2, 3]
    assert report.steps_note == "Do not begin steps 4 to 7 before you see steps 1 to 3 working."


def test_a_reason_without_an_action_is_told_in_one_step_only(consultation: Consultation) -> None:
    report = example(consultation, "hard-small-firm-in-conflict")
    bullets = [texts(step.bullets) for group in report.steps for step in group.steps]
    assert sum("the company has 23 employees" in each for each in bullets) == 1


def test_steps_that_wait_for_the_same_reason_are_told_together(consultation: Consultation) -> None:
    assert len(example(consultation, "tighten-changing-market").later) == 1
    assert example(consultation, "tighten-changing-market").later_heading == "Not yet"
    assert example(consultation, "stay-settled-distributor").later_heading == "Not needed now"


def test_progress_on_the_checklist_is_told_with_what_is_left(consultation: Consultation) -> None:
    assert "13 of the 17 tasks" in texts(example(consultation, "maintain-integrated").state)
    tasks = frozenset(consultation.rulebase.facts["checklist_done"].values)
    for done, words in ((tasks, "all 17 tasks"), (frozenset[str](), "0 of the 17 tasks")):
        advice, report = told(consultation, relationship="integrated", checklist_done=done)
        assert words in texts(report.state)
        assert advice.relationship.progress
        assert len(advice.relationship.progress.done) == len(done)


def test_what_lies_behind_friction_is_told_from_what_was_reported(consultation: Consultation) -> None:
    _, report = told(consultation, relationship="defined", customized_during_sale="yes", marketing_role="independent")
    assert "Marketing is a function in its own right" in texts(report.cautions)


@pytest.mark.parametrize("name", [path.stem for path in sorted(EXAMPLES.glob("*.yaml"))])
def test_at_most_five_unknowns_are_told_each_with_its_effect(consultation: Consultation, name: str) -> None:
    unknowns = example(consultation, name).unknowns
    assert len(unknowns.deciding) + len(unknowns.smaller) <= 5
    assert all(
        line.text.startswith("If ") or " would make step" in line.text or " may add weight " in line.text
        for line in unknowns.smaller
    )


def test_an_unknown_says_which_step_can_be_left_out_or_is_added(consultation: Consultation) -> None:
    smaller = texts(example(consultation, "tighten-changing-market").unknowns.smaller)
    assert "If the two functions meet regularly, you can leave out step 1." in smaller
    for meeting in ("yes", "no"):
        facts = {"relationship": "defined", "customized_during_sale": "yes", "regular_meetings": meeting}
        advice, _ = told(consultation, **facts)
        assert ("disciplined-communication" in [each.id for each in advice.steps]) is (meeting == "no")


def test_a_question_that_decides_tells_only_the_answers_that_narrow(consultation: Consultation) -> None:
    unknowns = example(consultation, "undetermined-first-talk").unknowns
    assert "different executives? If yes, tighten is ruled out." in unknowns.deciding[0].text
    assert "If no" not in unknowns.deciding[0].text
    assert "adds weight to a closer relationship, but cannot change the verdict" in texts(unknowns.smaller)


def test_questions_that_decide_only_together_share_a_line(consultation: Consultation) -> None:
    _, report = told(consultation)
    assert [line.text.split(":")[0] for line in report.unknowns.deciding[1:]] == ["These decide only together"]


def test_changes_are_told_by_what_they_would_lead_to(consultation: Consultation) -> None:
    changes = example(consultation, "hard-short-cycle-fast-change").changes
    assert [each.split(",")[0] for each in changes] == ["Prepare", "Stay"]
    assert "report separately; or a culture" in changes[0]


def test_only_a_move_is_followed_by_the_word_to_ask_again(consultation: Consultation) -> None:
    assert "once you have moved" in example(consultation, "tighten-changing-market").changes_note
    for name in ("maintain-integrated", "stay-settled-distributor", "undetermined-first-talk"):
        assert "once you have moved" not in example(consultation, name).changes_note
