"""Everything that a user says about files of answers, in addition to the files."""

from __future__ import annotations

from typing import NamedTuple

from advisor.model.rulebase import RuleBase
from advisor.survey.mapping_file import SurveyMapping


class ChosenColumn(NamedTuple):
    """A column that a user points at, counted from 0, and what it holds: a statement, FUNCTION, ROLE or IGNORE.

    `table` is the file as `read_surveys` gets it, with its sheet if it has several: `answers.xlsx[May]`.
    """

    table: str
    column: int
    content: int | str


class SurveyOptions(NamedTuple):
    """Everything a user says in addition to the files; None and () for what is not said.

    `format` is one of tool_formats.FORMATS, `function` the one of FUNCTIONS that everybody is from. Columns are named
    by heading, wording, letter or number. `map` is the path of a mapping file. `function_words` and `role_words` are
    further headings of the columns of functions and roles (the questions of our questionnaire). `function_files` are
    further files, each with the function of everybody in it. `only_functions` leaves out other departments. `words` is
    a mapping that comes from no file, and `chosen` are the columns that a user points at.
    """

    format: str | None = None
    function_column: str | None = None
    function: str | None = None
    role_column: str | None = None
    map: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    include_unfinished: bool = False
    function_words: tuple[str, ...] = ()
    role_words: tuple[str, ...] = ()
    function_files: tuple[tuple[str, str], ...] = ()
    only_functions: bool = False
    words: SurveyMapping | None = None
    chosen: tuple[ChosenColumn, ...] = ()


def list_questionnaire_headings(rulebase: RuleBase, category: str) -> tuple[str, ...]:
    """List the headings that our questionnaire gives to the `function`, or to the `role`."""
    names = (f"questionnaire-{category}", f"questionnaire-{category}-question")
    return tuple(rulebase.wording[name] for name in names if name in rulebase.wording)
