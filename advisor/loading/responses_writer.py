"""The `assessment` of a facts file, written: who answered what, or the functions' totals. See loading.assessment."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.responses import PrivacyLimits, Respondent, Responses

MAX_RESPONDENTS_AS_LISTS = 20
"""Up to so many respondents, their answers are lists, which are easier to edit; more are written as short as can be."""


def iter_assessment_lines(assessed: Responses, showing: PrivacyLimits = PrivacyLimits()) -> Iterator[str]:  # noqa: B008 (a value)
    """The lines of YAML, none where nobody was asked. What may be shown is told where it is not the usual."""
    if not assessed:
        return
    yield "assessment:"
    if showing.min_group != PrivacyLimits().min_group:
        yield f"  min_group: {showing.min_group}"
    if showing.heads:
        yield "  show_heads: yes"
    people = [each for each in assessed if isinstance(each, Respondent)]
    if people:
        yield "  respondents:"
        for each in people:
            yield from (
                _iter_respondent_lines(each)
                if len(people) <= MAX_RESPONDENTS_AS_LISTS
                else [_format_compact_respondent(each)]
            )
    else:
        yield "  totals:"
        yield from (f"    {each.function}: {each.total}" for each in assessed if not isinstance(each, Respondent))


def _iter_respondent_lines(person: Respondent) -> Iterator[str]:
    yield f"    - function: {person.function}"
    if person.role:
        yield f"      role: {person.role}"
    answers = ", ".join("unknown" if answer is None else str(answer) for answer in person.answers)
    yield f"      answers: [{answers}]"


def _format_compact_respondent(person: Respondent) -> str:
    role = f"role: {person.role}, " if person.role else ""
    answers = "".join("-" if answer is None else str(answer) for answer in person.answers)
    return f'    - {{function: {person.function}, {role}answers: "{answers}"}}'
