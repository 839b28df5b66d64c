"""The wording of the built-in pack: our own, neutral between the functions, free of borrowed figures, in good form."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from advisor.loading.packs.load_rulebase import find_builtin_folder, load
from advisor.model.vocabulary import Kind

BUILTIN = load()
ROOT = Path(find_builtin_folder())
OVERLAP = ROOT.parent / "shared" / "tools" / "overlap"

FUNCTION = r"(?:sales(?:people|force| force| team| department| group)?|market(?:ing|ers)(?: team| department| group)?)"
# One function as the only subject: "marketers and salespeople do not confer" is about both and is accepted.
ALONE = rf"(?<!and )(?<!or )(?<!with )\b{FUNCTION}"
FAILINGS = (
    r"fails?|failed|ignores?|ignored|refuses?|refused|neglects?|neglected|blames?|blamed|wastes?|wasted|complains?"
    r"|obstructs?|resists?|undermines?|exaggerates?|overspends?|underperforms?|meddles?"
)
BLAME = {
    "a failing of one function": rf"{ALONE} (?:often |usually |always |simply |just )?(?:{FAILINGS})\b",
    "what one function does not do": rf"{ALONE} (?:does not|doesn't|do not|don't|did not|never|won't)\b",
    "what one function should do": rf"{ALONE} (?:should|must|has to|ought to) (?:finally|stop|learn|listen|admit)\b",
    "a bad trait of one function": rf"{ALONE} (?:is|are) (?:too |so |merely )?"
    r"(?:to blame|at fault|guilty|wrong|lazy|myopic|blind|short-sighted|out of touch|selfish|stubborn|arrogant)\b",
    "a fault given to one function": rf"\b(?:fault|mistake|guilt|failure|failing)s? (?:of|by|in) {FUNCTION}\b",
    "one function as the culprit": rf"\b(?:blame|blamed|caused by|because of|thanks to|due to) {FUNCTION}\b",
    "a function's own fault": rf"\b{FUNCTION}(?:'s|’s|'|’)? (?:fault|mistake|failure|failing|incompetence|negligence)",
}
# Figures that are often quoted without a source that can be found: no text may contain them.
UNTRACED = r"\b(?:8|208|36|38|19|15|10)(?:\.0)?\s?(?:%|per ?cent\b|percentage points?\b)"


def iter_sentences() -> Iterator[tuple[str, str]]:
    """Yield every text that is printed as full sentences, with its place."""
    for name, fact in BUILTIN.facts.items():
        yield f"help of {name}", fact.help
    for step in BUILTIN.steps.values():
        for key in ("what", "first", "sign"):
            yield f"{key} of {step.id}", getattr(step, key)
            yield from ((f"{key} of {step.id}, {name}", getattr(each, key)) for name, each in step.variants.items())
        yield from ((practice.id, practice.text) for practice in step.practices.values())
    for key, entry in BUILTIN.entries.items():
        yield key, entry.text
        yield f"friction of {key}", entry.extra.get("friction", "")
        yield from ((sign.id, sign.text) for sign in entry.signs)
    yield from ((f"because of {rule.id}", rule.because) for rule in BUILTIN.rules)


def iter_clauses() -> Iterator[tuple[str, str]]:
    """Yield every text that completes "You report that ...", by fact and value."""
    for name, fact in BUILTIN.facts.items():
        yield from ((f"{name}: {value}", text) for value, text in fact.values.items() if fact.kind is not Kind.MANY)
        yield f"{name}: clause", fact.clause
        yield f"{name}: empty", fact.empty


def iter_fragments() -> Iterator[tuple[str, str]]:
    """Yield titles, labels, questions and all other printed texts."""
    for name, fact in BUILTIN.facts.items():
        yield f"question of {name}", fact.question
        yield f"label of {name}", fact.label
        yield from ((f"{name}: {value}", text) for value, text in fact.values.items())
    for step in BUILTIN.steps.values():
        yield f"title of {step.id}", step.title
        yield f"owner of {step.id}", step.owner
        yield from ((f"title of {step.id}, {name}", each.title) for name, each in step.variants.items())
    yield from ((f"title of {key}", entry.title) for key, entry in BUILTIN.entries.items())
    yield from ((f"title of {rule.id}", rule.title) for rule in BUILTIN.rules)
    yield from BUILTIN.wording.items()


TEXTS = {where: text for each in (iter_sentences(), iter_clauses(), iter_fragments()) for where, text in each if text}


def find_matches(pattern: str, texts: dict[str, str]) -> dict[str, str]:
    return {where: text for where, text in texts.items() if re.search(pattern, text, re.IGNORECASE)}


def test_texts_of_all_kinds_are_checked() -> None:
    assert len(TEXTS) > 1000


@pytest.mark.skipif(
    not OVERLAP.is_file(), reason="needs the seed documents and their overlap tool next to the checkout"
)
def test_no_text_shares_a_run_of_eight_words_with_the_seeds() -> None:
    folders = [(ROOT / name).rglob("*") for name in ("knowledge", "rules", "templates", "docs")]
    files = [str(path) for folder in folders for path in sorted(folder) if path.is_file()]
    assert len(files) > 50
    run = subprocess.run([sys.executable, str(OVERLAP), *files], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout.splitlines()[:-1]) == (0, [])


@pytest.mark.parametrize("pattern", BLAME.values(), ids=BLAME)
def test_no_text_blames_a_function(pattern: str) -> None:
    assert find_matches(pattern, TEXTS) == {}


@pytest.mark.parametrize(
    "text",
    [
        "Marketing fails to deliver leads.",
        "The sales force often ignores what research finds.",
        "You report that salespeople never follow up.",
        "Marketers should finally listen.",
        "The sales team is to blame.",
        "This is the fault of Marketing.",
        "It happened because of Sales.",
        "It was Marketing's mistake.",
    ],
)
def test_finds_a_text_that_blames_a_function(text: str) -> None:
    assert any(find_matches(pattern, {"here": text}) for pattern in BLAME.values())


@pytest.mark.parametrize(
    "text",
    [
        "Marketers and salespeople do not confer on important accounts.",
        "Sales and Marketing compete for resources.",
        "Tasks between the two functions are neglected.",
        "Marketing takes no part in prospecting.",
    ],
)
def test_accepts_a_text_about_both_functions(text: str) -> None:
    assert not any(find_matches(pattern, {"here": text}) for pattern in BLAME.values())


def test_no_text_repeats_a_figure_without_a_source() -> None:
    assert find_matches(UNTRACED, TEXTS) == {}


@pytest.mark.parametrize("text", ["only 8% are aligned", "208 % more", "36 percent", "10 per cent of revenue"])
def test_finds_a_figure_without_a_source(text: str) -> None:
    assert find_matches(UNTRACED, {"here": text})


def test_clauses_are_in_lower_case_without_a_final_period() -> None:
    names = ("Sales", "Marketing")
    wrong = {}
    for where, text in iter_clauses():
        words = re.findall(r"[A-Za-z]+", text.replace("{value}", ""))
        if text and (text[-1] in ".!?" or any(word not in names and not word.islower() for word in words)):
            wrong[where] = text
    assert wrong == {}


def test_every_sentence_begins_with_a_capital_and_ends_with_a_period() -> None:
    start = re.compile(r"[A-Z{0-9“\"]")
    assert {
        where: text for where, text in iter_sentences() if text and not (start.match(text) and text[-1] == ".")
    } == {}


def test_every_question_ends_with_a_question_mark() -> None:
    questions = {name: fact.question for name, fact in BUILTIN.facts.items()}
    assert {name: text for name, text in questions.items() if not text[0].isupper() or text[-1] != "?"} == {}


def test_titles_of_rules_and_steps_have_no_period() -> None:
    titles = {item.id: item.title for each in (BUILTIN.rules, BUILTIN.steps.values()) for item in each}
    assert {name: title for name, title in titles.items() if not title[0].isupper() or title[-1] in ".?!"} == {}


def test_no_text_has_stray_space_or_a_doubled_word() -> None:
    assert find_matches(r"  | [,.;:?!](?: |$)|^\s|\s$", TEXTS) == {}
    assert find_matches(r"\b(?!that\b|had\b)([a-z]+) \1\b", TEXTS) == {}


def test_placeholders_in_because_are_known_and_follow_that() -> None:
    allowed = {"grounds", *BUILTIN.facts}
    unknown = {}
    for rule in BUILTIN.rules:
        fields = [(before, name) for before, name, _, _ in Formatter().parse(rule.because) if name is not None]
        joined = ("that ", "But ", "but ", "although ", "and ")
        if any(name not in allowed or not before.endswith(joined) for before, name in fields):
            unknown[rule.id] = rule.because
    assert unknown == {}


def test_clauses_have_the_placeholder_of_their_kind() -> None:
    with_value = {name for name, fact in BUILTIN.facts.items() if fact.clause.count("{value}") == 1}
    assert with_value == {name for name, fact in BUILTIN.facts.items() if fact.kind in (Kind.MANY, Kind.COUNT)}
    assert all(fact.empty for fact in BUILTIN.facts.values() if fact.kind is Kind.MANY)
