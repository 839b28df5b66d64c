"""The questions of a consultation, one on each page, and the answers to them."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from advisor.interview.answer_parser import AnswerError
from advisor.interview.planner import Depth
from advisor.interview.question_words import describe_answer, find_earlier_answer
from advisor.model.answers import Value
from advisor.model.vocabulary import Fact
from advisor.sessions.session_file import ChangedMeanwhileError
from advisor.web.app.shown_question import (
    ShownPage,
    build_page,
    find_fact,
    read_depth,
    read_origin,
    respond,
    show_reasons,
)
from advisor.web.app.visit import Visit
from advisor.web.consultations.answering import (
    ContradictionFound,
    SentAnswer,
    has_answer,
    has_this_answer,
    read_value,
    record_answer,
)
from advisor.web.consultations.open_consultation import ConsultationShelf, OpenConsultation
from advisor.web.pages.question_page import list_asked
from advisor.web.security.forms import Form


async def show_question(visit: Visit) -> Response:
    """Show the present question, or the one that the address names."""
    origin, depth = read_origin(visit.get("from")), visit.get("depth")
    arguments = (visit.site.shelf, visit.consultation, visit.get("fact"), origin, depth)
    return respond(visit, await visit.site.look_up(_build_present_page, *arguments))


def _build_present_page(shelf: ConsultationShelf, name: str, fact_name: str, origin: str, depth: str) -> ShownPage:
    opened = shelf.find(name, read_depth(depth))
    dialogue = opened.dialogue
    asked = fact_name or (dialogue.question.fact if dialogue.question else "")
    if not asked:
        return ShownPage("", {}, address=f"/c/{name}/report")
    return build_page(opened, find_fact(opened, asked), origin, depth)


async def receive_answer(visit: Visit) -> Response:
    """Record an answer, and go to the next page; or ask again, if it cannot be used as it is."""
    form = await visit.read_form()
    if form.get("go") == "why":
        return await show_reasons(visit, form)
    return respond(visit, await visit.site.ask(_receive, visit.site.shelf, visit.consultation, form))


def _receive(shelf: ConsultationShelf, name: str, form: Form) -> ShownPage:
    depth, origin = form.get("depth"), read_origin(form.get("origin"))
    opened = shelf.find(name, read_depth(depth))
    fact = find_fact(opened, form.get("fact"))
    values, typed = tuple(form.get_all("value")), form.get("typed")
    is_unsure = form.get("go") == "unsure"
    sent = SentAnswer(fact, values, typed, is_unsure, form.get("revision"), form.get("overrules") == "yes")
    try:
        value = read_value(opened.dialogue, sent)
    except AnswerError as error:
        problem = str(error)
        return build_page(opened, fact, origin, depth, values, typed, problem[:1].upper() + problem[1:])
    if sent.revision != opened.revision and has_this_answer(opened.dialogue, fact, value):
        return ShownPage("", {}, address=_find_next(opened, fact, origin, depth))  # sent twice
    try:
        found = record_answer(shelf, opened, sent, value)
    except ChangedMeanwhileError:
        opened = shelf.find(name, read_depth(depth))
        return _build_conflict(opened, sent, value, origin, depth)
    if found is not None:
        return _build_contradiction(opened, sent, found, origin, depth)
    return ShownPage("", {}, address=_find_next(opened, fact, origin, depth))


def _find_next(opened: OpenConsultation, fact: Fact, origin: str, depth: str) -> str:
    """Return the address of the page after an answer."""
    home, query = f"/c/{opened.name}", "?depth=thorough" if read_depth(depth) is Depth.THOROUGH else ""
    if origin in ("answers", "report"):
        return f"{home}/{origin}" + ("?saved=yes" if origin == "answers" else "")
    asked = list_asked(opened.dialogue)
    later = asked[asked.index(fact.name) + 1 :] if origin == "back" and fact.name in asked else []
    return f"{home}/question?fact={later[0]}&from=back" if later else f"{home}/question{query}"


def _build_sent_values(opened: OpenConsultation, sent: SentAnswer, origin: str, depth: str) -> dict[str, Any]:
    """Return the fields that send an answer again."""
    return {
        "consultation": opened,
        "here": "question",
        "fact": sent.fact.name,
        "question": sent.fact.question,
        "origin": origin,
        "depth": depth,
        "values": sent.values,
        "typed": sent.text,
        "go": "unsure" if sent.is_unsure else "answer",
        "keep_link": f"/c/{opened.name}/question",
    }


def _build_conflict(
    opened: OpenConsultation, sent: SentAnswer, value: Value | None, origin: str, depth: str
) -> ShownPage:
    dialogue, fact = opened.dialogue, sent.fact
    theirs = "No answer to this question"
    if has_answer(dialogue, fact):
        theirs = describe_answer(dialogue, fact, find_earlier_answer(dialogue, fact.name))
    lead = (
        "The answers were changed in another window, or by somebody else, after this page was loaded. Your last answer "
        "is not saved yet."
    )
    values = {
        **_build_sent_values(opened, sent, origin, depth),
        "lead": lead,
        "their_title": "Saved now",
        "theirs": [theirs],
        "my_title": "Your answer here",
        "mine": describe_answer(dialogue, fact, value),
        "overrules": sent.overrules,
        "my_button": "Save my answer",
        "their_button": "Keep what is saved",
    }
    return ShownPage("conflict.html.j2", values, 409)


def _build_contradiction(
    opened: OpenConsultation, sent: SentAnswer, found: ContradictionFound, origin: str, depth: str
) -> ShownPage:
    values = {
        **_build_sent_values(opened, sent, origin, depth),
        "lead": f"This answer does not fit what you answered before: {'; '.join(found.sentences)}.",
        "their_title": "The earlier answer",
        "theirs": found.earlier,
        "my_title": "The new answer",
        "mine": found.new,
        "overrules": True,
        "my_button": "The new answer is right",
        "their_button": "The earlier answer stays",
    }
    if origin in ("answers", "report"):
        values["keep_link"] = f"/c/{opened.name}/{origin}"
    return ShownPage("conflict.html.j2", values, 409)


ROUTES = (("/c/{name}/question", "GET", show_question), ("/c/{name}/answer", "POST", receive_answer))
