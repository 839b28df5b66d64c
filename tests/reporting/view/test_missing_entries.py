"""A report says only what a rule or an entry says: templates hold no sentences, and no sentence outlives its rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from advisor.consultation import Consultation
from advisor.loading.facts_file import read_facts
from advisor.model.advice import Advice, as_data
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Stage
from advisor.reporting.render.formats import render

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted((ROOT / "templates").glob("*.j2"))
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
HARD = ROOT / "examples" / "hard-small-firm-in-conflict.yaml"
NOT_SAID = ("trace", "rulebase", "sources")
"""Parts of the data that a reader is not told in sentences."""


def words_of(template: str) -> Iterator[str]:
    """What a template says by itself: its text outside Jinja's marks, and the texts quoted inside them."""
    text = re.sub(r"\{#.*?#\}", "", template, flags=re.DOTALL)
    yield from re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "\n", text, flags=re.DOTALL).splitlines()
    for mark in re.findall(r"\{\{.*?\}\}|\{%.*?%\}", text, flags=re.DOTALL):
        for double, single in re.findall(r'"([^"]*)"|\'([^\']*)\'', mark):
            yield double or single


def is_sentence(text: str) -> bool:
    """Four words or more that end like a sentence."""
    return len(re.findall(r"[A-Za-z]+", text)) >= 4 and re.search(r"[.!?][*_\s|)]*$", text) is not None


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_no_sentence_of_its_own(path: Path) -> None:
    assert [text for text in words_of(path.read_text(encoding="utf-8")) if is_sentence(text)] == []


def test_a_sentence_in_a_template_would_be_seen() -> None:
    template = (
        'Fine words\n- {{ x }} This is a sentence. \n{{ "You may not say this." | wrapped }}{# Nor is this one. #}'
    )
    assert [text.strip() for text in words_of(template) if is_sentence(text)] == [
        "This is a sentence.",
        "You may not say this.",
    ]


def texts(value: object) -> Iterator[str]:
    """Every text within a part of the advice as data, except ids, rules and locators."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key not in ("rule", "rules", "source", "id", "tasks", "waiting", "fact", "facts"):
                yield from texts(each)


def said(advice: Advice) -> set[str]:
    """The sentences of an advice, as its JSON form has them."""
    data = as_data(advice)
    assert isinstance(data, dict)
    parts = [each for key, each in data.items() if key not in NOT_SAID]
    return {text for text in texts(parts) if text.endswith((".", "?"))}


def words_by(rule: str, advice: Advice) -> set[str]:
    """The sentences that an advice has by one rule: its own, and those of the entries that it alone brings in."""
    own: set[str] = {each.text for each in advice.cautions if each.rule == rule}
    for part in (advice.steps, advice.done, advice.not_yet):
        for each in part:
            own.update(ground.text for ground in each.grounds if ground.rule == rule)
    for step in advice.steps:
        if set(step.rules) == {rule}:
            own.update(text for text in texts(as_data(step)) if text.endswith("."))
        own.update(detail.text for detail in step.details if detail.rule == rule)
    own.update(text for each in advice.context if each.rule == rule for text in (each.text, each.because))
    return own


def given_other_words(rule: str, advice: Advice) -> list[str]:
    """The steps that a rule has told in the words of a variant."""
    return [
        step
        for each in advice.trace
        if each.rule == rule and "variant" in each.concludes
        for step in each.concludes.get("step", [])
    ]


def without(rulebase: RuleBase, rule: str) -> RuleBase:
    """The rule base with one rule taken out."""
    return replace(rulebase, rules=tuple(each for each in rulebase.rules if each.id != rule))


def fired(advice: Advice, stage: Stage) -> list[str]:
    """The rules of one stage that fired."""
    return [each.rule for each in advice.trace if each.stage == stage.value]


@pytest.mark.parametrize("stage", [Stage.PLAN, Stage.CAUTION], ids=lambda stage: stage.value)
def test_a_rule_taken_out_takes_exactly_its_sentences_along(builtin: RuleBase, stage: Stage) -> None:
    company = read_facts(str(HARD), builtin)
    before = Consultation(builtin).advise(company)
    rules = fired(before, stage)
    assert rules
    spoke = 0
    for rule in rules:
        after = Consultation(without(builtin, rule)).advise(company)
        own = words_by(rule, before)
        usual: set[str] = set()
        for name in given_other_words(rule, before):
            step = builtin.steps[name]
            usual.update((step.what, step.first, step.owner, step.sign))
            own.update(text for each in before.steps if each.id == name for text in (each.what, each.first, each.sign))
        lost, new = said(before) - said(after), said(after) - said(before)
        others = {text for other in rules if other != rule for text in words_by(other, before)}
        assert lost <= own, f"{rule} took along what it did not say"
        assert own - others - usual <= lost, f"what {rule} said is still there"
        assert new <= usual, f"taking out {rule} brought in new sentences"
        report = loose(render(after, builtin, "md"))
        assert [text for text in own - others - usual if loose(text) in report] == [], f"{rule} is still in the report"
        spoke += bool(lost)
    assert spoke


@pytest.mark.parametrize("form", ["text", "md"])
def test_the_sentences_leave_the_written_report_too(builtin: RuleBase, form: str) -> None:
    company = read_facts(str(HARD), builtin)
    before = Consultation(builtin).advise(company)
    caution = before.cautions[0]
    less = without(builtin, caution.rule)
    shown = render(before, builtin, form)
    rest = render(Consultation(less).advise(company), less, form)
    assert " ".join(caution.text.split()) in " ".join(shown.split())
    assert " ".join(caution.text.split()) not in " ".join(rest.split())


def flat(text: str) -> str:
    """A text without line breaks, bullets' indents, bold type and the marks of notes."""
    return " ".join(re.sub(r"<sup>(\[\w+\])+</sup>|\[\w+\]|\*\*", " ", text).split()).replace(" ,", ",")


def loose(text: str) -> str:
    """A text as it may stand within a sentence: in lower case, without its full stop and the words that lead in."""
    return re.sub(r"\byou report |\bthat ", "", flat(text).lower().removesuffix("."))


@pytest.mark.parametrize("form", ["text", "md"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_verdict_state_steps_and_cautions_are_in_the_report(builtin: RuleBase, path: Path, form: str) -> None:
    advice = Consultation(builtin).advise(read_facts(str(path), builtin))
    report = flat(render(advice, builtin, form))
    wanted = {advice.headline, advice.relationship.text, *(ground.text for ground in advice.relationship.grounds)}
    wanted.update(ground.text for ground in advice.grounds)
    wanted.update(each.text for each in advice.cautions)
    for step in advice.steps:
        wanted.update((step.title, step.what, step.first, step.owner, step.sign))
    assert sorted(text for text in wanted if flat(text) not in report) == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_reason_that_holds_is_told_with_its_facts(builtin: RuleBase, path: Path) -> None:
    advice = Consultation(builtin).advise(read_facts(str(path), builtin))
    report = flat(render(advice, builtin, "md"))
    uses = {each.rule: {use["fact"] for use in each.uses if "fact" in use} for each in advice.trace}
    for reason in advice.reasons:
        if reason.status == "holds":
            told = [words for words in reason.known if words in reason.because]
            assert len(told) == len(uses[reason.rule]), reason.rule
            assert [words for words in told if words not in report] == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_step_says_why_here_in_one_to_four_bullets(builtin: RuleBase, path: Path) -> None:
    advice = Consultation(builtin).advise(read_facts(str(path), builtin))
    printed = re.split(r"^#{3,4} \d+\. ", render(advice, builtin, "md"), flags=re.MULTILINE)[1:]
    facts = {each.rule for each in advice.trace if any("fact" in use for use in each.uses)}
    assert len(printed) == len(advice.steps)
    for step, text in zip(advice.steps, printed, strict=True):
        text = re.split(r"^## ", text, flags=re.MULTILINE)[0]
        told = [ground for ground in step.grounds if loose(ground.text) in loose(text)]
        assert 1 <= len(told) <= 4, step.id
        assert len(told) == text.count("\n- ")
        reported = [ground for ground in told if ground.rule in facts]
        assert reported == told or not reported, f"{step.id} mixes reported facts with general reasons"


@pytest.mark.parametrize("form", ["text", "md"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_note_cited_is_told_once_and_none_is_empty(builtin: RuleBase, path: Path, form: str) -> None:
    advice = Consultation(builtin).advise(read_facts(str(path), builtin))
    body, sources = re.split(r"\n(?:## )?Sources\n", render(advice, builtin, form))
    cited = {int(number) for number in re.findall(r"\[(\d+)\]", body)}
    told = [int(number) for number in re.findall(r"\[(\d+)\]", sources)]
    assert told == sorted(cited) == list(range(1, len(cited) + 1))
    assert len(told) <= 12
    assert not re.search(r"\b(?:table|summary|body|types|policy)/", body + sources)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_text_and_markdown_number_their_notes_alike(builtin: RuleBase, path: Path) -> None:
    advice = Consultation(builtin).advise(read_facts(str(path), builtin))
    notes = [
        re.findall(r"(\[\d+\] .*)", render(advice, builtin, form).split("Sources\n")[1]) for form in ("text", "md")
    ]
    assert notes[0] == notes[1]
    assert notes[0]


def literal(markdown: str) -> str:
    """Markdown with its escapes and entities taken back."""
    return re.sub(r"\\([\W_])", r"\1", markdown).replace("&lt;", "<").replace("&amp;", "&")


NAME = "*|<script>[x](y) `a` _b_ # ~c~ $d$ & &lt; \\ !"


def test_a_company_name_is_taken_literally_in_markdown(builtin: RuleBase) -> None:
    advice = Consultation(builtin).advise(Company({"relationship": "defined"}, NAME))
    report = render(advice, builtin, "md")
    heading = report.splitlines()[0]
    shown = heading.removeprefix("# Sales and Marketing at ")
    assert literal(shown) == NAME
    assert "<" not in shown
    assert not re.search(r"(?<!\\)(?:\\\\)*[*|_`\[\]()~$#!]", shown)
    assert report.count("script") == 1


def test_a_company_name_is_taken_literally_in_text_and_json(builtin: RuleBase) -> None:
    advice = Consultation(builtin).advise(Company({"relationship": "defined"}, NAME))
    assert render(advice, builtin, "text").splitlines()[0] == f"Sales and Marketing at {NAME}"
    assert advice.company == NAME


def test_a_company_name_is_no_template(builtin: RuleBase) -> None:
    name = "{{ 7 * 7 }} {% raw %} {goal}"
    for form in ("text", "md"):
        report = render(Consultation(builtin).advise(Company({"relationship": "defined"}, name)), builtin, form)
        assert "49" not in report.splitlines()[0]
        assert name in literal(report.splitlines()[0])
