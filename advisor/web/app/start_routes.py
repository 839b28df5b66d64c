"""The start page, and two ways to begin: questions and a facts file; `survey_routes` has the third."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

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
_TABLE_SUFFIXES = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods")
_PASTED = "pasted-text"
_PASTED_PLACE = re.compile(rf"{_PASTED}\.[a-z]+(?::(\d+))?(?::\d+)?: ")


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
    sentence = f"Your answers are saved on {where}. Each consultation is one file."
    return visit.show("start.html.j2", where=sentence, packs=visit.site.pack_lines)


async def begin_interview(visit: Visit) -> Response:
    """Begin an interview, and ask the first question."""
    form = await visit.read_form()
    session = Session(Company({}, clean_company_name(form.get("company"))), {}, {})
    opened = await visit.site.ask(visit.site.shelf.create, session)
    return visit.go_to(f"/c/{opened.name}/question")


async def show_facts_form(visit: Visit) -> Response:
    """Show the form for a facts file."""
    return visit.show("facts.html.j2", problems=[], is_table=False, text="", language="YAML")


async def receive_facts(visit: Visit) -> Response:
    """Read a facts file, and show the advice, or all its errors at once."""
    form = await visit.read_form(visit.site.limits.upload_bytes)
    language = form.get("language") if form.get("language") in ("YAML", "TOML", "JSON") else "YAML"
    pasted = form.get("text").strip()
    upload = form.files.get("file") or Upload(f"{_PASTED}.{language.lower()}", form.get("text").encode())
    is_table = upload.name.lower().endswith(_TABLE_SUFFIXES)
    try:
        if pasted and "file" in form.files:
            sentence = f"you sent `{upload.name}` and pasted a text; empty the field, or send the form without a file"
            raise FactsError.at("Two sources", sentence)
        if not pasted and "file" not in form.files:
            raise FactsError.at("No facts", "choose a file, or paste a text")
        if is_table:
            raise FactsError.at(upload.name, "this is a table, not a facts file; send survey answers on the other page")
        if not upload.name.lower().endswith(_SUFFIXES):
            raise FactsError.at(upload.name, "a facts file ends in `.yaml`, `.toml` or `.json`; choose another file")
        session = await visit.site.compute(visit.site.shelf.read_upload, upload.data, upload.name)
        if not session.described.stated and not session.answers and not session.described.assessed:
            raise FactsError.at(upload.name, "there is no fact in it; write one on each line, as in the example")
        opened = await visit.site.ask(visit.site.shelf.create, session)
    except AdvisorError as error:
        problems = [_name_pasted_text(each) for each in list_findings(error)]
        values: dict[str, Any] = {"problems": problems, "is_table": is_table, "language": language}
        return visit.show("facts.html.j2", 422, text=form.get("text"), **values)
    return visit.go_to(f"/c/{opened.name}/report")


def _name_pasted_text(sentence: str) -> str:
    """Return a sentence with the pasted text as people see it, not as a file: `The pasted text, line 2: …`."""
    match = _PASTED_PLACE.match(sentence)
    if match is None:
        return sentence
    line = f", line {match[1]}" if match[1] else ""
    return f"The pasted text{line}: {sentence[match.end() :]}"


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
