"""The page of a question: what it shows, and the reasons why the question is asked."""

from __future__ import annotations

from typing import Any, NamedTuple

from starlette.responses import Response

from advisor.assessment.score_sentence import describe_score
from advisor.explain.document import Document, Paragraph
from advisor.interview.dialogue import Dialogue
from advisor.interview.opening_questions import ROUTE, build_level_question, find_statement_number
from advisor.interview.planner import Depth
from advisor.interview.question_words import (
    describe_missing_reasons,
    describe_progress,
    describe_settled_verdict,
    find_denials,
)
from advisor.model.rulebase import STATED_STATE
from advisor.model.vocabulary import Fact
from advisor.web.app.question_addresses import read_depth, read_origin
from advisor.web.app.site import Site
from advisor.web.app.visit import Visit
from advisor.web.consultations.answering import has_answer, mark_answer
from advisor.web.consultations.open_consultation import ConsultationShelf, OpenConsultation
from advisor.web.pages.question_page import build_question, list_asked
from advisor.web.security.forms import Form
from advisor.web.security.refusals import build_unknown_page


class ShownPage(NamedTuple):
    """A page to show: its template, its values and its status; or only the address to go to."""

    template: str
    values: dict[str, Any]
    status: int = 200
    address: str = ""


def find_fact(opened: OpenConsultation, name: str) -> Fact:
    """Return the question with a name. Raises RefusedRequestError."""
    if name == ROUTE:
        return build_level_question(opened.dialogue.planner.rulebase)
    fact = opened.dialogue.find_fact(name)
    if fact is None:
        raise build_unknown_page()
    return fact


def build_page(
    opened: OpenConsultation,
    fact: Fact,
    query: Form,
    chosen: tuple[str, ...] | None = None,
    typed: str = "",
    problem: str = "",
    why: Document = (),
) -> ShownPage:
    """Build the page of a question.

    Args:
        opened: the consultation.
        fact: what is asked.
        query: where the person comes from (`from`), and how far to ask (`depth`).
        chosen: the answers that are marked; None marks the present one.
        typed: what was typed.
        problem: why an answer cannot be used; "" if none was sent.
        why: the reasons why the question is asked, if somebody asked for them.
    """
    dialogue = opened.dialogue
    question = dialogue.question
    is_present = question is not None and question.fact == fact.name
    denials = find_denials(dialogue, question) if question else []
    asked = list_asked(dialogue)
    position = asked.index(fact.name) if fact.name in asked else len(asked)
    before = asked[position - 1] if position and (is_present or fact.name in asked) else ""
    progress = "Another answer to an earlier question"
    if is_present and question is not None:
        progress = describe_progress(dialogue, question, denials)
    elif not has_answer(dialogue, fact):
        progress = "A question that is still open"
    settled = None
    if question is not None and (is_present or not has_answer(dialogue, fact)):
        settled = describe_settled_verdict(dialogue, question._replace(fact=fact.name), denials)
    values = {
        "consultation": opened,
        "here": "question",
        "asked": build_question(dialogue, fact, chosen, typed, problem, why),
        "progress": progress,
        "settled": settled,
        "score": _describe_new_score(opened, before, fact.name) if is_present else "",
        "revision": mark_answer(opened, fact),
        "origin": read_origin(query.get("from")),
        "depth": query.get("depth") if read_depth(query.get("depth")) is Depth.THOROUGH else "",
        "back": f"/c/{opened.name}/question?fact={before}&from=back" if before else "",
    }
    return ShownPage("question.html.j2", values, 422 if problem else 200)


def _describe_new_score(opened: OpenConsultation, before: str, present: str) -> str:
    """Say the score after the last statement; "" at any other question."""
    company = opened.build_company()
    if find_statement_number(before) and not find_statement_number(present) and company.assessed:
        return describe_score(company, opened.bands)
    return ""


def respond(visit: Visit, shown: ShownPage) -> Response:
    """Return a page, or the way to another one."""
    if shown.address:
        return visit.go_to(shown.address)
    return visit.show(shown.template, shown.status, **shown.values)


async def show_reasons(visit: Visit, query: Form) -> Response:
    """Show why a question is asked. What was chosen stays on the page, and nothing is recorded."""
    shelf, name = visit.site.shelf, visit.consultation
    dialogue, fact = await visit.site.look_up(_copy_dialogue, shelf, name, query)
    why = await visit.site.compute(_explain, visit.site, dialogue, fact)  # this can take a while
    return respond(visit, await visit.site.look_up(_build_page_with_reasons, shelf, name, query, why))


def _copy_dialogue(shelf: ConsultationShelf, name: str, query: Form) -> tuple[Dialogue, Fact]:
    opened = shelf.find(name, read_depth(query.get("depth")))
    return opened.dialogue.copy(), find_fact(opened, query.get("fact"))


def _build_page_with_reasons(shelf: ConsultationShelf, name: str, query: Form, why: Document) -> ShownPage:
    opened = shelf.find(name, read_depth(query.get("depth")))
    values, typed = tuple(query.get_all("value")), query.get("typed")
    chosen = values if values or typed else None
    return build_page(opened, find_fact(opened, query.get("fact")), query, chosen, typed, why=why)


def _explain(site: Site, dialogue: Dialogue, fact: Fact) -> Document:
    """Return why a question is asked, in the words of `advisor interview`."""
    from advisor.explain.question import explain_question  # here, since few visits ask for it
    from advisor.explain.question_document import build_question_document

    if fact.name not in (*dialogue.opening_questions, STATED_STATE):
        explanation = explain_question(site.adviser, dialogue, fact.name)
        if explanation.matters:
            return build_question_document(explanation, every=True, verbose=False)
    return (Paragraph(describe_missing_reasons(dialogue, fact)),)
