"""Why a question is asked, in words: a sentence for each answer that changes something, and what needs more answers."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.errors import lower_first
from advisor.explain.difference_words import MAIN_PARTS, describe_differences
from advisor.explain.document import Block, Document, Item, Paragraph
from advisor.explain.question import AnswerEffect, AwaitedRule, QuestionExplanation
from advisor.explain.targets import format_source
from advisor.model.pack_locators import find_authors
from advisor.model.word_lists import format_count, join_words

MAX_ANSWERS, MAX_TEXTS, MAX_RULES = 4, 3, 4
"""Maximum number of answers, of texts in a line, and of rules that the short form lists."""
MAX_JOINED = 2
"""Maximum number of answers in one sentence."""


def build_question_document(explanation: QuestionExplanation, *, every: bool, verbose: bool) -> Document:
    """Build the document for why a question is asked.

    Args:
        explanation: the explanation.
        every: list everything, and not only what matters most.
        verbose: add the sources of rules.
    """
    changing = sorted((each for each in explanation.effects if each.differences), key=_rank_effect)
    awaited = sorted(_merge_alike(explanation.awaited), key=lambda each: not each.differences)
    if not every:
        awaited = [each for each in awaited if each.differences] or awaited
    shown_answers, shown_rules = (changing, awaited) if every else (changing[:MAX_ANSWERS], awaited[:MAX_RULES])
    blocks: list[Block] = []
    for effect in shown_answers:
        main = [each for each in effect.differences if each.part in MAIN_PARTS]
        differences = effect.differences if every or not main else main
        lines = describe_differences(differences, None if every else MAX_TEXTS)
        blocks += [Paragraph(f"If {_join_clauses(effect.clauses)}:"), *map(Item, lines)]
    blocks += _iter_unchanging_blocks(explanation, changing)
    if shown_rules:
        blocks.append(Paragraph("Together with other answers, it can lead to this:"))
        blocks += [Item(_describe_awaited(each, verbose=verbose)) for each in shown_rules]
    hidden = (
        (
            len(changing) - len(shown_answers),
            "more answer that changes something",
            "more answers that change something",
        ),
        (len(awaited) - len(shown_rules), "more rule", ""),
    )
    more = [format_count(count, *words) for count, *words in hidden if count]
    if more or (not every and any(len(each.differences) > MAX_TEXTS for each in shown_answers)):
        blocks.append(Paragraph(f"To see everything{f' ({join_words(more)})' if more else ''}, type `why all`."))
    return tuple(blocks)


def _rank_effect(effect: AnswerEffect) -> int:
    """Rank an effect: first other advice, then less possible advice, then everything else."""
    parts = {each.part for each in effect.differences}
    return 0 if "verdict" in parts else 1 if "possible_verdicts" in parts else 2


def _join_clauses(clauses: tuple[str, ...]) -> str:
    shown = clauses if len(clauses) <= MAX_JOINED + 1 else clauses[:MAX_JOINED]
    others = len(clauses) - len(shown)
    return ", or if ".join(shown) + (f", or for {others} other answers" if others else "")


def _iter_unchanging_blocks(explanation: QuestionExplanation, changing: list[AnswerEffect]) -> Iterator[Block]:
    """Yield a sentence about the answers that change nothing by themselves."""
    clauses = [clause for each in explanation.effects if not each.differences for clause in each.clauses]
    if not changing:
        yield Paragraph("By itself, no answer changes the advice.")
    elif len(clauses) > MAX_JOINED:
        yield Paragraph(f"The other {len(clauses)} answers change nothing by themselves.")
    elif clauses:
        yield Paragraph(f"If {_join_clauses(tuple(clauses))}: no change by itself.")


def _merge_alike(rules: tuple[AwaitedRule, ...]) -> list[AwaitedRule]:
    """Leave out rules that read like an earlier one."""
    return list({(each.title, each.other_facts, each.differences): each for each in reversed(rules)}.values())[::-1]


def _describe_awaited(rule: AwaitedRule, *, verbose: bool) -> str:
    lines = list(describe_differences(rule.differences))
    condition = lower_first(rule.title)
    parts = {each.part for each in rule.differences}
    if not lines:
        words = f"In the report: {rule.title}"
    elif parts <= {"reasons", "cautions"}:  # their words say the condition
        words = "; ".join(lines)
    else:
        words = f"{'; '.join(lines)} (if {condition})"
    others = f" Also needed: {join_words(rule.other_facts)}." if rule.other_facts else ""
    source = f" [{format_source(rule.source)}]" if verbose else ""
    packs = "" if verbose else "".join(f" [pack {name}]" for name in find_authors(rule.source))
    return f"{words}.{others}{source}{packs}"
