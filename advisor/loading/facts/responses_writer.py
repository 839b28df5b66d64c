"""A writer of the `assessment` of a facts file; advisor.loading.facts.responses reads it."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.loading.documents.yaml_writer import format_entry, format_flow
from advisor.model.responses import MAX_RATING, MIN_RATING, PrivacyLimits, Respondent, Responses

MAX_RESPONDENTS_AS_LISTS = 20
"""Maximum number of respondents whose answers are lists, which are easier to edit; more are written compactly."""
MAX_RESPONDENTS_AS_MAPPINGS = 1_000
"""Maximum number of respondents that are mappings; more are lines of one text, which is read much faster."""
_DEFAULT_LIMITS = PrivacyLimits()
_SIGNS: dict[int | None, str] = {None: "-", **{answer: str(answer) for answer in range(MIN_RATING, MAX_RATING + 1)}}


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
    if len(people) > MAX_RESPONDENTS_AS_MAPPINGS:
        yield "  respondents: |"
        yield from (f"    {' '.join(build_respondent_data(person).values())}" for person in people)
        return
    yield "  respondents:" if people else "  totals:"
    if not people:
        yield from (f"    {each.function}: {each.total}" for each in responses if not isinstance(each, Respondent))
    elif len(people) > MAX_RESPONDENTS_AS_LISTS:
        yield from (f"    - {format_flow(build_respondent_data(person))}" for person in people)
    else:
        for person in people:
            entry = build_respondent_data(person) | {"answers": person.answers}
            yield from format_entry(entry, 4).splitlines()


def build_respondent_data(person: Respondent) -> dict[str, str]:
    """Return the function, role and answers of a respondent, with the answers as one text such as `54-21`."""
    role = {"role": person.role} if person.role else {}
    answers = "".join(map(_SIGNS.__getitem__, person.answers))
    return {"function": person.function, **role, "answers": answers}
