"""The questions of a consultation, one on each page, and the answers to them.

An answer is sent to `/answer`, and each page that follows has an address of its own: the next question, or the same one
with what is wrong, or `/answer` itself with two answers to choose from. So a browser can go back to each of them.
"""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from advisor.interview.answer_parser import AnswerError
from advisor.interview.question_words import describe_answer, find_earlier_answer
from advisor.model.answers import Value
from advisor.sessions.session_file import ChangedMeanwhileError
from advisor.web.app.question_addresses import (
    build_sent_address,
    find_next_address,
    find_present_address,
    read_depth,
    read_origin,
    read_sent_answer,
)
from advisor.web.app.shown_question import ShownPage, build_page, find_fact, respond, show_reasons
from advisor.web.app.visit import Visit
from advisor.web.consultations.answering import (
    ContradictionFound,
    SentAnswer,
    find_contradiction,
    has_answer,
    has_this_answer,
    mark_answer,
    read_value,
    record_answer,
)
from advisor.web.consultations.open_consultation import ConsultationShelf, OpenConsultation
from advisor.web.security.forms import Form
from advisor.web.security.refusals import RefusedRequestError

MAX_ATTEMPTS = 3
"""How often an answer is recorded if somebody else writes the file at the same moment."""


async def show_question(visit: Visit) -> Response:
    """Show the question that the address names; without a name, go to the present one."""
    query = visit.query
    if query.get("why"):
        return await show_reasons(visit, query)
    return respond(visit, await visit.site.look_up(_build_question, visit.site.shelf, visit.consultation, query))


def _build_question(shelf: ConsultationShelf, name: str, query: Form) -> ShownPage:
    opened = shelf.find(name, read_depth(query.get("depth")))
    dialogue, origin = opened.dialogue, read_origin(query.get("from"))
    present = dialogue.question.fact if dialogue.question else ""
    fact = find_fact(opened, query.get("fact")) if query.get("fact") else None
    if fact is None:
        return ShownPage("", {}, address=find_present_address(opened, query))
    if fact.name != present and origin not in ("answers", "report") and not has_answer(dialogue, fact):
        return ShownPage("", {}, address=find_present_address(opened, query))  # nobody asks it any more
    sent, problem = read_sent_answer(query, fact), ""
    if query.get("checked"):
        try:
            read_value(dialogue, sent)
        except AnswerError as error:
            problem = str(error)[:1].upper() + str(error)[1:]
    is_chosen = problem or sent.values or sent.text
    return build_page(opened, fact, query, sent.values if is_chosen else None, sent.text, problem)


async def receive_answer(visit: Visit) -> Response:
    """Record an answer, and go to the next page; or ask again, if it cannot be used as it is."""
    form = await visit.read_form()
    return respond(visit, await visit.site.ask(_receive, visit.site.shelf, visit.consultation, form))


def _receive(shelf: ConsultationShelf, name: str, form: Form) -> ShownPage:
    home = f"/c/{name}"
    for _ in range(MAX_ATTEMPTS):
        opened = shelf.find(name, read_depth(form.get("depth")))
        sent = read_sent_answer(form, find_fact(opened, form.get("fact")))
        if form.get("go") == "why":
            return ShownPage("", {}, address=build_sent_address(home, "question", sent, form, why="yes"))
        try:
            value = read_value(opened.dialogue, sent)
        except AnswerError:
            go = "unsure" if sent.is_unsure else ""
            return ShownPage("", {}, address=build_sent_address(home, "question", sent, form, go=go, checked="yes"))
        is_changed = sent.revision != mark_answer(opened, sent.fact)
        if is_changed and has_this_answer(opened.dialogue, sent.fact, value):
            return ShownPage("", {}, address=find_next_address(opened, sent.fact, form))  # sent twice
        doubt = build_sent_address(home, "answer", sent, form, go=form.get("go"), revision=sent.revision)
        if is_changed:
            return ShownPage("", {}, address=doubt)
        try:
            found = record_answer(shelf, opened, sent, value)
        except ChangedMeanwhileError:
            continue  # somebody else wrote the file at this moment
        return ShownPage("", {}, address=doubt if found else find_next_address(opened, sent.fact, form))
    problem = "Somebody else is changing the answers at this moment. Your answer is not saved."
    raise RefusedRequestError(409, problem, "Go back, and send it again.")


async def show_doubt(visit: Visit) -> Response:
    """Ask which of two answers is right: the one in the address, or one that is saved. Nothing is recorded."""
    arguments = (visit.site.shelf, visit.consultation, visit.query)
    return respond(visit, await visit.site.look_up(_build_doubt, *arguments))


def _build_doubt(shelf: ConsultationShelf, name: str, query: Form) -> ShownPage:
    opened = shelf.find(name, read_depth(query.get("depth")))
    sent = read_sent_answer(query, find_fact(opened, query.get("fact")))
    question = build_sent_address(f"/c/{name}", "question", sent, query)
    try:
        value = read_value(opened.dialogue, sent)
    except AnswerError:
        return ShownPage("", {}, address=question)
    if sent.revision != mark_answer(opened, sent.fact):
        if has_this_answer(opened.dialogue, sent.fact, value):
            return ShownPage("", {}, address=find_next_address(opened, sent.fact, query, is_saved=False))
        return _build_conflict(opened, sent, value, query)
    found = find_contradiction(opened.dialogue, sent.fact, value)
    return _build_contradiction(opened, sent, found, query) if found else ShownPage("", {}, address=question)


def _build_sent_values(opened: OpenConsultation, sent: SentAnswer, query: Form) -> dict[str, Any]:
    """Return the fields that send an answer again."""
    return {
        "consultation": opened,
        "here": "question",
        "fact": sent.fact.name,
        "revision": mark_answer(opened, sent.fact),
        "question": sent.fact.question,
        "origin": read_origin(query.get("from")),
        "depth": query.get("depth"),
        "values": sent.values,
        "typed": sent.text,
        "go": "unsure" if sent.is_unsure else "answer",
        "keep_link": find_next_address(opened, sent.fact, query, is_saved=False),
    }


def _build_conflict(opened: OpenConsultation, sent: SentAnswer, value: Value | None, query: Form) -> ShownPage:
    dialogue, fact = opened.dialogue, sent.fact
    theirs = "No answer to this question"
    if has_answer(dialogue, fact):
        theirs = describe_answer(dialogue, fact, find_earlier_answer(dialogue, fact.name))
    lead = (
        "The answer to this question was changed in another window, or by somebody else, after this page was loaded. "
        "Your answer is not saved yet."
    )
    values = {
        **_build_sent_values(opened, sent, query),
        "lead": lead,
        "their_title": "Saved now",
        "theirs": [theirs],
        "my_title": "Your answer here",
        "mine": describe_answer(dialogue, fact, value),
        "overrules": "",
        "my_button": "Save my answer",
        "their_button": "Keep what is saved",
    }
    return ShownPage("conflict.html.j2", values, 409)


def _build_contradiction(
    opened: OpenConsultation, sent: SentAnswer, found: ContradictionFound, query: Form
) -> ShownPage:
    values = {
        **_build_sent_values(opened, sent, query),
        "lead": f"This answer does not fit what you answered before: {'; '.join(found.sentences)}.",
        "their_title": "The earlier answer",
        "theirs": found.earlier,
        "my_title": "The new answer",
        "mine": found.new,
        "overrules": opened.revision,
        "my_button": "The new answer is right",
        "their_button": "The earlier answer stays",
    }
    return ShownPage("conflict.html.j2", values, 409)


ROUTES = (
    ("/c/{name}/question", "GET", show_question),
    ("/c/{name}/answer", "GET", show_doubt),
    ("/c/{name}/answer", "POST", receive_answer),
)
