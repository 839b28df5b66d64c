"""The same random answers on the page and in `advisor interview`: the questions, the saved file, and the report."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from unittest.mock import patch

import yaml
from click.testing import CliRunner

from advisor.cli.interview.command import command as interview_command
from advisor.consultation import Consultation
from advisor.interview.dialogue import Dialogue
from advisor.interview.opening_questions import ROUTE
from advisor.interview.question_words import find_asked_fact
from advisor.model.rulebase import STATED_STATE, RuleBase
from tests.web.program_client import AS_PART, AUTHORIZED
from tests.web.running import RunningSite, Visitor

COMPANY = "Acme & Sons"
MAX_QUESTIONS = 120


class Interview(NamedTuple):
    """What was asked, what was typed or chosen as an answer, the file with the answers, and the report as a page."""

    questions: list[str]
    typed: list[str]
    saved: str
    report: str


class _ListeningConsultation(Consultation):
    """A consultation whose last interview can be looked at."""

    last: Dialogue

    def interview(self, *arguments: Any, **options: Any) -> Dialogue:
        """Begin an interview and keep it."""
        self.last = super().interview(*arguments, **options)
        return self.last


class Terminal:
    """`advisor interview` in this process, over one rule base that stays loaded."""

    def __init__(self, rulebase: RuleBase, folder: Path) -> None:
        self._rulebase = rulebase
        self._folder = folder
        self._consultation = _ListeningConsultation(rulebase)

    def interview(self, typed: list[str]) -> Interview:
        """Hold an interview with these lines as its input."""
        saved, report = self._folder / "saved.yaml", self._folder / "report.html"
        saved.unlink(missing_ok=True)
        arguments = ["--save", str(saved), "--report", str(report), "--company", COMPANY]
        room = "advisor.cli.interview.command"
        with (
            patch(f"{room}.load_rulebase", lambda packs: self._rulebase),
            patch(f"{room}.Consultation", lambda rulebase: self._consultation),
        ):
            given = "".join(f"{line}\n" for line in typed)
            result = CliRunner().invoke(interview_command, arguments, input=given, catch_exceptions=False, **AS_PART)
        assert result.exit_code == 0, result.output
        dialogue = self._consultation.last
        assert dialogue.question is None, dialogue.question
        shown, place, names = _join_lines(result.stdout), 0, []
        for question in dialogue.path:
            if question.fact == STATED_STATE and names == [ROUTE]:
                continue  # the first question asks for the level itself, too
            fact = find_asked_fact(dialogue, question)
            place = shown.find(_join_lines(fact.question), place)
            assert place >= 0, f"{fact.name} was not on the screen, or not in this order"
            place += 1
            names.append(fact.name)
        return Interview(names, typed, saved.read_text(encoding="utf-8"), report.read_text(encoding="utf-8"))


def hold_on_page(running: RunningSite, visitor: Visitor, chance: Random) -> Interview:
    """Hold a random interview on the page, and delete it; one answer in ten is "not sure".

    After each answer, the API must ask the same question.
    """
    home = visitor.begin(COMPANY)
    questions, typed = [], []
    while visitor.fact:
        assert len(questions) < MAX_QUESTIONS
        questions.append(visitor.fact)
        typed.append(_answer_at_random(visitor, chance))
        file = running.data / f"{home.removeprefix('/c/')}.yaml"
        asked = ask_as_program(visitor, file)
        assert asked in (None, visitor.fact), f"after {typed} the API asks {asked}, not {visitor.fact}"
    assert visitor.page.url.path == f"{home}/report"
    saved, report = file.read_text(encoding="utf-8"), visitor.client.get(f"{home}/report.html").text
    visitor.go(f"{home}/delete")
    visitor.post(f"{home}/delete", {})
    assert not file.exists()
    return Interview(questions, typed, saved, report)


def ask_as_program(visitor: Visitor, file: Path) -> str | None:
    """Ask the API for the next question after the facts in a file; "" if there is none, None if it cannot have them."""
    facts = yaml.safe_load(file.read_text(encoding="utf-8"))
    if facts.pop("interview").get("opening", {}).get(ROUTE) == "scores":
        return None  # ratings, which no program sends
    facts.setdefault(STATED_STATE, "unknown")
    answer = visitor.client.post("/v1/next-question", json=facts, headers=AUTHORIZED)
    assert answer.status_code == 200, answer.text
    question = answer.json()["question"]
    return question["fact"] if question else ""


def _answer_at_random(visitor: Visitor, chance: Random) -> str:
    """Answer the question on the page; return what a person in a terminal types for the same answer."""
    values, fact = visitor.list_values(), visitor.fact
    if chance.random() < 0.1 and 'name="go" value="unsure"' in visitor.page.text:
        visitor.answer(unsure=True)
        return "not sure"
    if not values:
        number = str(chance.choice((1, 3, 12, 80, 400)))
        visitor.answer(typed=number)
        line = number
    else:
        several = 'type="checkbox"' in visitor.page.text
        named = [value for value in values if value != "none"] if several else values
        chosen = chance.sample(named, chance.randint(0, min(3, len(named)))) if several else [chance.choice(named)]
        visitor.answer(*(chosen or ["none"]))
        line = ", ".join(str(values.index(value) + 1) for value in sorted(chosen, key=values.index)) or "none"
    if visitor.page.status_code == 409:  # it contradicts an earlier answer, which stays
        visitor.go(f"{visitor.page.url.path.rpartition('/')[0]}/question?fact={fact}")
        visitor.answer(unsure=True)
        return "not sure"
    return line


def _join_lines(text: str) -> str:
    return " ".join(text.split())
