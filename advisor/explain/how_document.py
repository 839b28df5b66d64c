"""The explanation of a conclusion in words: a list within a list, from the conclusion down to the answers."""

from __future__ import annotations

from advisor.explain.document import Document, Heading, Item, Paragraph
from advisor.explain.how import HowExplanation
from advisor.explain.lines import Line, LineKind
from advisor.explain.targets import describe_target, format_source, format_target
from advisor.model.rulebase import RuleBase
from advisor.model.word_lists import format_count

SOURCES_NOTE = (
    "In brackets: the source of each line. Sources that begin with policy/ are our own judgement; the others are "
    "places in the article or in another work."
)
_FRAMES = {
    LineKind.ANSWER: "You answered: {}.",
    LineKind.COMPUTED: "We worked out: {}.",
    LineKind.INFERRED: "It follows that {}.",
    LineKind.NOT_REPORTED: "No answer says that {}.",
    LineKind.SAME: "As above: {}",
    LineKind.FAILS: "Not so here: {}.",
}
"""The frame around the words of a line, by its kind."""


def build_heading(how: HowExplanation, rulebase: RuleBase) -> str:
    """Return the heading of an explanation."""
    return f"How {describe_target(how.target, rulebase)} comes about ({format_target(how.target)})"


def build_how_document(how: HowExplanation, rulebase: RuleBase) -> Document:
    """Build the document for an explanation; for a conclusion that the company does not get, it says so."""
    heading, name = Heading(build_heading(how, rulebase)), format_target(how.target)
    if not how.holds:
        sentence = "It does not: this is not part of the advice for this company."
        return heading, Paragraph(
            f"{sentence} `advisor explain why-not FACTS {name}` shows what would have to be different."
        )
    return (heading, *map(_build_item, how.lines), Paragraph(SOURCES_NOTE))


def _build_item(line: Line) -> Item:
    source = "" if line.kind is LineKind.SAME else f" [{format_source(line.source)}]"
    return Item(f"{format_line(line)}{source}", tuple(map(_build_item, line.lines)))


def format_line(line: Line) -> str:
    """Return the words of a line, without its source."""
    if line.kind is LineKind.ABSENT:
        return "This would change it, but is not so here:" if len(line.lines) == 1 else "None of these applies:"
    if line.kind is LineKind.ELSEWHERE:
        count = len(line.id.split(", "))
        subject = "The level" if line.text == "state" else f"The {line.text.replace('_', ' ')}"
        return f"{subject} rules out {format_count(count, 'further rule')}:"
    if line.kind is LineKind.WHATEVER:
        return "It is the same whatever the open answers are, because of these answers together:"
    return _FRAMES.get(line.kind, "{}").format(line.text)
