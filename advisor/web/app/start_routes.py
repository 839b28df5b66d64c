"""The start page, and two ways to begin: questions and a facts file; `survey_routes` has the third."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from starlette.responses import Response

from advisor.errors import AdvisorError, FactsError
from advisor.loading.facts.facts_file import MAX_NAME_LENGTH
from advisor.loading.facts.saved_interview import Session
from advisor.model.company import Company
from advisor.model.responses import MIN_ALLOWED_GROUP, PrivacyLimits
from advisor.reporting.render.own_pages import read_shared_style
from advisor.web.app.visit import Visit
from advisor.web.pages.finding_list import list_findings
from advisor.web.security.forms import Upload
from advisor.web.security.headers import build_headers

_SUFFIXES = (".yaml", ".yml", ".toml", ".json")


@cache
def read_style() -> str:
    """Return the style sheet of all pages."""
    return read_shared_style() + (Path(__file__).parents[1] / "pages" / "page.css").read_text(encoding="utf-8")


async def send_style(visit: Visit) -> Response:
    """Send the style sheet."""
    headers = build_headers(https=visit.site.is_https) | {"Cache-Control": "max-age=3600"}
    return Response(read_style(), media_type="text/css", headers=headers)


async def show_start(visit: Visit) -> Response:
    """Show the three ways to begin."""
    is_public = bool(visit.site.addresses.public_url)
    where = "this server" if is_public else "the computer that runs this page"
    sentence = f"Your answers are saved on {where} only, in a file of their own."
    return visit.show("start.html.j2", where=sentence, packs=visit.site.pack_lines)


async def begin_interview(visit: Visit) -> Response:
    """Begin an interview, and ask the first question."""
    form = await visit.read_form()
    session = Session(Company({}, clean_company_name(form.get("company"))), {}, {})
    opened = await visit.site.ask(visit.site.shelf.create, session)
    return visit.go_to(f"/c/{opened.name}/question")


async def show_facts_form(visit: Visit) -> Response:
    """Show the form for a facts file."""
    return visit.show("facts.html.j2", problems=[], text="", language="YAML")


async def receive_facts(visit: Visit) -> Response:
    """Read a facts file, and show the advice, or all its errors at once."""
    form = await visit.read_form(visit.site.limits.upload_bytes)
    language = form.get("language") if form.get("language") in ("YAML", "TOML", "JSON") else "YAML"
    upload = form.files.get("file") or Upload(f"pasted-text.{language.lower()}", form.get("text").encode())
    try:
        if not upload.name.lower().endswith(_SUFFIXES):
            sentence = "a facts file ends in `.yaml`, `.toml` or `.json`; for a table of survey answers, go back"
            raise FactsError.at(upload.name, sentence)
        session = await visit.site.compute(visit.site.shelf.read_upload, upload.data, upload.name)
        if not session.described.stated and not session.answers and not session.described.assessed:
            raise FactsError.at(upload.name, "there is no fact in it; write one on each line, as in the example")
        opened = await visit.site.ask(visit.site.shelf.create, session)
    except AdvisorError as error:
        text = form.get("text")
        return visit.show("facts.html.j2", 422, problems=list_findings(error), text=text, language=language)
    return visit.go_to(f"/c/{opened.name}/report")


def read_min_group(typed: str) -> int:
    """Return the size of the smallest group to show. Raises FactsError."""
    if not typed:
        return PrivacyLimits().min_group
    if not typed.isascii() or not typed.isdigit() or int(typed[:4]) < MIN_ALLOWED_GROUP:
        sentence = f"write a whole number of at least {MIN_ALLOWED_GROUP}, so that nobody can be recognized"
        raise FactsError.at("Hide the scores of groups", sentence)
    return int(typed[:4])


def clean_company_name(typed: str) -> str | None:
    """Return the name of a company as a report can print it; None if there is none. Raises FactsError."""
    name = " ".join(typed.split())
    if len(name) > MAX_NAME_LENGTH or not name.isprintable():
        sentence = f"this must be a name of at most {MAX_NAME_LENGTH} printable characters"
        raise FactsError.at("Company name", sentence)
    return name or None


ROUTES = (
    ("/", "GET", show_start),
    ("/static/page.css", "GET", send_style),
    ("/interview", "POST", begin_interview),
    ("/facts", "GET", show_facts_form),
    ("/facts", "POST", receive_facts),
)
