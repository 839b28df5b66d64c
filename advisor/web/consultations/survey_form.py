"""Reads what a form says about survey files: which column holds what, and what words mean."""

from __future__ import annotations

from advisor.model.responses import STATEMENT_COUNT
from advisor.web.consultations.survey_questions import ENCODINGS
from advisor.web.consultations.survey_upload import SaidOfSurvey
from advisor.web.security.forms import Form

TEAM_MEANINGS = {
    "sales": "Sales",
    "marketing": "Marketing",
    "both": "Both teams",
    "other": "Another department: leave these people out",
}
ROLE_MEANINGS = {"head": "Heads the team", "staff": "Works in the team", "none": "Do not use this"}
STATUS_MEANINGS = {
    "finished": "The person finished",
    "unfinished": "The person did not finish: leave the answers out",
    "ignore": "The column is about something else",
}
_MEANINGS = {
    "answers": (*"12345", "missing"),
    "functions": tuple(TEAM_MEANINGS),
    "roles": tuple(ROLE_MEANINGS),
    "statuses": tuple(STATUS_MEANINGS),
}
_MAX_DIGITS = 4
_MAX_TABLES = 20
_MAX_WORD = 2_000


def read_said(form: Form, before: SaidOfSurvey) -> tuple[SaidOfSurvey, list[str]]:
    """Return what a form says in addition to what was said before, and sentences about what cannot be."""
    columns, words = dict(before.columns), {kind: dict(given) for kind, given in before.words.items()}
    problems: list[str] = []
    for number, table in enumerate(form.get_all("table")[:_MAX_TABLES], 1):
        asked = set(form.get(f"asked_{number}").split())
        columns = {key: each for key, each in columns.items() if key[0] != table or str(each) not in asked}
        columns |= _read_columns(form, number, table, problems)
    for kind, allowed in _MEANINGS.items():
        places = form.get_all(f"{kind}_place")
        for index, (text, meaning) in enumerate(
            zip(form.get_all(f"{kind}_word"), form.get_all(f"{kind}_meaning"), strict=False)
        ):
            if meaning == "ignore" and kind == "statuses" and index < len(places):
                table, _, column = places[index].rpartition(":")
                if (position := _parse(column)) is not None:
                    columns[table, position] = "ignore"
            elif meaning in allowed:
                words.setdefault(kind, {})[text[:_MAX_WORD]] = meaning
    encoding, sheet = form.get("encoding"), form.get("sheet")
    said = SaidOfSurvey(
        columns, words, encoding if encoding in ENCODINGS else before.encoding, sheet[:100] or before.sheet
    )
    return said, problems


def _read_columns(form: Form, number: int, table: str, problems: list[str]) -> dict[tuple[str, int], int | str]:
    """Read the columns of one table; a column cannot hold two things."""
    chosen: dict[tuple[str, int], int | str] = {}
    wanted: list[tuple[int | str, str]] = [
        ("function", form.get(f"team_{number}")),
        ("role", form.get(f"role_{number}")),
    ]
    statements = [form.get(f"statement_{number}_{each}") for each in range(1, STATEMENT_COUNT + 1)]
    if form.get(f"follow_{number}") == "yes":
        first = _parse(statements[0])
        if first is None:
            problems.append("Choose the column of statement 1, if the other 19 follow it.")
        else:
            statements = [str(first + each) for each in range(STATEMENT_COUNT)]
    wanted += enumerate(statements, 1)
    for content, typed in wanted:
        column = _parse(typed)
        if column is None:
            continue
        if (table, column) in chosen:
            names = [_name(each) for each in (chosen[table, column], content)]
            problems.append(f"You chose one column for {names[0]} and for {names[1]}. Choose another one.")
        chosen[table, column] = content
    ignorable = [_parse(each) for each in form.get(f"ignorable_{number}").split()]
    if any(isinstance(content, int) for content in chosen.values()):
        for each in ignorable:
            if each is not None:
                chosen.setdefault((table, each), "ignore")
    return chosen


def _name(content: int | str) -> str:
    return {"function": "the team", "role": "the position"}.get(str(content), f"statement {content}")


def _parse(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= _MAX_DIGITS else None
