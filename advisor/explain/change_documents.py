"""What would have to be different, in words: for a target, for the verdict, and for tried answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.explain.change import Turn, VerdictChanges
from advisor.explain.document import Block, Document, Heading, Item, Paragraph, Table
from advisor.explain.targets import describe_target, format_source, format_target
from advisor.explain.what_if import WhatIf
from advisor.explain.why_not import ChangedAnswer, WhyNot
from advisor.model.advice import PlainValue
from advisor.model.instrument import build_instrument
from advisor.model.rulebase import VERDICT, RuleBase
from advisor.model.vocabulary import Atom, Control, Stage
from advisor.model.word_lists import format_count, join_alternatives, join_words
from advisor.reporting.view.wording import capitalize

_CONTROL_HEADINGS = {
    Control.COMPANY: "The company can change this itself",
    Control.SLOW: "The company can change this, but slowly",
    Control.MARKET: "The company cannot do this alone, because the market must change",
}
PART_NAMES = {
    "verdict": "Main advice",
    "possible_verdicts": "Possible advice",
    "relationship": "Level",
    "move": "Move",
    "strength": "Strength of the case",
    "reasons": "Reason",
    "trouble": "Problem",
    "steps": "Step",
    "practices": "Practice",
    "done": "Already in place",
    "not_yet": "For later",
    "cautions": "Caution",
    "open_questions": "Question that decides",
}


def build_why_not_document(why_not: WhyNot, rulebase: RuleBase) -> Document:
    """Build the document for why a company does not get a target."""
    name, words = format_target(why_not.target), describe_target(why_not.target, rulebase)
    heading = Heading(f"Why not {words}? ({name})")
    if why_not.holds:
        return heading, Paragraph("This is part of the advice for this company already.")
    if not why_not.changes:
        sentence = "No other answers bring it about." if why_not.possible is False else _STOPPED_EMPTY
        return heading, Paragraph(sentence)
    count = len(why_not.changes)
    lead = "This would have to be different:" if count == 1 else "One of these would have to be different:"
    ending = (
        "These are all the smallest changes." if why_not.complete else "There are others, of the same size or larger."
    )
    return heading, Paragraph(lead), *(_build_set_item(changes) for changes in why_not.changes), Paragraph(ending)


_STOPPED_EMPTY = "We found no change that brings it about, but there are too many to try them all."


def _build_set_item(changes: tuple[ChangedAnswer, ...]) -> Item:
    first, *rest = (_describe_change(change) for change in changes)
    if not rest:
        return Item(first)
    return Item(f"{format_count(len(changes), 'answer')} together:", tuple(map(Item, (first, *rest))))


def _describe_change(change: ChangedAnswer) -> str:
    after = join_alternatives([_format_value(change.after), *change.others])
    now = "still open" if change.before is None else f"now {_format_value(change.before)}"
    return f"{capitalize(change.clause)} ({change.fact}: {after}; {now})"


def _format_value(value: PlainValue | None) -> str:
    if value is None:
        return "unknown"
    return (", ".join(value) or "none") if isinstance(value, list) else str(value)


def build_change_document(changes: VerdictChanges, rulebase: RuleBase) -> Document:
    """Build the document for what would turn the verdict."""
    blocks: list[Block] = [
        Heading(f"What would change the advice {describe_target(Atom(VERDICT, changes.verdict), rulebase)}")
    ]
    by_control = {control: [turn for turn in changes.turns if turn.control is control] for control in Control}
    for control, turns in by_control.items():
        if turns:
            blocks += [Paragraph(f"{_CONTROL_HEADINGS[control]}:"), *_iter_turn_items(turns, rulebase)]
    if not changes.turns:
        blocks.append(Paragraph("No answer that you could change at this level leads to other advice."))
    if not changes.complete:
        blocks.append(Paragraph("There are others, of the same size or larger."))
    return *blocks, *_iter_route_blocks(changes, rulebase)


def _iter_turn_items(turns: Iterable[Turn], rulebase: RuleBase) -> Iterator[Item]:
    by_verdict: dict[str, list[Turn]] = {}
    for turn in turns:
        by_verdict.setdefault(turn.verdict, []).append(turn)
    for verdict, same in by_verdict.items():
        words = describe_target(Atom(VERDICT, verdict), rulebase)
        yield Item(f"To {words}:", tuple(_build_set_item(turn.changes) for turn in same))


def _iter_route_blocks(changes: VerdictChanges, rulebase: RuleBase) -> Iterator[Block]:
    route = changes.route
    if route is None:
        return
    points = f"{route.points:.1f}".removesuffix(".0")
    word = "point is" if route.points == 1 else "points are"
    yield Paragraph(f"By the 20 statements: {points} more {word} needed for the next level, {route.next_state}.")
    if route.statements:
        titles = {statement.number: statement.title for statement in build_instrument(rulebase).statements}
        yield Paragraph(f"The shortest way is {format_count(len(route.statements), 'statement')}:")
        for each in route.statements:
            yield Item(f"Statement {each.number} ({titles[each.number]}): from {each.before} to {each.after} of 5")


def build_what_if_document(what_if: WhatIf, rulebase: RuleBase) -> Document:
    """Build the document for tried answers: what differs, side by side, and the rules that make the difference."""
    tried = join_words(
        f"{each.fact} were {_format_value(each.after)} instead of {_format_value(each.before)}"
        for each in what_if.tried
    )
    heading = Heading(f"What if {tried}?")
    if not what_if.differences:
        return heading, Paragraph("Nothing in the advice would be different.")
    rows = tuple(
        (_format_cell(each.part, each.before), _format_cell(each.part, each.after)) for each in what_if.differences
    )
    blocks: list[Block] = [heading, Table(("As it is", "As it would be"), rows)]
    for fires_now, lead in ((True, "Rules that apply only as it is:"), (False, "Rules that would apply only then:")):
        rules = [each for each in what_if.rules if each.fires_now is fires_now and each.stage.rank <= Stage.DECIDE.rank]
        if rules:
            blocks += [
                Paragraph(lead),
                *(Item(f"{each.title} [{each.rule}; {format_source(each.source)}]") for each in rules),
            ]
    others = sum(each.stage.rank > Stage.DECIDE.rank for each in what_if.rules)
    if others:
        subject = f"{format_count(others, 'rule')} for steps and cautions"
        blocks.append(Paragraph(f"Besides, {subject} differ; `--format json` lists all of them."))
    return tuple(blocks)


def _format_cell(part: str, text: str) -> str:
    return f"{PART_NAMES[part]}: {text}" if text else "-"
