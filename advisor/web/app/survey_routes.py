"""The way to begin with survey answers. Files that cannot be read yet are kept until their sender has said more."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from advisor.errors import AdvisorError, FactsError
from advisor.loading.facts.saved_interview import Session
from advisor.model.company import Company
from advisor.model.responses import PrivacyLimits
from advisor.web.app.start_routes import clean_company_name, read_min_group
from advisor.web.app.visit import Visit
from advisor.web.consultations.kept_uploads import KEEP_SECONDS
from advisor.web.consultations.survey_form import ROLE_MEANINGS, STATUS_MEANINGS, TEAM_MEANINGS, read_said
from advisor.web.consultations.survey_questions import SurveyQuestions
from advisor.web.consultations.survey_upload import TEAMS, SaidOfSurvey, read_survey_files
from advisor.web.pages.finding_list import list_findings
from advisor.web.security.forms import Form

_MEANINGS = {"functions": TEAM_MEANINGS, "roles": ROLE_MEANINGS, "statuses": STATUS_MEANINGS}


async def show_survey_form(visit: Visit) -> Response:
    """Show the form for survey answers."""
    typed = {"team": "", "company": "", "min_group": str(PrivacyLimits().min_group)}
    return _show(visit, 200, typed, [], SurveyQuestions())


def _show(
    visit: Visit,
    status: int,
    typed: Mapping[str, str],
    problems: list[str],
    questions: SurveyQuestions,
    kept: str = "",
    files: tuple[str, ...] = (),
) -> Response:
    instrument_labels = {str(point): words[0] for point, words in visit.site.instrument.labels.items()}
    meanings = {**_MEANINGS, "answers": {**instrument_labels, "missing": "No answer"}}
    values: dict[str, Any] = {"problems": problems, "questions": questions, "meanings": meanings, "kept": kept}
    return visit.show("survey.html.j2", status, teams=TEAMS.items(), files=files, **values, **typed)


async def receive_survey(visit: Visit) -> Response:
    """Read survey answers, and show the advice, or ask what is missing."""
    form = await visit.read_form(visit.site.limits.upload_bytes)
    uploads, name = visit.site.uploads, form.get("kept")
    typed = {"company": form.get("company"), "min_group": form.get("min_group").strip()}
    typed["team"] = form.get("team") if form.get("team") in TEAMS else ""
    files = tuple(form.files[each] for each in ("file", "other") if each in form.files)
    said, problems = SaidOfSurvey(), list[str]()
    if not files and name:
        found = uploads.find(name, visit.cookie)
        if found is None:
            problems = ["Your file is no longer kept here. Send it again."]
            return _show(visit, 422, typed, problems, SurveyQuestions())
        files = found.files
        said, problems = read_said(form, found.said)
    company, group, errors = _read_typed(form)
    attempt = await visit.site.compute(read_survey_files, files, typed["team"], said, visit.site.rulebase)
    if attempt.survey is not None and not problems and not errors:
        company = company._replace(assessed=attempt.survey.respondents, showing=PrivacyLimits(group))
        session = Session(company, {}, {}, described=company)
        try:
            opened = await visit.site.ask(visit.site.shelf.create, session)
        except AdvisorError as error:
            errors.append(error)
        else:
            uploads.remove(name, visit.cookie)
            return visit.go_to(f"/c/{opened.name}/report")
    if files:
        name = uploads.keep(files, said, visit.cookie, name)
        asyncio.get_running_loop().call_later(KEEP_SECONDS + 1, uploads.remove_old)
    for each in (*errors, *([attempt.error] if attempt.error else [])):
        problems += list_findings(each)
    questions = attempt.questions or SurveyQuestions()
    return _show(visit, 422, typed, problems, questions, name if files else "", tuple(each.name for each in files))


def _read_typed(form: Form) -> tuple[Company, int, list[AdvisorError]]:
    """Read the name of the company and the size of the smallest group; also list what is wrong with them."""
    company, group, errors = Company({}), PrivacyLimits().min_group, list[AdvisorError]()
    try:
        group = read_min_group(form.get("min_group").strip())
    except FactsError as error:
        errors.append(error)
    try:
        company = Company({}, clean_company_name(form.get("company")))
    except FactsError as error:
        errors.append(error)
    return company, group, errors


ROUTES = (("/survey", "GET", show_survey_form), ("/survey", "POST", receive_survey))
