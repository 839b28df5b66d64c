"""The law of resuming: to resume and quit changes no advice and no byte, whatever the file is.

The files are those of interviews in every mode, opening and set of packs, and plain facts files, as people edit them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from hypothesis import assume, given
from hypothesis import strategies as st

from advisor.consultation import Consultation
from advisor.errors import FactsError
from advisor.interview.dialogue import Dialogue
from advisor.interview.opening_questions import REQUIRED_QUESTIONS, ROUTE, build_opening_questions
from advisor.interview.planner import Depth
from advisor.interview.resumption import resume_dialogue
from advisor.loading.facts.facts_file import read_facts
from advisor.loading.facts.saved_interview import format_session, read_session
from advisor.loading.packs.load_rulebase import load
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.responses import Respondent
from tests.cli.command import ROOT, run
from tests.profiles import examples
from tests.strategies import settled_values

PACKS: tuple[tuple[str, ...], ...] = ((), (str(ROOT / "packs" / "revops"),))
DEPTH_OPTIONS = {Depth.BRIEF: ["--brief"], Depth.USUAL: [], Depth.THOROUGH: ["--thorough"]}


@cache
def get_consultation(packs: tuple[str, ...]) -> Consultation:
    return Consultation(load(packs))


def draw_answer(dialogue: Dialogue, name: str, chance: random.Random, data: st.DataObject) -> Value | None:
    fact = dialogue.find_fact(name)
    assert fact is not None
    if chance.random() < 0.15 and name not in (ROUTE, *REQUIRED_QUESTIONS):
        return None
    return data.draw(settled_values(fact), label=name)


def write_session(data: st.DataObject, chance: random.Random, packs: tuple[str, ...]) -> str:
    """Write the file of an interview: some answers in the order of the questions, some by name, some changed later."""
    consultation = get_consultation(packs)
    dialogue = consultation.interview(depth=data.draw(st.sampled_from(list(Depth)), label="depth"))
    for _ in range(data.draw(st.sampled_from([0, 1, 3, 12, 30]), label="answers")):
        if dialogue.question is None:
            break
        name = dialogue.question.fact
        if chance.random() < 0.1:
            name = chance.choice([*dialogue.opening_questions, *list(consultation.rulebase.facts)[:60]])
        if chance.random() < 0.05 and dialogue.path:
            name = chance.choice(dialogue.path).fact
        fact = dialogue.find_fact(name)
        if fact is None or fact.computed:
            continue
        value = draw_answer(dialogue, name, chance, data)
        if dialogue.find_clash(name, value):
            value = None
        if name == dialogue.question.fact:
            dialogue.answer(value)
        else:
            dialogue.update_answer(name, value)
    company = dialogue.build_company()
    active, kept = dialogue.collect_active_answers(), dialogue.collect_kept_answers()
    return format_session(company, active, kept, {}, consultation.rulebase)


def write_facts(data: st.DataObject, chance: random.Random, packs: tuple[str, ...]) -> str:
    """Write a plain facts file, perhaps with answers to the statements."""
    rulebase = get_consultation(packs).rulebase
    stated: dict[str, Value] = {}
    for name, fact in rulebase.facts.items():
        if not fact.computed and chance.random() < 0.2:
            value = data.draw(settled_values(fact), label=name)
            if not rulebase.find_clashes({**stated, name: value}):
                stated[name] = value
    people = tuple(
        Respondent(team, "staff", tuple(chance.choice([1, 2, 3, 4, 5, None]) for _ in range(20)))
        for team in ("sales", "marketing")
        for _ in range(data.draw(st.sampled_from([0, 0, 1, 6]), label=team))
    )
    text = format_session(Company(stated, "Acme", people), {}, {}, {}, rulebase)
    return text.partition("\ninterview:")[0] + "\n"


class Part(NamedTuple):
    """A key at the start of a line, with the lines below it."""

    key: str
    text: str


def split_parts(text: str) -> list[Part]:
    """Split a file into the comments at its start and its keys."""
    starts = [match.start() for match in re.finditer(r"^[a-z]", text, re.MULTILINE)]
    pieces = [text[start:end] for start, end in zip([0, *starts], [*starts, len(text)], strict=True)]
    return [Part(piece.partition(":")[0], piece) for piece in pieces if piece]


def join_parts(parts: list[Part]) -> str:
    return "".join(part.text for part in parts)


def add_line(line: str) -> Callable[[str, random.Random], str]:
    """Return an edit that adds a fact at the top unless the file has it."""
    key = line.partition(":")[0]
    return lambda text, chance: text if re.search(rf"^{key}:", text, re.MULTILINE) else f"{line}\n{text}"


def delete_section(name: str) -> Callable[[str, random.Random], str]:
    """Return an edit that deletes a part of the state of the interview."""
    return lambda text, chance: re.sub(rf"^  {name}:.*\n(?:    .*\n)*", "", text, flags=re.MULTILINE)


def delete_a_key(text: str, chance: random.Random) -> str:
    parts = split_parts(text)
    if parts:
        del parts[chance.randrange(len(parts))]
    return join_parts(parts)


def shuffle_keys(text: str, chance: random.Random) -> str:
    parts = split_parts(text if text.endswith("\n") else f"{text}\n")
    rest = parts[1:]
    chance.shuffle(rest)
    return join_parts([*parts[:1], *rest])


def add_comments(text: str, chance: random.Random) -> str:
    return "".join(f"# a note: [{{\n{part.text}" if chance.random() < 0.3 else part.text for part in split_parts(text))


def change_a_rating(text: str, chance: random.Random) -> str:
    return re.sub(r"(answers: )(.*[0-9])", r"\1[" + ", ".join("12345" * 4) + "]", text, count=1)


EDITS: dict[str, Callable[[str, random.Random], str]] = {
    "a sign": add_line("sign_roles_kept: yes"),
    "another sign": add_line("sign_rules_agreed: no"),
    "a level": add_line("relationship: aligned"),
    "a count": add_line("employees: 45"),
    "a total": add_line("assessment: {totals: {sales: 63, marketing: 58}}"),
    "no opening": delete_section("opening"),
    "no order": delete_section("order"),
    "no digest": delete_section("rulebase"),
    "no aside": delete_section("aside"),
    "another digest": lambda text, chance: re.sub(r"rulebase: \S+", "rulebase: 0123456789abcdef", text),
    "no state": lambda text, chance: text.partition("\ninterview:")[0] + "\n",
    "a key less": delete_a_key,
    "two keys less": lambda text, chance: delete_a_key(delete_a_key(text, chance), chance),
    "another order": shuffle_keys,
    "comments": add_comments,
    "another rating": change_a_rating,
    "another route": lambda text, chance: re.sub(r"route: \w+", "route: signs", text),
    "no line end": lambda text, chance: text.rstrip("\n"),
    "Windows lines": lambda text, chance: text.replace("\n", "\r\n"),
}


@st.composite
def edits(draw: st.DrawFn) -> list[str]:
    """Draw a few edits; the one of all line ends comes last."""
    names = draw(st.lists(st.sampled_from(list(EDITS)), max_size=3, unique=True))
    return sorted(names, key=["no line end", "Windows lines"].count)


def draw_file(data: st.DataObject, packs: tuple[str, ...]) -> bytes:
    """Draw a file as people have edited it."""
    chance = random.Random(data.draw(st.integers(0, 10_000), label="seed"))
    write = data.draw(st.sampled_from([write_session, write_session, write_facts]), label="kind")
    text = write(data, chance, packs)
    for name in data.draw(edits(), label="edits"):
        text = EDITS[name](text, chance)
    return (b"\xef\xbb\xbf" if data.draw(st.booleans(), label="BOM") else b"") + text.encode()


@examples(60)
@given(st.data())
def test_a_resumed_dialogue_has_the_company_of_the_file(data: st.DataObject) -> None:
    packs = data.draw(st.sampled_from(PACKS), label="packs")
    consultation = get_consultation(packs)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.yaml"
        path.write_bytes(draw_file(data, packs))
        try:
            company = read_facts(str(path), consultation.rulebase)
        except FactsError:
            assume(False)
        session = read_session(str(path), consultation.rulebase, build_opening_questions(consultation.rulebase))
    depth = data.draw(st.sampled_from(list(Depth)), label="depth of the rest")
    dialogue = consultation.interview(session.company, session.answers, depth)
    resume_dialogue(dialogue, session.described, session.set_aside)
    assert session.described == company
    assert dialogue.build_company() == company
    dialogue.keep_present_answers()
    assert dialogue.build_company() == company
    if dialogue.question is not None and dialogue.question.fact not in dialogue.opening_questions:
        dialogue.answer(None)
        again = dialogue.build_company()
        assert {**again.stated, **company.stated} == again.stated
        assert (again.assessed, again.name) == (company.assessed, company.name)


@examples(25)
@given(st.data())
def test_to_resume_and_quit_changes_no_advice_and_no_byte(data: st.DataObject) -> None:
    packs = data.draw(st.sampled_from(PACKS), label="packs")
    options = [part for pack in packs for part in ("--pack", pack)]
    depth = data.draw(st.sampled_from(list(Depth)), label="depth of the rest")
    leave = data.draw(st.sampled_from(["quit\n", "back\nquit\n", "why\nreview\nquit\n", "stop\n", ""]), label="typed")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.yaml"
        content = draw_file(data, packs)
        path.write_bytes(content)
        path.chmod(0o640)
        before = run("advise", path, "--summary", *options)
        result = run("interview", "--resume", path, *DEPTH_OPTIONS[depth], *options, given=leave)
        if before.code == 0:
            assert result.code == 0, result.err
            assert run("advise", path, "--summary", *options) == before
            if "Saved." not in result.out:
                assert before.out in result.out
        if before.code == 0 or "quit" in leave:
            assert path.read_bytes() == content
            assert [each.name for each in Path(folder).iterdir()] == ["a.yaml"]
        assert path.stat().st_mode & 0o777 == 0o640
