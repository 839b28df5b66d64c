"""The advice of a consultation: as a page with controls, as files, and compared with the advice for another answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from starlette.responses import Response

from advisor.errors import OutputError
from advisor.interview.answer_parser import AnswerError
from advisor.interview.planner import Depth
from advisor.interview.question_words import describe_answer, describe_missing_answers
from advisor.model.answers import Value
from advisor.model.case_strength import list_missing_answers
from advisor.model.company import Company
from advisor.reporting.render.formats import SUFFIXES, list_installed_formats
from advisor.reporting.view.wording import capitalize
from advisor.web.app.shown_question import find_fact
from advisor.web.app.site import Site
from advisor.web.app.visit import Visit
from advisor.web.consultations.answering import SentAnswer, mark_answer, read_value
from advisor.web.consultations.open_consultation import ConsultationShelf
from advisor.web.pages.question_page import AskedQuestion, ShownAnswer, build_question, list_answers
from advisor.web.pages.report_links import ReportLinks, add_links, collect_links
from advisor.web.pages.report_page import build_report_page
from advisor.web.security.file_names import build_disposition
from advisor.web.security.forms import Form
from advisor.web.security.headers import build_headers
from advisor.web.security.refusals import build_unknown_page

if TYPE_CHECKING:
    from advisor.web.pages.what_if_page import ShownComparison

_WORDS = {
    ".html": "A page for a browser",
    ".docx": "A Word document",
    ".pdf": "A PDF",
    ".md": "Markdown",
    ".txt": "Plain text",
    ".json": "Data for programs (JSON)",
}
_MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
    ".md": "text/markdown; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json",
}


class Advised(NamedTuple):
    """A consultation as a report needs it: its company, its revision, its answers, and whether questions are left.

    Usual questions are open, or more questions than the usual ones are.
    """

    name: str
    company: Company
    revision: str
    answers: list[ShownAnswer]
    is_open: bool
    has_more: bool
    links: ReportLinks


def list_downloads() -> list[tuple[str, str]]:
    """List the endings of the reports that this installation can write, with words."""
    return [(ending, _WORDS[ending]) for ending in (*list_installed_formats(), ".json")]


def read_advised(shelf: ConsultationShelf, name: str) -> Advised:
    """Read what a report needs. Raises RefusedRequestError or FactsError."""
    opened = shelf.find(name)
    answers = [each for each in list_answers(opened.dialogue) if each.can_try]
    is_open = opened.dialogue.has_questions_left(Depth.USUAL)
    has_more = opened.dialogue.has_questions_left(Depth.THOROUGH)
    links = collect_links(f"/c/{name}", opened.dialogue)
    return Advised(name, opened.build_company(), opened.revision, answers, is_open, has_more, links)


async def show_report(visit: Visit) -> Response:
    """Show the advice with controls."""
    advised = await visit.site.look_up(read_advised, visit.site.shelf, visit.consultation)
    offer = ""
    if advised.has_more and not advised.is_open:  # where an interview in a terminal ends, and offers the same
        key = ("offer", advised.name, advised.revision)
        offer = await visit.site.compute_text(key, _offer_more_questions, visit.site, advised.company)
    is_page = ".html" in list_installed_formats()
    values = {"downloads": list_downloads(), "offer": offer, "has_bar": is_page}
    controls = visit.fill("controls.html.j2", consultation=advised, **values)
    if not is_page:
        text = (await _write(visit.site, advised, "text")).decode()
        return visit.show("summary.html.j2", consultation=advised, here="report", text=text, controls=controls)
    report = await _write(visit.site, advised, "html")
    page = build_report_page(add_links(report.decode(), advised.links), controls)
    return Response(page.text, media_type="text/html", headers=build_headers(page.policy, https=visit.site.is_https))


def _offer_more_questions(site: Site, company: Company) -> str:
    """Say which questions make a weak case clearer; "" if the case is not weak."""
    labels = list_missing_answers(site.adviser.advise(company))
    return describe_missing_answers(labels) if labels else ""


async def send_report(visit: Visit) -> Response:
    """Send the advice as a file."""
    ending = f".{visit.request.path_params['ending']}"
    if ending not in dict(list_downloads()):
        raise build_unknown_page()
    advised = await visit.site.look_up(read_advised, visit.site.shelf, visit.consultation)
    try:
        content = await _write(visit.site, advised, SUFFIXES[ending])
    except OutputError as error:
        return _show_output_error(visit, advised, error)
    headers = build_headers(https=visit.site.is_https)
    headers["Content-Disposition"] = build_disposition("recommendation", advised.company.name or "", ending)
    return Response(content, media_type=_MEDIA_TYPES[ending], headers=headers)


def _show_output_error(visit: Visit, advised: Advised, error: OutputError) -> Response:
    """Say why a report cannot have a form, such as a PDF without a font for a name, and offer the forms that work."""
    home = f"/c/{advised.name}"
    others = [(f"{home}/report{ending}", words) for ending, words in list_downloads() if ending in (".docx", ".html")]
    return visit.show(
        "message.html.j2",
        422,
        title="This download does not work",
        sentences=["Nothing is wrong with your answers. The reason is:"],
        findings=[f"{capitalize(each.sentence)}." for each in error.findings],
        links=[
            *((address, f"Download: {words}") for address, words in others),
            (f"{home}/report", "Go back to the advice"),
        ],
        target="",
        consultation=advised,
        here="",
    )


async def _write(site: Site, advised: Advised, form: str) -> bytes:
    return await site.write_report((advised.name, advised.revision, form), advised.company, form)


async def show_try(visit: Visit) -> Response:
    """Ask which other answer to try, and show what the one in the address would change; nothing is saved."""
    form = visit.query
    values = await visit.site.look_up(_build_try, visit.site.shelf, visit.consultation, form)
    comparison, tried = None, values.pop("tried", None)
    if tried is not None:
        shown = await visit.site.compute(_compare, visit.site, values["company"], tried)
        comparison = {
            "answer": values["answer"],
            **shown._asdict(),
            "chosen": form.get_all("value"),
            "typed": form.get("typed"),
            "go": "unsure" if form.get("go") == "unsure" else "answer",
        }
    return visit.show("try.html.j2", 422 if values["asked"].problem else 200, comparison=comparison, **values)


def _build_try(shelf: ConsultationShelf, name: str, form: Form) -> dict[str, Any]:
    """Build the question of an answer to try; if the form was sent, also the answer."""
    opened = shelf.find(name)
    fact = find_fact(opened, form.get("fact"))
    if fact.name not in opened.dialogue.planner.rulebase.facts:
        raise build_unknown_page()
    values: dict[str, Any] = {
        "consultation": opened,
        "here": "report",
        "company": opened.build_company(),
        "revision": mark_answer(opened, fact),
    }
    if not form.get("go"):
        return {**values, "asked": build_question(opened.dialogue, fact)}
    chosen, typed = tuple(form.get_all("value")), form.get("typed")

    def build(problem: str = "") -> AskedQuestion:
        return build_question(opened.dialogue, fact, chosen, typed, problem)

    try:
        value = read_value(opened.dialogue, SentAnswer(fact, chosen, typed, form.get("go") == "unsure"))
    except AnswerError as error:
        return {**values, "asked": build(str(error)[:1].upper() + str(error)[1:])}
    if clashes := opened.dialogue.list_clashes(fact.name, value):
        others = [each.fact if each.premise == fact.name else each.premise for each in clashes]
        labels = [opened.dialogue.planner.rulebase.facts[each].label for each in others]
        problem = f"This does not fit another answer of yours ({', '.join(labels)}). Change that one first."
        return {**values, "asked": build(problem)}
    answer = describe_answer(opened.dialogue, fact, value)
    return {**values, "asked": build(), "answer": answer, "tried": {fact.name: value}}


def _compare(site: Site, company: Company, tried: dict[str, Value | None]) -> ShownComparison:
    from advisor.explain.what_if import explain_what_if  # here, since most visits compare nothing
    from advisor.web.pages.what_if_page import build_comparison

    return build_comparison(explain_what_if(site.adviser, company, tried), site.rulebase)


ROUTES = (
    ("/c/{name}/report", "GET", show_report),
    ("/c/{name}/report.{ending}", "GET", send_report),
    ("/c/{name}/try", "GET", show_try),
)
