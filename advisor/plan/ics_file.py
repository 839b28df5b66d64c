"""The review dates of a plan as a calendar: a review when each step is due, and a look at the whole plan each quarter.

Each event has an id that stays the same, so that a calendar which reads the file again changes the event and does not
add it twice. An event that is no longer needed is cancelled.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from advisor.errors import MissingExtraError
from advisor.plan.plan_data import Plan, PlanRow
from advisor.plan.rows import FIRST_REVIEW_WEEKS

PRODUCT = "-//alignment-advisor//plan//EN"


class Review(NamedTuple):
    """An event of one day."""

    id: str
    day: date
    title: str
    text: str
    is_cancelled: bool = False


def build_calendar(plan: Plan, name: str) -> bytes:
    """Build the calendar, always the same bytes for a plan. Raises MissingExtraError without icalendar."""
    try:
        from icalendar import Calendar, Event
    except ImportError:
        raise MissingExtraError(name, "plan") from None
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _name_calendar(plan))
    written = datetime.combine(plan.about.start, time(), UTC)
    for review in list_reviews(plan):
        event = Event()
        event.add("uid", str(uuid5(NAMESPACE_URL, f"advisor:plan:{plan.about.company}:{review.id}")))
        event.add("dtstamp", written)
        event.add("sequence", plan.about.revision)
        event.add("dtstart", review.day)
        if review.day < date.max:  # an event without an end takes one day as well
            event.add("dtend", review.day + timedelta(days=1))
        event.add("summary", review.title)
        event.add("description", review.text)
        event.add("status", "CANCELLED" if review.is_cancelled else "CONFIRMED")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def list_reviews(plan: Plan) -> list[Review]:
    """List the reviews of all steps and added tasks that have a due date, then the quarterly ones, by day."""
    reviews = [*_iter_step_reviews(plan), *_iter_quarterly_reviews(plan)]
    return sorted(reviews, key=lambda review: review.day)


def _iter_step_reviews(plan: Plan) -> Iterator[Review]:
    for row in plan.rows:
        day = row.get_date("due")
        if day is None or row.is_practice:
            continue
        lines = [
            f"Measure: {row.texts['measure']}" if row.texts.get("measure") else "",
            f"Owner: {row.texts['owner']}" if row.texts.get("owner") else "",
            f"Notes: {row.texts['notes']}" if row.texts.get("notes") else "",
        ]
        title = "Due" if row.is_own else "Review"
        yield Review(row.id, day, f"{title}: {_flatten(row)}", "\n".join(filter(None, lines)), not row.is_open)


def _flatten(row: PlanRow) -> str:
    return " ".join(row.texts["task"].split()) or "(no title)"


def _iter_quarterly_reviews(plan: Plan) -> Iterator[Review]:
    """Yield a look at the whole plan each quarter, up to the first one after everything is due."""
    active = [row for row in plan.rows if row.is_open]
    days = [day for row in active if (day := row.get_date("due"))]
    if not days:
        return
    steps = "\n".join(f"- {_flatten(row)}" for row in active if not row.is_practice)
    text = f"Update the status of each task. Then run `advisor plan FACTS --update PLAN`. Still open:\n{steps}"
    quarter = timedelta(weeks=FIRST_REVIEW_WEEKS)
    for number in range(1, _MAX_QUARTERS + 1):
        if date.max - plan.about.start < quarter * number:
            return
        day = plan.about.start + quarter * number
        yield Review(f"quarter/{number}", day, "Look at the whole plan again", text)
        if day >= max(days):
            return


_MAX_QUARTERS = 12
"""Maximum number of quarterly reviews; a date that somebody set far in the future adds no more."""


def _name_calendar(plan: Plan) -> str:
    return f"Plan: {plan.about.company}" if plan.about.company else "Plan"
