"""Letters and numbers of columns in a mapping file, which count in every file of a command."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.errors import SurveyError
from advisor.loading import finding_codes as codes
from advisor.model.instrument import Instrument, build_instrument
from advisor.model.rulebase import RuleBase
from advisor.survey.reader import SurveyOptions, SurveyResponses, read_surveys
from advisor.tabular.tables import format_column
from tests.survey.exporters import Grid, list_sentences, write_csv

ANSWERS = ["1", *["3"] * 18, "5"]
LETTERS = "".join(f"  {format_column(number)}: {number}\n" for number in range(1, 21))


@pytest.fixture(scope="module")
def instrument(builtin: RuleBase) -> Instrument:
    return build_instrument(builtin)


def read(folder: Path, instrument: Instrument, columns: str, *grids: Grid) -> SurveyResponses:
    """Read tables as `1.csv`, `2.csv` and so on, with these lines below `columns`."""
    paths = [folder / f"{number}.csv" for number in range(1, len(grids) + 1)]
    for path, grid in zip(paths, grids, strict=True):
        path.write_bytes(write_csv(grid))
    (folder / "map.yaml").write_text(f"columns:\n  Team: function\n{columns}", encoding="utf-8")
    return read_surveys(map(str, paths), instrument, SurveyOptions(map=str(folder / "map.yaml")))


def build_coded(prefix: str = "F") -> Grid:
    return [["Team", *(f"{prefix}{number}" for number in range(1, 21))], ["sales", *ANSWERS]]


def build_worded(instrument: Instrument) -> Grid:
    """Build a table with our wordings as headings, the last statement first."""
    return [["Team", *reversed(list_sentences(instrument).values())], ["marketing", *reversed(ANSWERS)]]


def test_letters_of_one_file_do_not_count_in_another(instrument: Instrument, tmp_path: Path) -> None:
    with pytest.raises(SurveyError) as caught:
        read(tmp_path, instrument, LETTERS, build_coded(), build_worded(instrument))
    [finding] = caught.value.findings
    assert (Path(finding.place.file).name, finding.place.line, finding.code) == ("map.yaml", 3, codes.AMBIGUOUS_COLUMN)
    assert all(part in finding.sentence for part in ("`B`", "`F1`", "1.csv", "2.csv", "(the same for 19 more)"))


@pytest.mark.parametrize("name", ["B", "2"])
@pytest.mark.parametrize("content", ["1", "function"])
def test_a_letter_does_not_override_a_wording(name: str, content: str, instrument: Instrument, tmp_path: Path) -> None:
    with pytest.raises(SurveyError) as caught:
        read(tmp_path, instrument, f'  "{name}": {content}\n', build_worded(instrument))
    finding = caught.value.findings[0]
    assert (finding.place.line, finding.code) == (3, codes.AMBIGUOUS_COLUMN)
    assert "the wording of statement 20" in finding.sentence


def test_files_with_the_same_headings_share_letters(instrument: Instrument, tmp_path: Path) -> None:
    survey = read(tmp_path, instrument, LETTERS, build_coded(), [build_coded()[0], ["marketing", *ANSWERS]])
    assert {person.answers[0] for person in survey.respondents} == {1}


def test_the_headings_of_both_files_are_a_way_out(instrument: Instrument, tmp_path: Path) -> None:
    headings = "".join(f"  {prefix}{number}: {number}\n" for prefix in "FG" for number in range(1, 21))
    later = [build_coded("G")[0], ["marketing", *ANSWERS]]
    survey = read(tmp_path, instrument, headings, build_coded(), later, build_worded(instrument))
    assert [(person.answers[0], person.answers[-1]) for person in survey.respondents] == [(1, 5)] * 3


def test_a_letter_that_agrees_with_the_wording_counts(instrument: Instrument, tmp_path: Path) -> None:
    [person] = read(tmp_path, instrument, "  B: 20\n  C: 19\n", build_worded(instrument)).respondents
    assert person.answers[0] == 1
