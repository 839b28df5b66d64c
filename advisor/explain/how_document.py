"""The explanation of a conclusion in words: a list within a list, from the conclusion down to the answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.consultation import BASIS
from advisor.explain.document import Document, Heading, Item, Paragraph
from advisor.explain.how import HowExplanation
from advisor.explain.lines import Line, LineKind
from advisor.explain.targets import describe_target, format_source, format_target
from advisor.model.rulebase import STATED_BASIS, RuleBase
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
    LineKind.SAME: "As above: {}.",
    LineKind.FAILS: "{}.",
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
    return (heading, *map(_build_item, list_shown_lines(how.lines)), Paragraph(SOURCES_NOTE))


def list_shown_lines(lines: Iterable[Line]) -> list[Line]:
    """List the lines that a reader sees, each with those below it; the data of an explanation has all of them.

    Left out are lines that say again what is next to them, or next to a line above, and rules for other levels if an
    earlier line shows the level.
    """
    return list(_iter_shown_lines(tuple(lines), frozenset()))


def _iter_shown_lines(lines: tuple[Line, ...], above: frozenset[str]) -> Iterator[Line]:
    given = above.union(line.id for line in lines if line.kind is LineKind.RULE)
    answered = {each.id for line in lines for each in line.lines if each.kind is LineKind.ANSWER}
    for line in lines:
        is_said = line.id in {LineKind.SAME: given, LineKind.ANSWER: answered}.get(line.kind, ())
        is_own_word = line.kind is LineKind.COMPUTED and (line.id, line.value) == (BASIS, STATED_BASIS)
        if is_said or is_own_word or _is_elsewhere_as_above(line):
            continue
        below = tuple(_iter_shown_lines(line.lines, given))
        if below or not line.lines or line.kind is not LineKind.ABSENT:
            yield line._replace(lines=below)


def _is_elsewhere_as_above(line: Line) -> bool:
    return line.kind is LineKind.ELSEWHERE and all(each.kind is LineKind.SAME for each in line.lines)


def _build_item(line: Line) -> Item:
    source = "" if line.kind is LineKind.SAME else f" [{format_source(line.source)}]"
    return Item(f"{format_line(line)}{source}", tuple(map(_build_item, line.lines)))


def format_line(line: Line) -> str:
    """Return the words of a line, without its source."""
    if line.kind is LineKind.ABSENT:
        return "This does not apply:" if len(line.lines) == 1 else "None of these applies:"
    if line.kind is LineKind.ELSEWHERE:
        count = len(line.id.split(", "))
        subject = "The level" if line.text == "state" else f"The {line.text.replace('_', ' ')}"
        return f"{subject} rules out {format_count(count, 'further rule')}:"
    if line.kind is LineKind.WHATEVER:
        return "It is the same whatever the open answers are, because of these answers together:"
    frame = _FRAMES.get(line.kind, "{}")
    return frame.format(line.text.removesuffix(".") if frame.endswith(".") else line.text)
