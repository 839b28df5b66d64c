"""Survey answers that somebody sent: read from a folder of their own, which is removed at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from advisor.errors import SurveyError
from advisor.model.instrument import build_instrument
from advisor.model.rulebase import RuleBase
from advisor.web.security.forms import Upload

if TYPE_CHECKING:
    from advisor.survey.reader import SurveyResponses

TEAMS = {
    "": "A column of the file says the team of each person",
    "sales": "Everybody is from Sales",
    "marketing": "Everybody is from Marketing",
    "files": "The first file is from Sales, the second from Marketing",
}
"""The ways to say who is from which team; `files` means that each team has its own file."""


def read_survey_files(files: Sequence[Upload], team: str, rulebase: RuleBase) -> SurveyResponses:
    """Read the answers in one or two files.

    Args:
        files: the files.
        team: one of TEAMS.
        rulebase: has the statements and the words of their answers.

    Raises:
        SurveyError: with all findings of all files; their places name the files as they were sent.
    """
    from advisor.survey.options import SurveyOptions, list_questionnaire_headings  # here, since most visits need none
    from advisor.survey.reader import read_surveys

    if not files:
        raise SurveyError.at("The file", "choose a file with answers")
    if team == "files" and len(files) != 2:
        raise SurveyError.at("Who is in the files?", "you sent one file; send two, or choose another answer")
    with TemporaryDirectory(prefix="advisor-") as folder:
        paths = []
        for number, file in enumerate(files, 1):
            place = Path(folder) / str(number)
            place.mkdir()
            paths.append(str(place / file.name))
            Path(paths[-1]).write_bytes(file.data)
        by_file = tuple(zip(paths, ("sales", "marketing"), strict=True)) if team == "files" else ()
        options = SurveyOptions(
            function=team if team in ("sales", "marketing") else None,
            function_words=list_questionnaire_headings(rulebase, "function"),
            role_words=list_questionnaire_headings(rulebase, "role"),
            function_files=by_file,
        )
        try:
            return read_surveys(() if by_file else paths, build_instrument(rulebase), options)
        except SurveyError as error:
            raise _rename_places(error, folder) from None


def _rename_places(error: SurveyError, folder: str) -> SurveyError:
    """Return the error with the names of the files as they were sent."""
    renamed = SurveyError(
        finding._replace(
            place=finding.place._replace(file=Path(finding.place.file).name)
            if finding.place.file.startswith(folder)
            else finding.place,
            sentence=_remove_folder(finding.sentence, folder),
        )
        for finding in error.findings
    )
    renamed.rest = error.rest
    return renamed


def _remove_folder(sentence: str, folder: str) -> str:
    return sentence.replace(f"{folder}/1/", "").replace(f"{folder}/2/", "")
