"""ADV109 for templates that can be parsed: each is filled once for sample companies, as `advise` would fill it.

So the checks find whatever a report would refuse, by the same code: a value that does not exist, a limit, a page that
loads something, a Word document with a field that is not allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property, partial
from pathlib import Path

from advisor.authoring.check.checked_pack import CheckSubject, ReportedFinding, report
from advisor.consultation import Consultation
from advisor.errors import Finding, MissingExtraError, OutputError, Place, TemplateError
from advisor.model.advice import Advice
from advisor.model.company import Company
from advisor.model.responses import FUNCTIONS, STATEMENT_COUNT, Respondent
from advisor.model.rulebase import STATED_STATE
from advisor.reporting.questionnaires.content import build_questionnaire
from advisor.reporting.questionnaires.files import PAGE_TEMPLATE, render_page
from advisor.reporting.render.formats import TEMPLATES, render

_FORMS = {
    **{template: form for form, template in TEMPLATES.items()},
    "first-page.txt.j2": "summary",
    "recommendation.html.j2": "html",
    "recommendation.css.j2": "html",
    "recommendation-print.css.j2": "html",
    "questionnaire-base.css.j2": "html",
    "recommendation.docx": "docx",
}
"""The forms of the report by the templates that they are filled from."""
_PAGE_TEMPLATES = (PAGE_TEMPLATE, "questionnaire-page.css.j2", "questionnaire-base.css.j2")
_SAMPLE_NAME = "Sample Ltd"
_PEOPLE = 6


def check_filled_templates(subject: CheckSubject, names: list[str]) -> Iterator[ReportedFinding]:
    """Fill some templates of the pack for sample companies; yield what is refused, each once."""
    if not names or subject.builtin or STATED_STATE not in subject.rulebase.facts or not subject.rulebase.wording:
        return
    samples = _SampleReports(subject)
    found: dict[tuple[Finding, str], None] = {}
    for form in dict.fromkeys(_FORMS[name] for name in names if name in _FORMS):
        first = next(name for name in names if _FORMS.get(name) == form)
        for advice in samples.surveyed if form == "survey" else samples.all:
            refusals = _collect_refusals(partial(samples.render, advice, form))
            found |= dict.fromkeys((finding, first) for finding in refusals)
            if refusals:
                break  # a document takes seconds, and the other company would only repeat it
    page = next((name for name in names if name in _PAGE_TEMPLATES), "")
    if page:
        found |= dict.fromkeys((finding, page) for finding in _collect_refusals(samples.render_questionnaire))
    for finding, name in found:
        if place := _find_place(subject, finding.place, names, name):
            yield report("ADV109", None, finding.sentence, place)


class _SampleReports:
    """Advice for a company without and with answers to the statements, and its reports."""

    def __init__(self, subject: CheckSubject) -> None:
        self.rulebase = subject.rulebase

    @cached_property
    def surveyed(self) -> tuple[Advice, ...]:
        people = (
            Respondent(function, "head" if number == 0 else "staff", (2 + (number + shift) % 3,) * STATEMENT_COUNT)
            for shift, function in enumerate(FUNCTIONS)
            for number in range(_PEOPLE)
        )
        return (Consultation(self.rulebase).advise(Company({}, _SAMPLE_NAME, tuple(people))),)

    @cached_property
    def all(self) -> tuple[Advice, ...]:
        state = next(iter(self.rulebase.facts[STATED_STATE].values))
        return (Consultation(self.rulebase).advise(Company({STATED_STATE: state}, _SAMPLE_NAME)), *self.surveyed)

    def render(self, advice: Advice, form: str) -> None:
        render(advice, self.rulebase, form)

    def render_questionnaire(self) -> None:
        render_page(build_questionnaire(self.rulebase, _SAMPLE_NAME))


def _collect_refusals(fill: Callable[[], None]) -> tuple[Finding, ...]:
    """Return what is refused when a report is filled; nothing if the libraries for this form are not installed."""
    try:
        fill()
    except MissingExtraError:
        return ()
    except (TemplateError, OutputError) as error:
        return error.findings
    return ()


def _find_place(subject: CheckSubject, place: Place, names: list[str], filled: str) -> Place | None:
    """Return the place of a refusal as a path; None if it is in the template of another pack.

    A refusal of what is written names the template of the form, whichever template of the pack (`filled`) wrote it.
    """
    name = place.file.removeprefix(f"{subject.pack}/templates/")
    if name not in names:
        if "/" in name:
            return None
        place, name = Place(""), filled
    return place._replace(file=str(Path(subject.folder) / "templates" / name))
