"""Survey files that need more knowledge: the page asks for it, keeps the file meanwhile, and names no option."""

from __future__ import annotations

import io
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from advisor.loading.facts.facts_file import read_facts
from advisor.model.responses import Respondent
from advisor.model.rulebase import RuleBase
from advisor.web.consultations import kept_uploads
from advisor.web.consultations.kept_uploads import KeptUploads
from advisor.web.consultations.survey_upload import SaidOfSurvey
from advisor.web.security.forms import Upload
from tests.web.running import RunningSite, Visitor, read_text

EXAMPLES = Path(__file__).parents[2] / "examples" / "answers"
NUMBERS = list(map(str, range(1, 21)))
_FIELD = re.compile(
    r'<input type="(hidden|text|radio|checkbox)" (?:inputmode="numeric" )?name="([^"]*)"'
    r'[^>]*?value="([^"]*)"( checked)?'
)
_SELECT = re.compile(r'<select name="([^"]*)"[^>]*>(.*?)</select>', re.DOTALL)
_CHOICE = re.compile(r'<option value="([^"]*)"( selected)?>([^<]*)</option>')


class Sender:
    """A person who sends a survey file and answers the questions of the page."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor

    def send(self, *files: tuple[str, bytes], **fields: str) -> str:
        """Send files with the form of the page; return the address where that leads."""
        self.visitor.go("/survey")
        given = {"team": "", "company": "Acme", "min_group": "5", **fields, "form_token": self.visitor.form_token}
        parts = dict(zip(("file", "other"), files, strict=False))
        self.visitor.page = self.visitor.client.post("/survey", data=given, files=parts)
        return self.visitor.page.url.path

    def list_fields(self) -> list[tuple[str, str]]:
        """List the fields of the page as a browser would send them."""
        fields = [
            (name, unescape(value))
            for kind, name, value, checked in _FIELD.findall(self.page)
            if kind in ("hidden", "text") or checked
        ]
        for name, text in _SELECT.findall(self.page):
            fields.append((name, next((value for value, chosen, _ in _CHOICE.findall(text) if chosen), "")))
        return fields

    def list_choices(self, name: str) -> list[str]:
        """List the texts of the choices of one field."""
        return [
            unescape(text)
            for each, body in _SELECT.findall(self.page)
            if each == name
            for *_, text in _CHOICE.findall(body)
        ]

    def answer(self, *changes: tuple[str, str]) -> str:
        """Send the form of the page with other values of some fields, each used once; return where that leads."""
        fields, left = [], list(changes)
        for name, value in self.list_fields():
            change = next((each for each in left if each[0] == name), None)
            if change:
                left.remove(change)
            fields.append(change or (name, value))
        parts: Any = [(name, (None, value)) for name, value in [*fields, *left]]
        self.visitor.page = self.visitor.client.post("/survey", files=parts)
        return self.visitor.page.url.path

    @property
    def page(self) -> str:
        return self.visitor.page.text

    @property
    def text(self) -> str:
        return read_text(self.visitor.page)


@pytest.fixture
def sender(visitor: Visitor) -> Sender:
    return Sender(visitor)


def build_file(heads: list[str], *rows: list[str], encoding: str = "utf-8") -> bytes:
    return "\n".join([",".join(row) for row in (heads, *rows)]).encode(encoding) + b"\n"


def build_rows(*starts: str, answer: str = "4") -> list[list[str]]:
    return [[*each.split(","), *[answer] * 20] for each in starts]


def read_people(running: RunningSite, address: str, builtin: RuleBase) -> list[Respondent]:
    assert address.endswith("/report"), address
    company = read_facts(running.data / f"{address.split('/')[2]}.yaml", builtin)
    return [each for each in company.assessed if isinstance(each, Respondent)]


@pytest.mark.parametrize("example", sorted(path.name for path in EXAMPLES.iterdir()))
def test_every_example_leads_to_the_advice(example: str, sender: Sender) -> None:
    assert sender.send((example, (EXAMPLES / example).read_bytes())).endswith("/report")


def test_the_column_of_the_team_is_asked(running: RunningSite, sender: Sender, builtin: RuleBase) -> None:
    """With its headings, the one that seems right chosen, without a second upload, and nothing left on disk."""
    before = sorted(running.data.iterdir())
    data = build_file(["Squad", "Seniority", *NUMBERS], *build_rows("Sales,head", "Marketing,staff"))
    sender.send(("ours.csv", data))
    assert sender.visitor.page.status_code == 422
    assert sender.list_choices("team_1")[1:3] == ["A: Squad", "B: Seniority"]
    assert ("team_1", "0") in sender.list_fields()
    assert sorted(running.data.iterdir()) == before
    kept = dict(sender.list_fields())["kept"]
    people = read_people(running, sender.answer(("role_1", "1")), builtin)
    assert [(each.function, each.role) for each in people] == [("sales", "head"), ("marketing", "staff")]
    assert kept not in running.site.uploads._kept


def test_two_candidates_are_asked(running: RunningSite, sender: Sender, builtin: RuleBase) -> None:
    data = build_file(["Team", "Department", *NUMBERS], *build_rows("Sales,Marketing", "Marketing,Marketing"))
    sender.send(("ours.csv", data))
    people = read_people(running, sender.answer(("team_1", "1")), builtin)
    assert [each.function for each in people] == ["marketing", "marketing"]


def test_instead_of_a_column_everybody_can_be_from_one_team(
    running: RunningSite, sender: Sender, builtin: RuleBase
) -> None:
    sender.send(("ours.csv", build_file(["Squad", *NUMBERS], *build_rows("North", "South"))))
    people = read_people(running, sender.answer(("team", "marketing")), builtin)
    assert [each.function for each in people] == ["marketing", "marketing"]


def test_words_for_teams_positions_answers_and_statuses_are_asked(
    running: RunningSite, sender: Sender, builtin: RuleBase
) -> None:
    heads = ["Team", "Role", "Status", *NUMBERS]
    rows = build_rows("Field force,Boss,finished?", "Marketing,,finished?", "HR,,finished?", answer="often")
    sender.send(("ours.csv", build_file(heads, *rows)))
    assert "Did these people finish?" in sender.text
    sender.answer(("statuses_meaning", "finished"))
    for title in ("Which team is this?", "Which position is this?", "Which answer is this?"):
        assert title in sender.text
    assert "“Field force”, in row 2 of ours.csv" in sender.text
    given = (("functions_meaning", "sales"), ("functions_meaning", "other"), ("roles_meaning", "head"))
    people = read_people(running, sender.answer(*given, ("answers_meaning", "4")), builtin)
    assert people == [Respondent("sales", "head", (4,) * 20), Respondent("marketing", None, (4,) * 20)]


def test_a_position_can_stay_out(running: RunningSite, sender: Sender, builtin: RuleBase) -> None:
    sender.send(("ours.csv", build_file(["Team", "Role", *NUMBERS], *build_rows("Sales,Boss", "Marketing,"))))
    assert {each.role for each in read_people(running, sender.answer(("roles_meaning", "none")), builtin)} == {None}


def test_a_scale_from_0_to_4_is_asked_as_a_whole(running: RunningSite, sender: Sender, builtin: RuleBase) -> None:
    rows = build_rows("Sales", answer="0") + build_rows("Marketing", answer="4") + build_rows("Marketing", answer="3")
    sender.send(("ours.csv", build_file(["Team", *NUMBERS], *rows)))
    sender.answer(("answers_meaning", "1"))
    assert sender.text.count("Which answer is this?") == 1
    people = read_people(running, sender.answer(("answers_meaning", "4"), ("answers_meaning", "5")), builtin)
    assert [each.answers[0] for each in people] == [1, 4, 5]


def test_a_missing_statement_is_asked(running: RunningSite, sender: Sender, builtin: RuleBase) -> None:
    heads = ["Team", *NUMBERS]
    heads[7] = "Words"
    sender.send(("ours.csv", build_file(heads, *build_rows("Sales", "Marketing"))))
    assert [name for name, _ in sender.list_fields() if name.startswith("statement")] == ["statement_1_7"]
    assert len(read_people(running, sender.answer(("statement_1_7", "7")), builtin)) == 2


def test_statements_in_own_words_can_follow_each_other(running: RunningSite, sender: Sender, builtin: RuleBase) -> None:
    heads = ["Team", "Canteen", *(f"Frage {letter}" for letter in "abcdefghijklmnopqrst")]
    rows = [[team, "1", *map(str, [each % 5 + 1 for each in range(20)])] for team in ("Sales", "Marketing")]
    sender.send(("ours.csv", build_file(heads, *rows)))
    assert sender.answer(("follow_1", "yes")) == "/survey"
    assert "Choose the column of statement 1" in sender.text
    people = read_people(running, sender.answer(("follow_1", "yes"), ("statement_1_1", "2")), builtin)
    assert people[0].answers == tuple(each % 5 + 1 for each in range(20))


def test_headings_that_contradict_each_other_are_asked(running: RunningSite, sender: Sender, builtin: RuleBase) -> None:
    """A numbering that goes past 20: only the chosen columns count, and unfinished responses stay out."""
    heads = ["Function", "Status", *(f"{number}. Own words" for number in range(1, 26))]
    rows = [["Sales", "finished", *["1"] * 5, *["4"] * 20], ["Marketing", "finished", *["1"] * 5, *["4"] * 20]]
    sender.send(("ours.csv", build_file(heads, *rows, ["Sales", "unfinished", *["5"] * 25])))
    assert "Only the columns that you choose here count." in sender.text
    given = (("follow_1", "yes"), ("statement_1_1", "7"))
    people = read_people(running, sender.answer(*given), builtin)
    assert [each.answers for each in people] == [(4,) * 20] * 2


def test_one_column_for_two_things_is_refused(sender: Sender) -> None:
    heads = ["Squad", *NUMBERS]
    heads[7] = "Words"
    sender.send(("ours.csv", build_file(heads, *build_rows("Sales"))))
    sender.answer(("statement_1_7", "0"), ("role_1", "0"))
    assert "You chose one column for the position and for statement 7." in sender.text


def test_letters_of_another_encoding_are_asked(running: RunningSite, sender: Sender, builtin: RuleBase) -> None:
    data = build_file(["Team", "Bemerkung", *NUMBERS], *build_rows("Sales,Müller", "Marketing,x"), encoding="cp1252")
    sender.send(("ours.csv", data))
    assert "“Müller”, Western Europe (Windows)" in sender.text
    assert len(read_people(running, sender.answer(("encoding", "cp1252")), builtin)) == 2


def test_the_sheet_is_asked(running: RunningSite, sender: Sender, builtin: RuleBase) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for name, row in (("May", ["Sales", *[4] * 20]), ("June", ["Marketing", *[2] * 20])):
        sheet = book.create_sheet(name)
        sheet.append(["Team", *NUMBERS])
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    sender.send(("ours.xlsx", buffer.getvalue()))
    assert "Which sheet has the answers?" in sender.text
    people = read_people(running, sender.answer(("sheet", "June")), builtin)
    assert [each.function for each in people] == ["marketing"]


def test_two_files_are_asked_each(running: RunningSite, sender: Sender, builtin: RuleBase) -> None:
    one = build_file(["Squad", *NUMBERS], *build_rows("Sales"))
    two = build_file(["x", "Crew", *NUMBERS], *build_rows("y,Marketing"))
    sender.send(("one.csv", one), ("two.csv", two))
    assert sender.list_choices("team_2")[2] == "B: Crew"
    assert len(read_people(running, sender.answer(), builtin)) == 2


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\rIHDR",
        build_file(["Team", *NUMBERS], *build_rows("Sales", "Marketing")) + b"Sales,4\n",
        build_file(["Squad", *NUMBERS], *build_rows("", "Marketing")),
        build_file(["Team", *NUMBERS], *build_rows("Sales Ops", "HR", answer="7")),
        build_file(["Team", "1. a", "1. b", *NUMBERS], *build_rows("Sales,1,1")),
        build_file(["a", "b"], ["1", "2"]),
        b"Team\xfc,1\n\x00",
    ],
)
@pytest.mark.parametrize("team", ["", "sales"])
def test_no_message_names_an_option(data: bytes, team: str, sender: Sender) -> None:
    sender.send(("ours.csv", data), team=team)
    for _ in range(3):
        assert "`--" not in sender.text
        assert "`--map`" not in sender.page
        if sender.visitor.page.status_code == 200:
            return
        sender.answer()


def test_everything_that_is_wrong_is_reported_at_once(sender: Sender) -> None:
    sender.send(("ours.csv", build_file(["Squad", *NUMBERS], *build_rows("Sales"))), min_group="2", company="x" * 201)
    assert "Hide the scores of groups" in sender.text
    assert "Company name: this must be" in sender.text
    assert "who is from Sales and who is from Marketing?" in sender.text


def test_a_kept_file_is_for_its_sender_only(running: RunningSite, sender: Sender) -> None:
    sender.send(("ours.csv", build_file(["Squad", *NUMBERS], *build_rows("Sales"))))
    name = dict(sender.list_fields())["kept"]
    stranger = Sender(Visitor(running))
    stranger.visitor.go("/survey")
    fields = {"form_token": stranger.visitor.form_token, "kept": name, "team": "sales", "company": "", "min_group": ""}
    stranger.visitor.page = stranger.visitor.client.post("/survey", data=fields)
    assert stranger.visitor.page.status_code == 422
    assert "no longer kept here" in stranger.text
    assert name in running.site.uploads._kept


def test_kept_files_are_bounded_and_removed_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    uploads, said = KeptUploads(), SaidOfSurvey()
    names = [uploads.keep((Upload("a.csv", b"x"),), said, "me") for _ in range(kept_uploads.MAX_KEPT + 1)]
    assert uploads.find(names[0], "me") is None
    assert uploads.find(names[1], "you") is None
    large = Upload("b.csv", b"x" * (kept_uploads.MAX_KEPT_BYTES // 2 + 1))
    uploads.keep((large,), said, "me")
    last = uploads.keep((large,), said, "me")
    assert list(uploads._kept) == [last]
    now = kept_uploads.monotonic() + kept_uploads.KEEP_SECONDS
    monkeypatch.setattr(kept_uploads, "monotonic", lambda: now)
    assert uploads.find(last, "me") is None
