"""Exports as people hand them in, with all that tools, spreadsheet programs and other surveys leave in them.

Each file holds the same 25 people. Their scores were computed apart from this program.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.assessment.scoring import Tally
from advisor.errors import SurveyError
from advisor.loading import finding_codes as codes
from advisor.model.instrument import Instrument, build_instrument
from advisor.model.rulebase import RuleBase
from advisor.survey.reader import SurveyOptions, SurveyResponses, read_surveys

FOLDER = Path(__file__).resolve().parents[1] / "data" / "surveys"
WORDS = {"function_words": ("Function", "Where do you work?")}


@pytest.fixture(scope="module")
def instrument(builtin: RuleBase) -> Instrument:
    return build_instrument(builtin)


def read(instrument: Instrument, *names: str, **options: object) -> SurveyResponses:
    """Read files of the folder; `map` is the name of a file there too."""
    if "map" in options:
        options["map"] = str(FOLDER / str(options["map"]))
    return read_surveys(
        [str(FOLDER / name) for name in names],
        instrument,
        SurveyOptions(**{**WORDS, **options}),  # type: ignore[arg-type]
    )


def check(survey: SurveyResponses) -> None:
    """Check that a survey has the 25 people and the scores computed apart."""
    functions = [person.function for person in survey.respondents]
    assert (functions.count("sales"), functions.count("marketing")) == (13, 12)
    tally = Tally(survey.respondents)
    scores = {name: score.ends for name, score in tally.compute_function_scores().items()}
    assert {name: [round(end, 1) for end in ends] for name, ends in scores.items()} == {
        "sales": [53.5, 53.5],
        "marketing": [63.0, 63.0],
    }
    assert [round(end, 1) for end in tally.compute_company_score().ends] == [58.3, 58.3]


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("limesurvey-german-headings-4-unfinished.csv", {}),
        ("qualtrics-3-offline-previews.csv", {}),
        ("qualtrics-wahr-falsch.csv", {}),
        ("qualtrics-header-rows-2-and-3-deleted.csv", {"function_column": "Q1"}),
        ("alchemer-3-partial-1-disqualified.csv", {}),
        ("25-numbered-items-statements-are-6-to-25-own-words.csv", {}),
        ("heading-with-underscores.csv", {"function_column": "in_which_function_do_you_work"}),
        ("heading-with-underscores.csv", {"function_column": "In which function do you work"}),
        ("heading-with-underscores.csv", {"map": "heading-with-underscores.yaml"}),
        ("title-rows-above-the-headings.csv", {}),
        ("title-rows-above-the-headings.csv", {"map": "title-rows-way-out.yaml"}),
        ("sosci-label-row.csv", {"map": "sosci.yaml"}),
        ("utf-16-without-bom.csv", {}),
        ("utf-16-without-bom.csv", {"encoding": "utf-16"}),
        ("other-departments.csv", {"only_functions": True}),
        ("map-with-a-slip.csv", {"function_column": "Bereich"}),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_reads_the_right_people(name: str, options: dict[str, object], instrument: Instrument) -> None:
    check(read(instrument, name, **options))


def test_combines_one_file_for_each_function(instrument: Instrument) -> None:
    files = [(str(FOLDER / f"two-links-{name}.csv"), name) for name in ("sales", "marketing")]
    check(read(instrument, function_files=tuple(files)))


def test_names_the_departments_that_are_left_out(instrument: Instrument) -> None:
    notes = read(instrument, "other-departments.csv", only_functions=True).notes
    assert any("3 responses left out" in note and "`Finance`, `HR` and `Product`" in note for note in notes)


@pytest.mark.parametrize(
    ("name", "options", "findings"),
    [
        (
            "map-with-a-slip.csv",
            {"map": "map-with-a-slip.yaml"},
            [("map-with-a-slip.yaml:2:3", codes.UNKNOWN_COLUMN, "did you mean `Bereich`?")],
        ),
        (
            "qualtrics-header-rows-2-and-3-deleted.csv",
            {},
            [("qualtrics-header-rows-2-and-3-deleted.csv:1", codes.UNKNOWN_COLUMN, "`--function-column L`")],
        ),
        (
            "sosci-label-row.csv",
            {},
            [
                ("sosci-label-row.csv:3:5", codes.INVALID_GROUP, "rows 4, 6, 7 and 8 more"),
                ("sosci-label-row.csv:5:5", codes.INVALID_GROUP, "rows 8, 10, 11 and 9 more"),
            ],
        ),
        (
            "other-departments.csv",
            {},
            [
                (f"other-departments.csv:{row}:2", codes.INVALID_GROUP, f"`{name}` is not a function")
                for row, name in ((27, "HR"), (28, "Finance"), (29, "Product"))
            ],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_refuses_with_a_way_out(
    name: str, options: dict[str, object], findings: list[tuple[str, str, str]], instrument: Instrument
) -> None:
    with pytest.raises(SurveyError) as caught:
        read(instrument, name, **options)
    for finding, (place, code, part) in zip(caught.value.findings, findings, strict=False):
        assert (str(finding.place).removeprefix(f"{FOLDER}/"), finding.code) == (place, code)
        assert part in finding.sentence
    assert len(caught.value.findings) <= len(findings) + 1
