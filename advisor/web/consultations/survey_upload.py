"""Survey answers that somebody sent: read from a folder of their own, which is removed at once.

What the reader cannot know becomes questions; what the sender answers is used the next time the files are read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from advisor.errors import Finding, Place, SurveyError
from advisor.model.instrument import build_instrument
from advisor.model.rulebase import RuleBase
from advisor.web.consultations.survey_questions import SurveyQuestions, build_questions, say_without_options
from advisor.web.security.forms import Upload

if TYPE_CHECKING:
    from advisor.survey.mapping_file import SurveyMapping
    from advisor.survey.options import SurveyOptions
    from advisor.survey.reader import SurveyResponses

TEAMS = {
    "": "A column of the file says the team of each person",
    "sales": "Everybody is from Sales",
    "marketing": "Everybody is from Marketing",
    "files": "The first file is from Sales, the second from Marketing",
}
"""The ways to say who is from which team; `files` means that each team has its own file."""


class SaidOfSurvey(NamedTuple):
    """What a sender said about files.

    `columns` has the content of columns by table and position, `words` the meaning of each word by kind. A table is
    named by the number of its file and the name: `1/answers.xlsx[May]`.
    """

    columns: Mapping[tuple[str, int], int | str] = {}
    words: Mapping[str, Mapping[str, str]] = {}
    encoding: str = ""
    sheet: str = ""


class SurveyAttempt(NamedTuple):
    """The result of reading files: the answers, or what is wrong and what the sender is asked."""

    survey: SurveyResponses | None
    error: SurveyError | None = None
    questions: SurveyQuestions | None = None


def read_survey_files(files: Sequence[Upload], team: str, said: SaidOfSurvey, rulebase: RuleBase) -> SurveyAttempt:
    """Read the answers in one or two files.

    Args:
        files: the files.
        team: one of TEAMS.
        said: what the sender said about them.
        rulebase: has the statements and the words of their answers.

    Returns:
        The answers, or all findings of all files, without options of commands; their places name the files as sent.
    """
    from advisor.survey.collection import TableReading  # here, since most visits need none of it
    from advisor.survey.open_points import OpenPoint
    from advisor.survey.reader import read_surveys

    if not files:
        return SurveyAttempt(None, SurveyError.at("The file", "choose a file with answers"))
    if team == "files" and len(files) != 2:
        sentence = "you sent one file; send two, or choose another answer"
        return SurveyAttempt(None, SurveyError.at("Who is in the files?", sentence))
    with TemporaryDirectory(prefix="advisor-") as folder:
        paths = []
        for number, file in enumerate(files, 1):
            place = Path(folder) / str(number)
            place.mkdir()
            paths.append(str(place / file.name))
            Path(paths[-1]).write_bytes(file.data)
        options = _build_options(paths, team, said, rulebase, folder)
        instrument = build_instrument(rulebase)
        readings, points = list[TableReading](), list[OpenPoint]()
        try:
            found = read_surveys(() if options.function_files else paths, instrument, options, readings, points)
        except SurveyError as error:
            findings = _remove_folder(error, folder)
            here = f"{folder}/"
            readings = [
                each._replace(place=each.place._replace(file=each.place.file.removeprefix(here))) for each in readings
            ]
            points = [each._replace(table=each.table.removeprefix(here)) for each in points]
            questions, rest = build_questions(
                findings, readings, points, files, instrument, said.columns, knows_team=bool(team)
            )
            shown = SurveyError(_shorten(finding) for finding in rest)
            shown.rest = error.rest
            return SurveyAttempt(None, shown, questions)
        return SurveyAttempt(found)


def _build_options(
    paths: Sequence[str], team: str, said: SaidOfSurvey, rulebase: RuleBase, folder: str
) -> SurveyOptions:
    from advisor.survey.options import ChosenColumn, SurveyOptions, list_questionnaire_headings

    return SurveyOptions(
        function=team if team in ("sales", "marketing") else None,
        encoding=said.encoding or None,
        sheet=said.sheet or None,
        function_words=list_questionnaire_headings(rulebase, "function"),
        role_words=list_questionnaire_headings(rulebase, "role"),
        function_files=tuple(zip(paths, ("sales", "marketing"), strict=True)) if team == "files" else (),
        words=_build_words(said.words),
        chosen=tuple(
            ChosenColumn(f"{folder}/{table}", column, content) for (table, column), content in said.columns.items()
        ),
    )


def _build_words(words: Mapping[str, Mapping[str, str]]) -> SurveyMapping:
    from advisor.survey.answer_scale import normalize_cell
    from advisor.survey.completion import STATUS_WORDS
    from advisor.survey.mapping_file import SurveyMapping
    from advisor.survey.text_normalization import build_key

    def list_words(kind: str) -> dict[str, str]:
        return {build_key(text): meaning for text, meaning in words.get(kind, {}).items()}

    return SurveyMapping(
        answers={
            normalize_cell(text): int(meaning) if meaning.isdigit() else None
            for text, meaning in words.get("answers", {}).items()
        },
        functions=list_words("functions"),
        roles={word: meaning if meaning != "none" else None for word, meaning in list_words("roles").items()},
        statuses={word: STATUS_WORDS[meaning] for word, meaning in list_words("statuses").items()},
    )


def _remove_folder(error: SurveyError, folder: str) -> list[Finding]:
    """Return the findings with places that name the files by their number and name."""
    here = f"{folder}/"
    return [
        finding._replace(
            place=finding.place._replace(file=finding.place.file.removeprefix(here)),
            sentence=finding.sentence.replace(f"{here}1/", "").replace(f"{here}2/", ""),
        )
        for finding in error.findings
    ]


def _shorten(finding: Finding) -> Finding:
    """Return a finding as a page shows it: with the name of the file as sent, and without options of commands."""
    place = finding.place
    if place.file[:2] in ("1/", "2/"):
        place = Place(place.file[2:], place.line, place.column)
    return finding._replace(place=place, sentence=say_without_options(finding))
