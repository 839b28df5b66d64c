"""A writer of the `assessment` of a facts file; advisor.loading.responses reads it."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.responses import PrivacyLimits, Respondent, Responses

MAX_RESPONDENTS_AS_LISTS = 20
"""Maximum number of respondents whose answers are lists, which are easier to edit; more are written compactly."""
_DEFAULT_LIMITS = PrivacyLimits()


def iter_assessment_lines(responses: Responses, limits: PrivacyLimits = _DEFAULT_LIMITS) -> Iterator[str]:
    """Yield the lines of YAML, as `assessment:`, `  totals:`, `    sales: 63`; none if nobody answered.

    `limits` are written only if they differ from the usual ones.
    """
    if not responses:
        return
    yield "assessment:"
    if limits.min_group != _DEFAULT_LIMITS.min_group:
        yield f"  min_group: {limits.min_group}"
    if limits.heads:
        yield "  show_heads: yes"
    people = [each for each in responses if isinstance(each, Respondent)]
    yield "  respondents:" if people else "  totals:"
    if not people:
        yield from (f"    {each.function}: {each.total}" for each in responses if not isinstance(each, Respondent))
    elif len(people) > MAX_RESPONDENTS_AS_LISTS:
        yield from map(_format_compact_respondent, people)
    else:
        for person in people:
            yield from _iter_respondent_lines(person)


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
