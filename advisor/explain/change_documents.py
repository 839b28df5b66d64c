"""What would have to be different, in words: for a target, for the verdict, and for tried answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.explain.change import Turn, TurnGroup, VerdictChanges
from advisor.explain.difference_words import format_cell
from advisor.explain.document import Block, Document, Heading, Item, Paragraph, Table
from advisor.explain.targets import describe_target, format_source, format_target
from advisor.explain.what_if import TriedAnswer, WhatIf
from advisor.explain.why_not import ChangedAnswer, WhyNot
from advisor.model.advice import PlainValue
from advisor.model.instrument import build_instrument
from advisor.model.rulebase import VERDICT, RuleBase
from advisor.model.score_rounding import format_score, round_missing_points
from advisor.model.vocabulary import Atom, Control, Stage
from advisor.model.word_lists import format_count, join_alternatives, join_words
from advisor.reporting.view.wording import capitalize

_GROUP_LEADS = {
    TurnGroup.OPEN: "Answers to open questions can change it",
    TurnGroup.COMPANY: "The company can change this itself",
    TurnGroup.SLOW: "The company can change this, but slowly",
    TurnGroup.MARKET: "The company cannot do this alone, because the market must change, too",
    TurnGroup.HARM: "Do not aim at these. But if one of them happened, the advice would change",
}
_OPEN_LEAD = "Still to answer"
_WHO_LEADS = {
    Control.COMPANY: "For the company to change",
    Control.SLOW: "For the company to change",
    Control.MARKET: "Only the market can change",
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
    words = ", or ".join((change.clause, *change.others.values()))
    return f"{capitalize(words)} ({change.fact}: {after}; {now})"


def _format_value(value: PlainValue | None) -> str:
    if value is None:
        return "unknown"
    return (", ".join(value) or "none") if isinstance(value, list) else str(value)


def build_change_document(changes: VerdictChanges, rulebase: RuleBase) -> Document:
    """Build the document for what would turn the verdict."""
    blocks: list[Block] = [
        Heading(f"What would change the advice {describe_target(Atom(VERDICT, changes.verdict), rulebase)}")
    ]
    by_group = {group: [turn for turn in changes.turns if turn.group is group] for group in TurnGroup}
    if not changes.turns:
        blocks.append(Paragraph("No answer that you could change at this level leads to other advice."))
    elif len(by_group[TurnGroup.HARM]) == len(changes.turns):
        blocks.append(Paragraph("Nothing that you would want to change at this level leads to other advice."))
    for group, turns in by_group.items():
        if turns:
            blocks += [Paragraph(f"{_GROUP_LEADS[group]}:"), *_iter_turn_items(turns, rulebase)]
    if not changes.complete:
        blocks.append(Paragraph("There are others, of the same size or larger."))
    return *blocks, *_iter_route_blocks(changes, rulebase)


def _iter_turn_items(turns: Iterable[Turn], rulebase: RuleBase) -> Iterator[Item]:
    by_verdict: dict[str, list[Turn]] = {}
    for turn in turns:
        by_verdict.setdefault(turn.verdict, []).append(turn)
    for verdict, same in by_verdict.items():
        words = describe_target(Atom(VERDICT, verdict), rulebase)
        yield Item(f"To {words}:", tuple(map(_build_turn_item, same)))


def _build_turn_item(turn: Turn) -> Item:
    """Build the item of a set of changes; if not all of them are for the company to make, it says which are."""
    by_lead: dict[str, list[ChangedAnswer]] = {lead: [] for lead in (*_WHO_LEADS.values(), _OPEN_LEAD)}
    for change in turn.changes:
        by_lead[_OPEN_LEAD if change.is_open else _WHO_LEADS[change.control]].append(change)
    parts = {lead: same for lead, same in by_lead.items() if same}
    if len(parts) == 1 or turn.group is TurnGroup.HARM:
        return _build_set_item(turn.changes)
    items = (Item(f"{lead}:", tuple(Item(_describe_change(each)) for each in same)) for lead, same in parts.items())
    return Item(f"{format_count(len(turn.changes), 'answer')} together:", tuple(items))


def _iter_route_blocks(changes: VerdictChanges, rulebase: RuleBase) -> Iterator[Block]:
    route = changes.route
    if route is None:
        return
    missing = round_missing_points(route.points)
    points = f"{format_score(missing)} more {'point is' if missing == 1 else 'points are'}"
    level = rulebase.states.index(route.next_state) + 1
    yield Paragraph(f"By the 20 statements: {points} needed for level {level} by score ({route.next_state}).")
    if route.statements:
        titles = {statement.number: statement.title for statement in build_instrument(rulebase).statements}
        yield Paragraph(f"The shortest way is {format_count(len(route.statements), 'statement')}:")
        for each in route.statements:
            yield Item(f"Statement {each.number} ({titles[each.number]}): from {each.before} to {each.after} of 5")


def _describe_trial(tried: TriedAnswer) -> str:
    before, after = _format_value(tried.before), _format_value(tried.after)
    return f"stayed {after}" if before == after else f"were {after} instead of {before}"


def build_what_if_document(what_if: WhatIf, rulebase: RuleBase) -> Document:
    """Build the document for tried answers: what differs, side by side, and the rules that make the difference."""
    tried = join_words(f"{each.fact} {_describe_trial(each)}" for each in what_if.tried)
    heading = Heading(f"What if {tried}?")
    if not what_if.differences:
        return heading, Paragraph("Nothing in the advice would be different.")
    rows = tuple(
        (format_cell(each.part, each.before), format_cell(each.part, each.after)) for each in what_if.differences
    )
    blocks: list[Block] = [heading, Table(("As it is", "As it would be"), rows)]
    deciding = [each for each in what_if.rules if each.stage.rank <= Stage.DECIDE.rank and not each.follows]
    for fires_now, lead in ((True, "Rules that apply only as it is:"), (False, "Rules that would apply only then:")):
        rules = [each for each in deciding if each.fires_now is fires_now]
        if rules:
            blocks += [
                Paragraph(lead),
                *(Item(f"{each.title} [{each.rule}; {format_source(each.source)}]") for each in rules),
            ]
    others = sum(each.stage.rank > Stage.DECIDE.rank for each in what_if.rules)
    if others:
        verb, listed = ("differs", "it") if others == 1 else ("differ", "all of them")
        subject = f"{format_count(others, 'rule')} for steps and cautions"
        blocks.append(Paragraph(f"Besides, {subject} {verb}; `--format json` lists {listed}."))
    return tuple(blocks)
