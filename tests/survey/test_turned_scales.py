"""A scale that a mapping turns or shifts: every answer of it must be mapped, in whatever way it is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import SurveyError
from advisor.loading import finding_codes as codes
from advisor.model.instrument import Instrument, build_instrument
from advisor.model.rulebase import RuleBase
from advisor.survey.answer_scale import INVALID_ANSWER, AnswerScale, normalize_cell
from advisor.survey.reader import SurveyOptions, SurveyResponses, read_surveys
from tests.survey.exporters import write_csv

ENDS = '{"5 (Strongly disagree)": 1, "1 (Strongly agree)": 5}'
TURNED = '{"5 (Strongly disagree)": 1, "4": 2, "3": 3, "2": 4, "1 (Strongly agree)": 5}'


@pytest.fixture(scope="module")
def instrument(builtin: RuleBase) -> Instrument:
    return build_instrument(builtin)


def read(folder: Path, instrument: Instrument, answers: str, cells: list[str]) -> SurveyResponses:
    """Read one person from Sales who gave these answers, the last of them to the end."""
    row = ["sales", *cells, *[cells[-1]] * (20 - len(cells))]
    (folder / "a.csv").write_bytes(write_csv([["function", *map(str, range(1, 21))], row]))
    (folder / "map.yaml").write_text(f"answers: {answers}\n", encoding="utf-8")
    return read_surveys([str(folder / "a.csv")], instrument, SurveyOptions(map=str(folder / "map.yaml")))


@pytest.mark.parametrize(
    ("answers", "cells", "names"),
    [
        (ENDS, ["5 (Strongly disagree)", "4", "2"], ("`4`", "`2`")),
        ("{Agree: 2, Disagree: 4}", ["Agree", "Strongly agree"], ("`Strongly agree`",)),
        ("{Agree: 2, Disagree: 4}", ["Agree", "4 (Agree)"], ("`4 (Agree)`",)),
        ("{A1: 5, A5: 1}", ["A1", "A2"], ("`A2`",)),
        ('{"1 (trifft zu)": 5, "5 (trifft nicht zu)": 1}', ["1 (trifft zu)", "2"], ("`2`",)),
        ('{"0": 1}', ["0", "Agree"], ("`Agree`",)),
    ],
)
def test_every_answer_of_a_turned_scale_must_be_mapped(
    answers: str, cells: list[str], names: tuple[str, ...], instrument: Instrument, tmp_path: Path
) -> None:
    with pytest.raises(SurveyError) as caught:
        read(tmp_path, instrument, answers, cells)
    [finding] = caught.value.findings
    assert (finding.place.line, finding.code) == (1, codes.INVALID_MAPPING)
    assert all(name in finding.sentence for name in names)


def test_reads_a_turned_scale_whose_answers_are_all_mapped(instrument: Instrument, tmp_path: Path) -> None:
    cells = ["5 (Strongly disagree)", "4", "3", "2", "1 (Strongly agree)"]
    [person] = read(tmp_path, instrument, TURNED, cells).respondents
    assert person.answers[:5] == (1, 2, 3, 4, 5)


def test_words_of_another_language_leave_the_scale_as_it_is(instrument: Instrument, tmp_path: Path) -> None:
    answers = '{stimme zu: 4, Agree: 4, "5 (trifft zu)": 5, "9": missing}'
    [person] = read(
        tmp_path, instrument, answers, ["stimme zu", "Strongly disagree", "5 (trifft zu)", "9", "2"]
    ).respondents
    assert person.answers[:5] == (4, 1, 5, None, 2)


WRITTEN = {
    number: [str(number), f"A{number}", label, f"{number} - {label}", f"{label} ({number})"]
    for number, label in enumerate(
        ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"), 1
    )
}


@given(
    number=st.integers(1, 5),
    value=st.integers(1, 5),
    how=st.integers(0, 4),
    other=st.integers(1, 5),
    other_how=st.integers(0, 4),
)
def test_no_answer_of_ours_counts_silently_in_a_remapped_scale(
    number: int, value: int, how: int, other: int, other_how: int, instrument: Instrument
) -> None:
    """If a mapping gives one of our answers another meaning, each other answer of ours is reported."""
    text, other_text = WRITTEN[number][how], WRITTEN[other][other_how]
    scale = AnswerScale(instrument, {normalize_cell(text): value})
    assert scale[other_text] not in (None, INVALID_ANSWER)
    is_known = normalize_cell(other_text) == normalize_cell(text)
    assert bool(scale.unmapped) == (number != value and not is_known)


@pytest.mark.parametrize("cell", ["0", "0.0"])
def test_a_zero_may_be_a_slip(cell: str, instrument: Instrument, tmp_path: Path) -> None:
    with pytest.raises(SurveyError) as caught:
        read(tmp_path, instrument, "{}", [cell, "5"])
    [finding] = caught.value.findings
    assert "correct it, or map all five numbers" in finding.sentence
