"""The calendar: a review of each step when it is due, a look at the plan each quarter, ids that stay the same."""

from __future__ import annotations

from datetime import date, timedelta

from icalendar import Calendar

from advisor.model.rulebase import RuleBase
from advisor.plan.ics_file import build_calendar, list_reviews
from advisor.plan.plan_data import DONE, Plan
from tests.plan.plans import START, build_example_plan


def list_events(plan: Plan) -> dict[str, dict[str, object]]:
    """Read the events of a calendar by their ids, as another program does."""
    events = {}
    for event in Calendar.from_ical(build_calendar(plan, "plan.ics")).walk("VEVENT"):
        assert "DTEND" not in event or event["DTEND"].dt - event["DTSTART"].dt == timedelta(days=1)
        assert type(event["DTSTART"].dt) is date
        events[str(event["UID"])] = {name: event[name] for name in ("SUMMARY", "STATUS", "SEQUENCE", "DTSTART")}
    return events


def change_row(plan: Plan, row_id: str, **texts: str) -> Plan:
    rows = (row._replace(texts={**row.texts, **texts}) if row.id == row_id else row for row in plan.rows)
    return plan._replace(rows=tuple(rows))


def test_each_step_is_reviewed_when_it_is_due_and_the_plan_each_quarter(builtin: RuleBase) -> None:
    plan = build_example_plan(builtin)
    reviews = {review.id: review.day for review in list_reviews(plan)}
    steps = [row for row in plan.rows if not row.is_practice]
    assert {row.id: row.get_date("due") for row in steps} == {
        name: day for name, day in reviews.items() if not name.startswith("quarter/")
    }
    quarters = [day for name, day in reviews.items() if name.startswith("quarter/")]
    assert quarters == [START + timedelta(weeks=13 * number) for number in range(1, len(quarters) + 1)]
    assert quarters[-2] < max(row.get_date("due") or START for row in steps) <= quarters[-1]


def test_importing_again_changes_events_and_adds_none_twice(builtin: RuleBase) -> None:
    plan = build_example_plan(builtin)
    moved = change_row(plan, "liaison", due="2026-06-01", notes="later")
    moved = moved._replace(about=moved.about._replace(revision=1))
    before, after = list_events(plan), list_events(moved)
    assert set(before) == set(after)
    assert {event["SEQUENCE"] for event in after.values()} == {1}
    changed = [uid for uid in before if before[uid]["DTSTART"] != after[uid]["DTSTART"]]
    assert [str(after[uid]["SUMMARY"]) for uid in changed] == ["Review: Name a contact person in each team"]


def test_the_review_of_a_finished_step_is_cancelled(builtin: RuleBase) -> None:
    plan = build_example_plan(builtin)
    events = list_events(change_row(plan, "liaison", status=DONE))
    cancelled = [str(event["SUMMARY"]) for event in events.values() if event["STATUS"] == "CANCELLED"]
    assert cancelled == ["Review: Name a contact person in each team"]
    assert len(events) == len(list_events(plan))


def test_ids_of_two_companies_differ(builtin: RuleBase) -> None:
    plan = build_example_plan(builtin)
    other = plan._replace(about=plan.about._replace(company="Acme"))
    assert not set(list_events(plan)) & set(list_events(other))


def test_a_plan_without_steps_has_a_calendar_without_events(builtin: RuleBase) -> None:
    assert list_events(build_example_plan(builtin)._replace(rows=())) == {}


def test_a_date_at_the_end_of_the_calendar_can_be_written(builtin: RuleBase) -> None:
    plan = change_row(build_example_plan(builtin), "liaison", due="9999-12-31")
    assert len(list_events(plan)) > 3
    assert list_events(build_example_plan(builtin, start=date(9999, 12, 1)))
