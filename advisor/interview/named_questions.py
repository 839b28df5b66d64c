"""Questions by their names: an answer as in a facts file (`sales_cycle: long`), by the name or by the label."""

from __future__ import annotations

from advisor.interview.answer_options import normalize_text
from advisor.interview.dialogue import Dialogue
from advisor.interview.opening_questions import ROUTE
from advisor.model.name_suggestion import suggest_name
from advisor.model.vocabulary import Fact


def split_name(typed: str) -> tuple[str, str] | None:
    """Split `name: answer` or `name = answer`; None if the text is neither."""
    for sign in (":", "="):
        name, separator, entry = typed.partition(sign)
        if separator and name.strip().replace(" ", "_").replace("-", "_").isidentifier():
            return name.strip(), entry.strip()
    return None


def find_named_question(dialogue: Dialogue, text: str) -> Fact | None:
    """Find a question by its name or its label; None if there is none."""
    phrase = normalize_text(text)
    if fact := dialogue.find_fact(phrase.replace(" ", "_")):
        return fact
    facts = dialogue.planner.rulebase.facts.values()
    return next((fact for fact in facts if not fact.computed and normalize_text(fact.label) == phrase), None)


def describe_unknown_name(dialogue: Dialogue, name: str) -> str:
    """Return the sentence that no question has this name, with the nearest one."""
    near = suggest_name(name.lower().replace(" ", "_"), (*dialogue.planner.rulebase.facts, ROUTE))
    return f"`{name[:40]}` is not the name of a question{near}"
