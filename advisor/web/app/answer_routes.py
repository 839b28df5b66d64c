"""The list of answers of a consultation, its company name, its file, and its end."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from starlette.responses import Response

from advisor.errors import AdvisorError, FactsError
from advisor.interview.planner import Depth
from advisor.loading.facts.facts_file import MAX_NAME_LENGTH
from advisor.model.responses import Respondent
from advisor.model.word_lists import format_count, join_words
from advisor.sessions.session_file import ChangedMeanwhileError
from advisor.web.app.site import Site
from advisor.web.app.start_routes import clean_company_name
from advisor.web.app.visit import MAX_QUERY_VALUE, Visit
from advisor.web.consultations.open_consultation import ConsultationShelf, OpenConsultation
from advisor.web.pages.question_page import list_answers
from advisor.web.security.file_names import build_disposition
from advisor.web.security.headers import build_headers

ROUNDS_FILE = "rounds.sqlite"
NAME_PROBLEMS = {
    "changed": (409, "The name was changed in another window after this page was loaded. Your name is not saved yet."),
    "name": (422, f"This name cannot be used. Type at most {MAX_NAME_LENGTH} printable characters."),
}
"""Why a name was not saved, as the address of the page says it: a status and a sentence."""


async def show_answers(visit: Visit) -> Response:
    """List the answers, each with a link to change it."""
    values = await visit.site.look_up(_build_list, visit.site.shelf, visit.consultation)
    status, problem = NAME_PROBLEMS.get(visit.get("problem"), (200, ""))
    if problem:
        values["company"] = visit.get("company")  # what was typed stays
    saved = "Saved." if visit.get("saved") else ""
    return visit.show("answers.html.j2", status, saved=saved, problem=problem, **values)


def _build_list(shelf: ConsultationShelf, name: str) -> dict[str, Any]:
    opened = shelf.find(name)
    dialogue = opened.dialogue
    company = opened.build_company()
    inactive = map(dialogue.find_fact, dialogue.collect_inactive_answers())
    people = sum(isinstance(each, Respondent) for each in dialogue.initial_company.assessed)
    respondents = f"The 20 statements were answered by {format_count(people, 'person', 'people')}." if people else ""
    return {
        "consultation": opened,
        "here": "answers",
        "answers": list_answers(dialogue),
        "respondents": respondents,
        "unused": join_words(fact.label for fact in inactive if fact),
        "open": dialogue.has_questions_left(Depth.USUAL),
        "has_more": dialogue.has_questions_left(Depth.THOROUGH),
        "company": company.name or "",
        "saved_name": company.name or "",
        "name_mark": _mark_name(opened),
    }


async def rename_company(visit: Visit) -> Response:
    """Save another name of the company."""
    form = await visit.read_form()
    page, typed = f"/c/{visit.consultation}/answers", form.get("company")[:MAX_QUERY_VALUE]
    try:
        name = clean_company_name(form.get("company"))
        await visit.site.ask(_rename, visit.site.shelf, visit.consultation, form.get("revision"), name)
    except ChangedMeanwhileError:
        return visit.go_to(page, "company", problem="changed", company=typed)
    except FactsError:
        return visit.go_to(page, "company", problem="name", company=typed)
    return visit.go_to(page, saved="yes")


def _mark_name(opened: OpenConsultation) -> str:
    return opened.build_mark(f"the name of the company: {opened.build_company().name or ''}")


def _rename(shelf: ConsultationShelf, name: str, revision: str, company: str | None) -> None:
    opened = shelf.find(name)
    if revision != _mark_name(opened) and company != opened.build_company().name:
        raise ChangedMeanwhileError
    try:
        opened.dialogue.initial_company = opened.dialogue.initial_company._replace(name=company)
        shelf.save(opened)
    except BaseException:
        shelf.forget(name)
        raise


async def send_facts(visit: Visit) -> Response:
    """Send the file of the consultation; of a closed round, without what each person answered."""
    content, company = await visit.site.look_up(_read_facts, visit.site, visit.consultation)
    headers = build_headers(https=visit.site.is_https)
    headers["Content-Disposition"] = build_disposition("answers", company, ".yaml")
    return Response(content, media_type="application/yaml; charset=utf-8", headers=headers)


def _read_facts(site: Site, name: str) -> tuple[bytes, str]:
    """Read the file of a consultation and the name of its company; a file with errors is sent as it is."""
    content = site.folder.read(name)
    if site.folder.has_answers_of_others(name):
        opened = site.shelf.find(name)
        return opened.format_text_without_respondents().encode(), opened.build_company().name or ""
    try:
        return content, site.shelf.find(name).build_company().name or ""
    except AdvisorError:
        return content, ""


def _delete(site: Site, name: str) -> None:
    """Delete a consultation, and its rounds if there can be any."""
    if find_spec("sqlalchemy") is not None and (site.database or (site.data / ROUNDS_FILE).exists()):
        site.rounds.delete_rounds(name)
    site.shelf.delete(name)


async def ask_before_deleting(visit: Visit) -> Response:
    """Ask whether to delete the consultation."""
    opened = await visit.site.look_up(visit.site.shelf.find, visit.consultation)
    return visit.show("delete.html.j2", consultation=opened, here="")


async def delete(visit: Visit) -> Response:
    """Delete the consultation for good."""
    await visit.read_form()
    await visit.site.ask(_delete, visit.site, visit.consultation)
    links = [("/", "Go to the start page")]
    sentences = ["The answers are deleted for good."]
    return visit.show("message.html.j2", title="Deleted", sentences=sentences, findings=[], target="", links=links)


ROUTES = (
    ("/c/{name}/answers", "GET", show_answers),
    ("/c/{name}/company", "POST", rename_company),
    ("/c/{name}/facts.yaml", "GET", send_facts),
    ("/c/{name}/delete", "GET", ask_before_deleting),
    ("/c/{name}/delete", "POST", delete),
)
