"""A report has only sentences of rules and entries: templates have none, and no sentence remains without its rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from advisor.consultation import Consultation
from advisor.model.advice import Advice, Caution, as_data
from advisor.model.company import Company
from advisor.model.conditions import iter_leaves
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Stage
from advisor.reporting.render.formats import render
from tests.reporting.advised_examples import EXAMPLES, advise_example, get_consultation, read_example, report_example

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted((ROOT / "templates").glob("*.j2"))
HARD = "hard-small-firm-in-conflict"
PARTS_WITHOUT_SENTENCES = ("trace", "rulebase", "sources")
"""Parts of the data that a report does not say in sentences."""


def iter_template_words(template: str) -> Iterator[str]:
    """Yield the words of a template: its text outside Jinja's marks, and the texts quoted inside them."""
    text = re.sub(r"\{#.*?#\}", "", template, flags=re.DOTALL)
    yield from re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "\n", text, flags=re.DOTALL).splitlines()
    for mark in re.findall(r"\{\{.*?\}\}|\{%.*?%\}", text, flags=re.DOTALL):
        for double, single in re.findall(r'"([^"]*)"|\'([^\']*)\'', mark):
            yield double or single


def is_sentence(text: str) -> bool:
    """Check for four words or more that end like a sentence."""
    return len(re.findall(r"[A-Za-z]+", text)) >= 4 and re.search(r"[.!?][*_\s|)]*$", text) is not None


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_no_sentence(path: Path) -> None:
    assert [text for text in iter_template_words(path.read_text(encoding="utf-8")) if is_sentence(text)] == []


def test_finds_a_sentence_in_a_template() -> None:
    template = (
        'Fine words\n- {{ x }} This is a sentence. \n{{ "You may not say this." | wrapped }}{# Nor is this one. #}'
    )
    assert [text.strip() for text in iter_template_words(template) if is_sentence(text)] == [
        "This is a sentence.",
        "You may not say this.",
    ]


def iter_texts(value: object) -> Iterator[str]:
    """Yield every text of a part of the advice, except ids, rules and locators."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from iter_texts(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key not in ("rule", "rules", "source", "id", "tasks", "waiting", "fact", "facts"):
                yield from iter_texts(each)


def find_sentences(advice: Advice) -> set[str]:
    """Find the sentences of an advice in its data."""
    data = as_data(advice)
    assert isinstance(data, dict)
    parts = [each for key, each in data.items() if key not in PARTS_WITHOUT_SENTENCES]
    return {text for text in iter_texts(parts) if text.endswith((".", "?"))}


def find_sentences_of(rule: str, advice: Advice) -> set[str]:
    """Find the sentences that an advice owes to one rule: its own, and those of entries that only this rule adds."""
    own: set[str] = {each.text for each in advice.cautions if each.rule == rule}
    own.update(each.because for each in advice.reasons if each.rule == rule)
    for part in (advice.steps, advice.done, advice.not_yet):
        for each in part:
            own.update(ground.text for ground in each.grounds if ground.rule == rule)
    for step in advice.steps:
        if set(step.rules) == {rule}:
            own.update(text for text in iter_texts(as_data(step)) if text.endswith("."))
        own.update(detail.text for detail in step.details if detail.rule == rule)
    shared = list_shared_entries(rule, advice)
    own.update(each.because for each in advice.context if each.rule == rule)
    own.update(each.text for each in advice.context if each.rule == rule and each.id not in shared)
    return own


def list_shared_entries(rule: str, advice: Advice) -> list[str]:
    """List the reference entries that another rule adds too."""
    return [name for each in advice.trace if each.rule != rule for name in each.concludes.get("context", [])]


def find_varied_steps(rule: str, advice: Advice) -> list[str]:
    """Find the steps for which a rule selects a variant."""
    return [
        step
        for each in advice.trace
        if each.rule == rule and "variant" in each.concludes
        for step in each.concludes.get("step", [])
    ]


def remove_rule(rulebase: RuleBase, rule: str) -> RuleBase:
    """Return the rule base without one rule."""
    return replace(rulebase, rules=tuple(each for each in rulebase.rules if each.id != rule))


def list_fired_rules(advice: Advice, stage: Stage) -> list[str]:
    """List the rules of one stage that fired."""
    return [each.rule for each in advice.trace if each.stage == stage.value]


@pytest.mark.parametrize("stage", [Stage.PLAN, Stage.CAUTION], ids=lambda stage: stage.value)
def test_removing_a_rule_removes_exactly_its_sentences(builtin: RuleBase, stage: Stage) -> None:
    company, before = read_example(HARD), advise_example(HARD)
    rules = list_fired_rules(before, stage)
    assert rules
    rules_with_loss = 0
    for rule in rules:
        after = Consultation(remove_rule(builtin, rule)).advise(company)
        own = find_sentences_of(rule, before)
        usual: set[str] = set()
        other_words: set[str] = set()
        for name in find_varied_steps(rule, before):
            step = builtin.steps[name]
            usual.update((step.what, step.first, step.owner, step.sign))
            for each in step.variants.values():  # another rule can select another variant
                other_words.update(filter(None, (each.what, each.first, each.owner, each.sign)))
            own.update(text for each in before.steps if each.id == name for text in (each.what, each.first, each.sign))
        shared = list_shared_entries(rule, before)
        usual.update(each.because for each in after.context if each.id in shared)  # of the other rule, printed once
        lost, new = find_sentences(before) - find_sentences(after), find_sentences(after) - find_sentences(before)
        fired = [each.rule for each in before.trace if each.rule != rule]
        others = {text for other in fired for text in find_sentences_of(other, before)}
        assert lost <= own, f"{rule}: a sentence of another rule is missing"
        assert own - others - usual - other_words <= lost, f"{rule}: a sentence remains"
        assert new <= usual | other_words, f"{rule}: new sentences"
        report = normalize(render(after, builtin, "md"))
        same = {text for text in own for other in others if normalize(text) in normalize(other)}
        remaining = [text for text in own - others - usual - other_words - same if normalize(text) in report]
        assert remaining == [], f"{rule}: a sentence remains in the report"
        rules_with_loss += bool(lost)
    assert rules_with_loss


@pytest.mark.parametrize("form", ["text", "md"])
def test_removing_a_rule_removes_its_sentences_from_the_report(builtin: RuleBase, form: str) -> None:
    company, before = read_example(HARD), advise_example(HARD)
    caution = before.cautions[0]
    less = remove_rule(builtin, caution.rule)
    shown = report_example(HARD, form)
    rest = render(Consultation(less).advise(company), less, form)
    assert " ".join(caution.text.split()) in " ".join(shown.split())
    assert " ".join(caution.text.split()) not in " ".join(rest.split())


def join_lines(text: str) -> str:
    """Join the lines of a text, without bold type and the marks of notes."""
    return " ".join(re.sub(r"<sup>(\[\w+\])+</sup>|\[\w+\]|\*\*", " ", text).split()).replace(" ,", ",")


def normalize(text: str) -> str:
    """Normalize a text as within a sentence: lower case, without its full stop and its first words."""
    return re.sub(r"\byou report |\bthat |[.,;]", "", join_lines(text).lower())


def list_tested_values(rule: str) -> set[tuple[str, str]]:
    """List the facts that a rule tests, each with a value."""
    tests = iter_leaves(get_consultation().rulebase.rules_by_id[rule].condition)
    return {(test.name, value) for test in tests for value in test.values}


def is_answered(caution: Caution, advice: Advice, report: str) -> bool:
    """Return whether a caution names trouble that a practice in the report answers."""
    printed = normalize(report)
    details = [detail for step in advice.steps for detail in step.details if normalize(detail.text) in printed]
    tested = list_tested_values(caution.rule)
    return caution.id.startswith("trouble-") and any(tested & list_tested_values(each.rule) for each in details)


@pytest.mark.parametrize("form", ["text", "md"])
@pytest.mark.parametrize("example", EXAMPLES)
def test_a_report_has_verdict_state_steps_and_cautions(example: str, form: str) -> None:
    advice = advise_example(example)
    report = join_lines(report_example(example, form))
    meaning = [each.text for each in advice.relationship.marks] if not advice.scores else []
    wanted = {advice.headline, *meaning, *(ground.text for ground in advice.relationship.grounds)}
    wanted.update(ground.text for ground in advice.grounds)
    wanted.update(each.text for each in advice.cautions if not is_answered(each, advice, report))
    for step in advice.steps:
        wanted.update((step.title, step.what, step.first, step.owner, step.sign))
    printed = normalize(report)
    assert sorted(text for text in wanted if normalize(text) not in printed) == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_report_has_every_reason_with_its_facts(example: str) -> None:
    advice = advise_example(example)
    report = normalize(report_example(example, "md"))
    uses = {each.rule: {use["fact"] for use in each.uses if "fact" in use} for each in advice.trace}
    for reason in advice.reasons:
        if reason.status == "holds":
            clauses = [words for words in reason.known if words in reason.because]
            assert len(clauses) == len(uses[reason.rule]), reason.rule
            assert [words for words in clauses if normalize(words) not in report] == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_step_has_one_to_three_bullets(example: str) -> None:
    advice = advise_example(example)
    printed = re.split(r"^#{3,4} \d+\. ", report_example(example, "md"), flags=re.MULTILINE)[1:]
    assert len(printed) == len(advice.steps)
    for step, text in zip(advice.steps, printed, strict=True):
        text = re.split(r"^## ", text, flags=re.MULTILINE)[0]
        assert 1 <= text.count("\n- ") <= 3, step.id


@pytest.mark.parametrize("form", ["text", "md"])
@pytest.mark.parametrize("example", EXAMPLES)
def test_every_cited_note_is_listed_once(example: str, form: str) -> None:
    body, sources = re.split(r"\n(?:## )?Sources\n", report_example(example, form))
    cited = {int(number) for number in re.findall(r"\[(\d+)\]", body)}
    listed = [int(number) for number in re.findall(r"\[(\d+)\]", sources)]
    assert listed == sorted(cited) == list(range(1, len(cited) + 1))
    assert len(listed) <= 12
    assert not re.search(r"\b(?:table|summary|body|types|policy)/", body + sources)


@pytest.mark.parametrize("example", EXAMPLES)
def test_text_and_markdown_have_the_same_note_numbers(example: str) -> None:
    notes = [
        re.findall(r"(\[\d+\] .*)", report_example(example, form).split("Sources\n")[1]) for form in ("text", "md")
    ]
    assert notes[0] == notes[1]
    assert notes[0]


def unescape(markdown: str) -> str:
    """Undo the escapes and entities of Markdown."""
    return re.sub(r"\\([\W_])", r"\1", markdown).replace("&lt;", "<").replace("&amp;", "&")


TITLE = "Sales and Marketing at"
NAME = "*|<script>[x](y) `a` _b_ # ~c~ $d$ & &lt; \\ !"


def test_a_company_name_is_literal_in_markdown(builtin: RuleBase) -> None:
    advice = get_consultation().advise(Company({"relationship": "defined"}, NAME))
    report = render(advice, builtin, "md")
    heading = report.splitlines()[0]
    shown = heading.removeprefix(f"# {TITLE} ")
    assert unescape(shown) == NAME
    assert "<" not in shown
    assert not re.search(r"(?<!\\)(?:\\\\)*[*|_`\[\]()~$#!]", shown)
    assert report.count("script") == 1


def test_a_company_name_is_literal_in_text_and_json(builtin: RuleBase) -> None:
    advice = get_consultation().advise(Company({"relationship": "defined"}, NAME))
    assert render(advice, builtin, "text").splitlines()[0] == f"{TITLE} {NAME}"
    assert advice.company == NAME


def test_a_company_name_is_no_template(builtin: RuleBase) -> None:
    name = "{{ 7 * 7 }} {% raw %} {goal}"
    for form in ("text", "md"):
        report = render(get_consultation().advise(Company({"relationship": "defined"}, name)), builtin, form)
        assert "49" not in report.splitlines()[0]
        assert name in unescape(report.splitlines()[0])
