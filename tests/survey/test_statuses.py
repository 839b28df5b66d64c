"""Responses that do not count, in the words of every tool; a status that is not known is refused, never counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.errors import SurveyError
from advisor.loading import finding_codes as codes
from advisor.model.instrument import Instrument, build_instrument
from advisor.model.responses import Respondent
from advisor.model.rulebase import RuleBase
from advisor.survey.completion import build_status_lookup
from advisor.survey.reader import SurveyOptions, SurveyResponses, read_surveys
from tests.survey.exporters import FUNCTION_QUESTION, ROLE_QUESTION, TOOLS, Grid, Style, write_csv

PEOPLE = [Respondent("sales", "head", (1, 2, 3, 4, 5) * 4), Respondent("marketing", None, (4,) * 20)]
COUNTED, UNKNOWN = "counted", "unknown"


@pytest.fixture(scope="module")
def instrument(builtin: RuleBase) -> Instrument:
    return build_instrument(builtin)


def read(folder: Path, instrument: Instrument, grid: Grid, mapping: str = "", **options: object) -> SurveyResponses:
    (folder / "a.csv").write_bytes(write_csv(grid))
    (folder / "map.yaml").write_text(mapping, encoding="utf-8")
    words = {"function_words": (FUNCTION_QUESTION,), "role_words": (ROLE_QUESTION,)}
    given = {**words, **options, **({"map": str(folder / "map.yaml")} if mapping else {})}
    return read_surveys([str(folder / "a.csv")], instrument, SurveyOptions(**given))  # type: ignore[arg-type]


def find_outcome(folder: Path, instrument: Instrument, grid: Grid) -> str:
    """Return COUNTED, UNKNOWN or the reason why the first of two responses is left out."""
    try:
        survey = read(folder, instrument, grid)
    except SurveyError as error:
        kinds = {finding.code for finding in error.findings}
        return UNKNOWN if kinds == {codes.UNKNOWN_STATUS} else str(error)
    reasons = [note.partition(" left out as ")[2].partition(";")[0] for note in survey.notes if " left out as " in note]
    assert len(survey.respondents) == 2 - len(reasons)
    return reasons[0] if reasons else COUNTED


QUALTRICS = {
    **dict.fromkeys(("IP Address", "0", "Imported", "4", "Offline", "16", "EX", "32"), COUNTED),
    **dict.fromkeys(("Survey Preview", "1", "Survey Test", "2", "Offline Survey Preview", "17"), "previews or tests"),
    **dict.fromkeys(("Spam", "8", "Survey Preview Spam", "9", "Imported Spam", "12", "EX Spam", "40"), "spam"),
    "Synthetic": "synthetic",
    "Deleted": "deleted",
    **dict.fromkeys(("", "33", "Vorschau?", "open"), UNKNOWN),
}


@pytest.mark.parametrize(("status", "outcome"), QUALTRICS.items())
def test_knows_every_kind_of_response_of_qualtrics(
    status: str, outcome: str, instrument: Instrument, tmp_path: Path
) -> None:
    grid = TOOLS["qualtrics"](PEOPLE, instrument, Style())
    grid[3][2] = status
    assert find_outcome(tmp_path, instrument, grid) == outcome


@pytest.mark.parametrize("word", ["WAHR", "Wahr", "VRAI", "VERDADERO", "VERO", "WAAR", "Ja", "oui", "sí", "1", "TRUE"])
@pytest.mark.parametrize(("tool", "at"), [("qualtrics", 6), ("qualtrics legacy", 9)])
def test_reads_yes_in_many_languages(word: str, tool: str, at: int, instrument: Instrument, tmp_path: Path) -> None:
    grid = TOOLS[tool](PEOPLE, instrument, Style())
    grid[-1][at] = word
    assert find_outcome(tmp_path, instrument, grid) == COUNTED


@pytest.mark.parametrize("word", ["FALSCH", "FAUX", "FALSO", "ONWAAR", "Nein", "non", "nej", "0", "FALSE", ""])
def test_reads_no_in_many_languages(word: str, instrument: Instrument, tmp_path: Path) -> None:
    grid = TOOLS["qualtrics"](PEOPLE, instrument, Style())
    grid[-1][6] = word
    assert find_outcome(tmp_path, instrument, grid) == "unfinished"


DATES = (
    *(
        "2026-01-02 10:00:00",
        "2026-01-02T10:00:00Z",
        "02.01.2026 10:00",
        "1/2/26 9:05 AM",
        "2026/09/27 3:00:00 PM GMT+3",
    ),
    *("Jan 2, 2026", "2. Januar 2026, 10:05 Uhr", "le 2 janv. 2026", "46083.38", "1980-01-01 00:00:00", "2026年1月2日"),
)
NO_DATES = (
    "",
    " ",
    "NULL",
    "null",
    "N/A",
    "n/a",
    "-",
    "0000-00-00",
    "0000-00-00 00:00:00",
    "NaN",
    "None",
    "00.00.0000",
)
UNCLEAR_DATES = ("soon", "pending 2026-01-02", "2026", "7", "x" * 3000, "see Jan", "12:30")


@pytest.mark.parametrize("heads", ["code", "codetext", "full"])
@pytest.mark.parametrize(
    ("cell", "outcome"),
    [
        *((date, COUNTED) for date in DATES),
        *((text, "unfinished") for text in NO_DATES),
        *((text, UNKNOWN) for text in UNCLEAR_DATES),
    ],
)
def test_only_a_date_is_a_date_of_submission(
    heads: str, cell: str, outcome: str, instrument: Instrument, tmp_path: Path
) -> None:
    grid = TOOLS[f"limesurvey {heads}"](PEOPLE, instrument, Style())
    grid[1][1] = cell
    assert find_outcome(tmp_path, instrument, grid) == outcome


@pytest.mark.parametrize(
    ("response_id", "submitted"),
    [
        ("id. Antwort ID", "submitdate. Datum Abgeschickt"),
        ("id. ID de la réponse", "submitdate. Date de soumission"),
        ("Antwort ID", "Datum Abgeschickt"),
        ("ID de respuesta", "Fecha de envío"),
    ],
)
def test_reads_limesurvey_in_other_languages(
    response_id: str, submitted: str, instrument: Instrument, tmp_path: Path
) -> None:
    grid = TOOLS["limesurvey codetext"](PEOPLE, instrument, Style())
    grid[0][:2] = [response_id, submitted]
    grid[1][1] = ""
    assert find_outcome(tmp_path, instrument, grid) == "unfinished"


@pytest.mark.parametrize("cell", ["A4. Agree", "A4 - Agree", "4. Agree", "A4"])
def test_reads_codes_before_labels(cell: str, instrument: Instrument, tmp_path: Path) -> None:
    grid = TOOLS["limesurvey code"](PEOPLE, instrument, Style())
    grid[1][6:26] = [cell] * 20
    assert Respondent("sales", "head", (4,) * 20) in read(tmp_path, instrument, grid).respondents


STATUSES = {
    **dict.fromkeys(("Complete", "completed", "Finished", "Submitted", "abgeschlossen"), COUNTED),
    **dict.fromkeys(("Partial", "In progress", "started", "Incomplete"), "unfinished"),
    "Disqualified": "disqualified",
    "Screened out": "disqualified",
    "Test": "previews or tests",
    "Spam": "spam",
    **dict.fromkeys(("", "manager", "on hold"), UNKNOWN),
}


@pytest.mark.parametrize(("status", "outcome"), STATUSES.items())
@pytest.mark.parametrize("tool", ["google-forms", "surveymonkey", "plain", "alchemer"])
def test_reads_a_column_of_statuses_of_any_tool(
    tool: str, status: str, outcome: str, instrument: Instrument, tmp_path: Path
) -> None:
    grid = TOOLS[tool](PEOPLE, instrument, Style())
    headers = 2 if tool == "surveymonkey" else 1
    if tool == "alchemer":
        at = grid[0].index("Status")
        grid[1][at] = status
    else:
        cells = ["Status", *([""] * (headers - 1)), status, "Complete"]
        grid = [[*row, cell] for row, cell in zip(grid, cells, strict=True)]
    assert find_outcome(tmp_path, instrument, grid) == outcome


def test_a_mapping_explains_or_ignores_a_status(instrument: Instrument, tmp_path: Path) -> None:
    grid = TOOLS["plain"](PEOPLE, instrument, Style())
    grid = [[*row, cell] for row, cell in zip(grid, ("Status", "Ok", "weg"), strict=True)]
    mapping = "statuses: {OK: finished, weg: unfinished}"
    assert [each.function for each in read(tmp_path, instrument, grid, mapping).respondents] == ["sales"]
    assert len(read(tmp_path, instrument, grid, "columns: {Status: ignore}").respondents) == 2
    assert len(read(tmp_path, instrument, grid, mapping, include_unfinished=True).respondents) == 2


@pytest.mark.parametrize(("kind", "count"), [("Survey Preview", 1), ("Spam", 1), ("IP Address", 2)])
def test_includes_unfinished_responses_but_no_previews(
    kind: str, count: int, instrument: Instrument, tmp_path: Path
) -> None:
    grid = TOOLS["qualtrics"](PEOPLE, instrument, Style())
    grid[3][2], grid[3][6] = kind, "False"
    survey = read(tmp_path, instrument, grid, include_unfinished=True)
    assert len(survey.respondents) == count
    assert not any("`--include-unfinished`" in note for note in survey.notes)


def test_refuses_an_unknown_status_even_if_unfinished_responses_count(instrument: Instrument, tmp_path: Path) -> None:
    grid = TOOLS["qualtrics"](PEOPLE, instrument, Style())
    grid[3][2] = "new kind"
    with pytest.raises(SurveyError) as caught:
        read(tmp_path, instrument, grid, include_unfinished=True)
    assert [finding.code for finding in caught.value.findings] == [codes.UNKNOWN_STATUS]


GERMAN = (["Startdatum", "Antworttyp", "Fortschritt", "Fertig", "Antwort-ID"], "Wahr", "Falsch", "IP-Adresse")
FRENCH = (["Date de début", "Type de réponse", "Progression", "Terminé", "ID de réponse"], "Vrai", "Faux", "Adresse IP")
SPANISH = (
    ["Fecha de inicio", "Tipo de respuesta", "Progreso", "Finalizado", "ID de respuesta"],
    "Verdadero",
    "Falso",
    "Dirección IP",
)


@pytest.mark.parametrize(("labels", "yes", "no", "usual"), [GERMAN, FRENCH, SPANISH], ids=["de", "fr", "es"])
@pytest.mark.parametrize("preview", ["Umfragevorschau", "Survey Preview", "Spam"])
def test_reads_qualtrics_with_only_a_translated_row_of_labels(
    labels: list[str], yes: str, no: str, usual: str, preview: str, instrument: Instrument, tmp_path: Path
) -> None:
    plain = TOOLS["plain"](PEOPLE * 2, instrument, Style())
    about = [(usual, "100", yes), (usual, "43", no), (preview, "100", yes), (usual, "100", yes)]
    rows = [["2026-03-02 09:00", *three, f"R_{at}"] for at, three in enumerate(about)]
    grid = [[*left, *right] for left, right in zip([labels, *rows], plain, strict=True)]
    assert len(read(tmp_path, instrument, grid).respondents) == 2


HEADINGS = (
    *("Completed?", "completed", "Is complete", "Finished ?", "Survey_Completed", "submitted", "Done"),
    *("Fertig", "Terminé", "Finalizado", "Afgerond", "完了"),
    *(
        "State",
        "Status:",
        "Response state",
        "survey_status",
        "ResponseStatus",
        "Status of the response",
        "Antwortstatus",
    ),
    *("Type", "Typ", "Antworttyp", "Response type", "Submission type", "Tipo de respuesta"),
)


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize("tool", ["google-forms", "surveymonkey", "limesurvey full", "qualtrics", "typeform", "plain"])
def test_no_status_column_counts_whatever_it_is_called(
    tool: str, heading: str, instrument: Instrument, tmp_path: Path
) -> None:
    """A column that looks like a status is read or refused: what is not known never counts."""
    grid = TOOLS[tool](PEOPLE, instrument, Style())
    headers = len(grid) - len(PEOPLE)
    for cell, outcome in (
        ("no such status", UNKNOWN),
        ("incomplete", "unfinished"),
        ("Survey Preview", "previews or tests"),
    ):
        cells = [heading, *([""] * (headers - 1)), cell, "Complete"]
        table = [[*row, text] for row, text in zip(grid, cells, strict=True)]
        assert find_outcome(tmp_path, instrument, table) == outcome


@pytest.mark.parametrize("heading", ["Customer type", "Which state do you live in?", "Types", "Your status at work"])
def test_leaves_questions_alone_that_only_contain_such_a_word(
    heading: str, instrument: Instrument, tmp_path: Path
) -> None:
    grid = TOOLS["plain"](PEOPLE, instrument, Style())
    table = [[*row, text] for row, text in zip(grid, [heading, "Ohio", "B2B"], strict=True)]
    assert find_outcome(tmp_path, instrument, table) == COUNTED


@pytest.mark.parametrize(("progress", "outcome"), [("100", COUNTED), ("43", "unfinished"), ("", "unfinished")])
def test_uses_the_progress_if_nothing_else_shows_who_finished(
    progress: str, outcome: str, instrument: Instrument, tmp_path: Path
) -> None:
    grid = TOOLS["plain"](PEOPLE, instrument, Style())
    table = [[*row, text] for row, text in zip(grid, ["Progress", progress, "100"], strict=True)]
    assert find_outcome(tmp_path, instrument, table) == outcome


def test_reports_an_unknown_status_once(instrument: Instrument, tmp_path: Path) -> None:
    grid = TOOLS["qualtrics"](PEOPLE * 20, instrument, Style())
    for row in grid[3:]:
        row[6] = "Vielleicht"
    with pytest.raises(SurveyError) as caught:
        read(tmp_path, instrument, grid)
    (finding,) = caught.value.findings
    assert "rows 5, 6, 7 and 36 more" in finding.sentence


@pytest.mark.parametrize("lines", [[], ["text"], ["import"], ["text", "import"]])
def test_reads_qualtrics_whatever_header_rows_are_left(
    lines: list[str], instrument: Instrument, tmp_path: Path
) -> None:
    grid = TOOLS["qualtrics"](PEOPLE * 2, instrument, Style())
    names = ["Start Date", "End Date", "Response Type", "IP Address", "Progress", "Duration (in seconds)", "Finished"]
    grid[1][:9] = [*names, "Recorded Date", "Response ID"]
    grid[3][2], grid[4][6] = "Survey Preview", "False"
    deleted = {"text": grid[1], "import": grid[2]}
    rows = [row for row in grid if row not in [deleted[line] for line in lines]]
    survey = read(tmp_path, instrument, rows, function_column="J", role_column="K")
    assert len(survey.respondents) == 2


def test_says_if_nothing_shows_who_finished(instrument: Instrument, tmp_path: Path) -> None:
    grid = [[row[0], *row[2:]] for row in TOOLS["limesurvey code"](PEOPLE, instrument, Style())]
    survey = read(tmp_path, instrument, grid, format="limesurvey")
    assert any("no column says which responses were finished" in note for note in survey.notes)


def test_a_lookup_reads_each_kind() -> None:
    assert build_status_lookup("sosci", {})["interview"] == ""
    assert build_status_lookup("sosci", {})["pretest"] == "previews or tests"
    assert build_status_lookup("sosci", {})["new"] is None
    assert build_status_lookup("channel", {})["anonymous"] == ""
    assert build_status_lookup("test", {})["Yes"] == "previews or tests"
    assert build_status_lookup("status", {"x": ""})["X"] == ""
