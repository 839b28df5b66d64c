"""The parts of a report: reasons on the same answers, steps for later, open questions, notes.

Expected texts are built from the wording of the rule base, so that its sentences can change.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from advisor.consultation import Consultation
from advisor.errors import AdvisorError
from advisor.loading.facts.facts_file import read_facts
from advisor.model.advice import Advice
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.knowledge import Work
from advisor.model.rulebase import RuleBase
from advisor.model.word_lists import join_words
from advisor.reporting.view.first_page import LEVEL_DOUBTS
from advisor.reporting.view.numbered_notes import CitationNotes, CitedWork
from advisor.reporting.view.report_view import ChangeGroup, ReportView, build_report_view
from advisor.reporting.view.text_layout import CitedText, format_markdown, format_plain_text
from advisor.reporting.view.wording import (
    WordingLookup,
    build_wording_lookup,
    capitalize,
    drop_attribution,
    format_step_numbers,
    join_action_and_reason,
)
from tests.policy.companies import RandomCompanies

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
ARTICLE = Work("article", "Title", "Ann", "1999", "", ("table", "body"), {"table": "the table", "table/low": "Low"})
OURS = Work("ours", "Ours", "", "", "", ("policy",), {}, "J")
NO_TROUBLE: dict[str, Value] = {
    "current_conflicts": "none",
    "resources_contested": "no",
    "effort_duplicated": "no",
    "tasks_neglected": "no",
}
EFFECTS = ("adds", "falls-away", "sharpens")


@pytest.fixture(scope="module")
def consultation(builtin: RuleBase) -> Consultation:
    return Consultation(builtin)


@pytest.fixture(scope="module")
def wording(builtin: RuleBase) -> WordingLookup:
    return build_wording_lookup(builtin)


def advise_example(consultation: Consultation, name: str) -> tuple[Advice, ReportView]:
    """Return the advice for an example and the view of its report."""
    advice = consultation.advise(read_facts(str(EXAMPLES / f"{name}.yaml"), consultation.rulebase))
    return advice, build_report_view(advice, consultation.rulebase)


def view_example(consultation: Consultation, name: str) -> ReportView:
    """Return the view of the report on an example."""
    return advise_example(consultation, name)[1]


def advise(consultation: Consultation, **facts: Value) -> tuple[Advice, ReportView]:
    """Return the advice for some facts and the view of its report."""
    advice = consultation.advise(Company(facts))
    return advice, build_report_view(advice, consultation.rulebase)


def list_texts(lines: list[CitedText]) -> list[str]:
    return [line.text for line in lines]


def find_wordings(rulebase: RuleBase, text: str, *names: str) -> list[str]:
    """Find the wordings, of those named, that a text is made from."""
    patterns = {name: re.sub(r"\\\{\w+\\\}", ".+", re.escape(rulebase.wording[name])) for name in names}
    return [name for name, pattern in patterns.items() if re.fullmatch(pattern, text, re.DOTALL)]


def test_a_note_leads_to_the_longest_matching_place_of_a_work() -> None:
    notes = CitationNotes(RuleBase((), {}, {}, (), {}, {}, {}, (ARTICLE, OURS)))
    assert notes.cite("table/low/1") == "[1]"
    assert notes.cite("policy/x", "table/high/2", "table/low/3") == "[1][2][J]"
    assert notes.cite("body/moves", "else/where", "") == "[3][4]"
    assert notes.list_works() == [
        CitedWork("Ann. Title. 1999", [CitedText("[1] Low"), CitedText("[2] the table"), CitedText("[3] body/moves")]),
        CitedWork("", [CitedText("[4] else/where")]),
    ]


def test_a_line_keeps_its_marks_with_its_last_word() -> None:
    line = CitedText("Meet every month.", "[1][J]", ("every month",))
    assert format_plain_text(line).split(" ")[-1] == "month.\N{NO-BREAK SPACE}[1][J]"
    assert format_markdown(line) == "Meet **every month**.<sup>[1][J]</sup>"


@pytest.mark.parametrize(
    ("because", "reason"),
    [
        ("{reported} that a and that b; so c.", "a and b; so c."),
        ("{reported} that a, that b and that c.", "a, b and c."),
        ("Leads are late.", "leads are late."),
        ("Marketing is out.", "Marketing is out."),
    ],
)
def test_joins_an_action_and_its_reason(wording: WordingLookup, because: str, reason: str) -> None:
    because = because.replace("{reported} that", wording("reported"))
    assert join_action_and_reason(wording, "Act.", because) == wording("because", action="Act", reason=reason)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{reported} that a.", "A."),
        ("{reported} that a and that b. Do c.", "A and b. Do c."),
        ("Do c. {reported} that a, that b and that c.", "Do c. A, b and c."),
        ("You know that a.", "You know that a."),
    ],
)
def test_an_answer_is_a_sentence_of_its_own(wording: WordingLookup, text: str, expected: str) -> None:
    assert drop_attribution(wording, text.replace("{reported} that", wording("reported"))) == expected


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [([2], "step 2"), ([1, 3], "steps 1 and 3"), ([1, 2, 3], "steps 1 to 3"), ([1, 2, 4], "steps 1, 2 and 4")],
)
def test_names_steps_by_their_numbers(wording: WordingLookup, numbers: list[int], expected: str) -> None:
    assert format_step_numbers(wording, numbers) == expected


def test_an_unknown_wording_suggests_a_known_one(wording: WordingLookup) -> None:
    with pytest.raises(LookupError, match=r"`repported`.*`reported`"):
        wording("repported")


def test_reasons_on_the_same_answers_share_a_row_with_both_notes(consultation: Consultation) -> None:
    norwood = view_example(consultation, "tighten-changing-market").balance
    assert norwood
    assert [line.marks for line in norwood.fors] == ["[1][2]", "[1]", "[1][2]", "[2]"]
    advice, view = advise_example(consultation, "hard-small-firm-in-conflict")
    assert view.balance
    reasons = [reason for reason in advice.reasons if (reason.status, reason.favours) == ("holds", "tighten")]
    assert (len(reasons), len(view.balance.fors)) == (5, 2)
    assert [len(line.strong) for line in view.balance.fors] == [2, 2]
    assert all(words in view.balance.fors[0].text for words in view.balance.fors[0].strong)


@pytest.mark.parametrize(("role", "sections"), [("none", set()), ("sales_support", {"marks", "friction"})])
def test_a_company_without_a_marketing_team_has_no_marks_and_no_friction_of_two_teams(
    consultation: Consultation, role: str, sections: set[str]
) -> None:
    _, report = advise(consultation, relationship="undefined", marketing_role=role, roles_defined="no")
    assert {section.id for section in report.background} & {"marks", "friction"} == sections


def test_other_answers_confirm_and_deny_signs_of_level_1(consultation: Consultation) -> None:
    advice, _ = advise(
        consultation, relationship="undefined", regular_meetings="yes", sign_joint_planning="no", **NO_TROUBLE
    )
    answers = {mark.id.rpartition("/")[2]: mark.answer for mark in advice.relationship.marks}
    assert {name: answer for name, answer in answers.items() if answer} == {
        "meetings-as-needed": "no",
        "own-agendas": "yes",
    }


@pytest.mark.parametrize(("technology", "alone"), [("steady", True), ("accelerating", False)])
def test_a_move_based_only_on_the_short_table_has_a_caution(
    consultation: Consultation, technology: str, alone: bool
) -> None:
    advice, report = advise(
        consultation,
        relationship="defined",
        life_cycle_speed="shortening",
        technology_turnover=technology,
        roles_defined="no",
        market_commoditization="differentiated",
        customized_during_sale="no",
    )
    cautions = {caution.id: caution.text for caution in advice.cautions}
    assert ("only-the-summary" in cautions) is alone
    lookup = build_wording_lookup(consultation.rulebase)
    assert {drop_attribution(lookup, text) for text in cautions.values()} <= set(list_texts(report.cautions))


def test_reasons_that_fail_name_only_the_answers_that_rule_them_out(
    consultation: Consultation, wording: WordingLookup
) -> None:
    _, report = advise(
        consultation, relationship="defined", life_cycle_speed="shortening", technology_turnover="steady"
    )
    steady = consultation.rulebase.facts["technology_turnover"].values["steady"]
    assert report.balance
    assert list_texts(report.balance.not_found) == [f"{capitalize(steady)}."]
    (section,) = (each for each in report.background if each.id == "answers")
    assert section.lines == report.balance.not_found
    assert section.heading == wording("section-answers")


def test_prepare_separates_preparing_steps_from_the_move(consultation: Consultation, wording: WordingLookup) -> None:
    report = view_example(consultation, "prepare-ground-missing")
    assert [group.heading for group in report.steps] == [wording("ground-first"), wording("ground-then")]
    numbers = [[step.number for step in group.steps] for group in report.steps]
    assert numbers == [[1, 2, 3, 4, 5], [6, 7, 8]]
    first, later = (format_step_numbers(wording, part) for part in numbers)
    assert report.steps_note == wording("hold", first=first, later=later)


def test_a_reason_without_an_action_appears_in_one_step_only(consultation: Consultation) -> None:
    report = view_example(consultation, "hard-small-firm-in-conflict")
    answers = [step.why for group in report.steps for step in group.steps]
    assert sum(re.search(r"\b23\b", text) is not None for text in answers) == 1  # the number of employees


def test_steps_that_wait_for_the_same_reason_share_a_line(consultation: Consultation, wording: WordingLookup) -> None:
    advice, report = advise_example(consultation, "tighten-changing-market")
    assert len(advice.not_yet) > len(report.later) == 1
    assert report.later_heading == wording("later-move")
    assert view_example(consultation, "stay-settled-distributor").later_heading == wording("later-stay")


@pytest.mark.parametrize(("done", "name"), [(17, "progress-all"), (13, "progress"), (0, "progress-begun")])
def test_checklist_progress_has_its_numbers_and_remaining_tasks(
    consultation: Consultation, wording: WordingLookup, done: int, name: str
) -> None:
    tasks = frozenset(list(consultation.rulebase.facts["checklist_done"].values)[:done])
    advice, report = advise(consultation, relationship="integrated", checklist_done=tasks)
    progress = advice.relationship.progress
    assert progress
    assert (len(progress.done), len(progress.left)) == (done, 17 - done)
    assert wording(name, done=done, total=17, left=join_words(progress.left)) in list_texts(report.state)


def test_a_company_below_aligned_reads_that_it_needs_few_joint_tasks(
    consultation: Consultation, wording: WordingLookup
) -> None:
    _, report = advise(consultation, relationship="defined", checklist_done=frozenset())
    assert wording("progress-early") in list_texts(report.state)


def test_a_doubt_about_the_level_is_on_the_first_page(consultation: Consultation) -> None:
    calm = dict.fromkeys(("common_funnel_possible", "landscape_complex", "change_rapid", "marketing_split"), "no")
    advice, report = advise(consultation, relationship="aligned", roles_defined="no", **calm, **NO_TROUBLE)
    [doubt] = [each.text for each in advice.cautions if each.id in LEVEL_DOUBTS]
    sentence = drop_attribution(build_wording_lookup(consultation.rulebase), doubt)
    assert sentence in list_texts(report.first.why)
    assert sentence not in list_texts(report.cautions)


def test_friction_is_explained_by_reported_facts(consultation: Consultation) -> None:
    _, report = advise(consultation, relationship="defined", customized_during_sale="yes", marketing_role="independent")
    (role,) = (section for section in report.background if section.id == "role")
    entry = consultation.rulebase.entries["growth/independent"]
    assert role.lines[0].text == f"{entry.title}. {entry.text}"


@pytest.mark.parametrize("name", [path.stem for path in sorted(EXAMPLES.glob("*.yaml"))])
def test_lists_at_most_five_open_questions_each_with_one_effect(consultation: Consultation, name: str) -> None:
    unknowns = view_example(consultation, name).unknowns
    assert len(unknowns.deciding) + len(unknowns.smaller) <= 5
    effects = [find_wordings(consultation.rulebase, text, *EFFECTS) for text in list_texts(unknowns.smaller)]
    assert [len(names) for names in effects] == [1] * len(unknowns.smaller)


def test_an_open_question_says_which_step_is_dropped_or_added(
    consultation: Consultation, wording: WordingLookup
) -> None:
    smaller = list_texts(view_example(consultation, "tighten-changing-market").unknowns.smaller)
    shared_work = consultation.rulebase.facts["joint_assignments"].values["yes"]
    assert wording("falls-away", clauses=shared_work, steps=format_step_numbers(wording, [4])) in smaller
    for answer in ("yes", "no"):
        facts = {"relationship": "defined", "customized_during_sale": "yes", "joint_assignments": answer}
        advice, _ = advise(consultation, **facts)
        assert ("joint-assignments" in [step.id for step in advice.steps]) is (answer == "no")


def test_a_deciding_question_lists_only_the_answers_that_narrow(
    consultation: Consultation, wording: WordingLookup
) -> None:
    company = read_facts(str(EXAMPLES / "undetermined-first-talk.yaml"), consultation.rulebase)
    advice, report = advise(consultation, **{**company.stated, **NO_TROUBLE})
    first = advice.open_questions[0]
    assert list(first.outcomes) == ["yes", "no"]
    entries = consultation.rulebase.entries
    prepare, stay = (entries[f"verdicts/{name}"].title.removesuffix(".") for name in ("prepare", "stay"))
    narrowing = wording("settles", answer="yes", verdicts=f'"{prepare}" or "{stay}"')
    assert report.unknowns.deciding[0].text == f"{first.question} {narrowing}"
    assert report.unknowns.smaller == []


def test_a_question_that_leaves_many_verdicts_names_those_it_rules_out(
    consultation: Consultation, wording: WordingLookup
) -> None:
    facts = {"relationship": "aligned", "common_funnel_possible": "yes", "report_separately": "no"}
    advice, report = advise(consultation, **facts)
    assert len(advice.possible_verdicts) == 4
    question = next(each for each in advice.open_questions if each.fact == "shared_responsibility_culture")
    [ruled_out] = set(advice.possible_verdicts).difference(question.outcomes["yes"])
    headline = consultation.rulebase.entries[f"verdicts/{ruled_out}"].title.removesuffix(".")
    line = next(line.text for line in report.unknowns.deciding if line.text.startswith(question.question))
    assert wording("rules-out", answer="yes", verdicts=f'"{headline}"') in line


def test_questions_that_decide_only_together_share_a_line(consultation: Consultation, wording: WordingLookup) -> None:
    advice, report = advise(consultation)
    possible = set(advice.possible_verdicts)
    labels = [
        question.label
        for question in advice.open_questions
        if question.decides and all(possible == set(verdicts) for verdicts in question.outcomes.values())
    ]
    assert len(labels) > 10
    assert report.unknowns.deciding[-1].text == wording("decide-together", labels=join_words(labels))


def test_questions_that_rule_out_less_share_a_line(consultation: Consultation, wording: WordingLookup) -> None:
    advice, report = advise(consultation)
    questions = {question.fact: question for question in advice.open_questions}
    own_lines, shared = report.unknowns.deciding[:3], report.unknowns.deciding[3]
    asked = [questions[fact].question for fact in ("relationship", "current_conflicts", "effort_duplicated")]
    assert [line.strong for line in own_lines] == [(question,) for question in asked]
    others = ("tasks_neglected", "resources_contested", "shared_responsibility_culture")
    assert shared.text == wording("decide-also", questions=" ".join(questions[fact].question for fact in others))
    assert len(report.unknowns.deciding) == 5


def test_changes_are_grouped_by_the_verdict_they_lead_to(consultation: Consultation, wording: WordingLookup) -> None:
    company = read_facts(str(EXAMPLES / "hard-short-cycle-fast-change.yaml"), consultation.rulebase)
    advice, report = advise(consultation, **{**company.stated, **NO_TROUBLE})
    expected = []
    for verdict in ("prepare", "stay"):
        clauses = [join_words(change.clauses) for change in advice.would_change if change.verdicts == [verdict]]
        title = consultation.rulebase.entries[f"verdicts/{verdict}"].title.removesuffix(".")
        lead = wording("change-to", verdicts=f'"{title}"')
        expected.append(ChangeGroup(lead, [capitalize(clause) for clause in clauses]))
    assert report.change_groups == expected
    assert report.changes == [f"{group.lead} {'; '.join(group.clauses)}." for group in expected]


@pytest.mark.parametrize(
    ("name", "moves"),
    [
        ("tighten-changing-market", True),
        ("maintain-integrated", False),
        ("stay-settled-distributor", False),
        ("undetermined-first-talk", False),
    ],
)
def test_only_a_move_asks_to_check_again_later(
    consultation: Consultation, wording: WordingLookup, name: str, moves: bool
) -> None:
    assert (wording("change-state") in view_example(consultation, name).changes_note) is moves


def test_a_practice_for_all_kinds_of_trouble_is_no_answer_to_one_kind_of_friction(consultation: Consultation) -> None:
    facts: dict[str, Value] = {
        "relationship": "integrated",
        "current_conflicts": "frequent",
        "conflict_topics": frozenset(("credit", "incentives", "lead_follow_up")),
        "resources_contested": "yes",
        "effort_duplicated": "yes",
        "metrics_shared": "no",
        "revenue_target_shared": "no",
    }
    advice, report = advise(consultation, **facts)
    numbers = {step.id: str(number) for number, step in enumerate(advice.steps, 1)}
    friction = next(section for section in report.background if section.id == "friction")
    money = next(line.text for line in friction.lines if line.before and "resources" in line.before.text)
    assert numbers["resource-agreement"] in money
    assert numbers["lead-handoff"] not in money


def test_the_text_says_why_a_printed_difference_looks_wrong_and_which_themes_are_left_out(
    consultation: Consultation, wording: WordingLookup
) -> None:
    drawn = RandomCompanies(consultation.rulebase, 3)
    seen = set()
    for _ in range(40):
        company = drawn.draw_surveyed().build_company()
        try:
            report = build_report_view(consultation.advise(company), consultation.rulebase)
        except AdvisorError:  # answers that exclude each other
            continue
        if report.heard is None or report.heard.themes is None:
            continue
        rows = [[cell.replace("\N{MINUS SIGN}", "-") for cell in row[2:]] for row in report.heard.themes.rows]
        looks_wrong = any(
            not any(" " in cell for cell in row) and round(float(row[0]) - float(row[1]), 1) != float(row[2])
            for row in rows
        )
        meaning = list_texts(report.heard.meaning)
        left_out = any(find_wordings(consultation.rulebase, line, "themes-left-out") for line in meaning)
        assert (wording("themes-rounded") in meaning) is looks_wrong
        assert left_out is (len(rows) < len(list(consultation.rulebase.iter_entries("themes"))))
        seen.add((looks_wrong, left_out))
    assert {True, False} == {looks_wrong for looks_wrong, _ in seen}
