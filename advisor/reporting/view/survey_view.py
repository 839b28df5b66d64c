"""Who answered the statements, and where the two sides differ: the differences first, then how sure they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from advisor.model.clauses import joined_words
from advisor.model.responses import FUNCTIONS
from advisor.model.survey_result import Heard, StatementScore, Survey
from advisor.reporting.view.text_layout import Line
from advisor.reporting.view.text_table import Table
from advisor.reporting.view.wording import Setting, continued

WIDEST, FEW = 5, 8
"""How many gaps the text names (the appendix has all of them), and up to how many statements it names by title."""
_SCORED = {"company", *FUNCTIONS}
LEAST = 10
"""Up to so many people a side nothing is said of chance (policy/chance)."""


class HeardView(NamedTuple):
    """What a report says of the answers to the statements: who gave them, the gaps, what they mean, and how sure."""

    who: list[Line]
    gaps_lead: str
    gaps: list[Line]
    meaning: list[Line]
    themes: Table | None


def heard(survey: Survey, at: Setting) -> HeardView:
    """The section on the answers of those who were asked."""
    gaps = [each for each in survey.statements if each.gap != [0, 0]][:WIDEST]
    return HeardView(
        who=_who(at, survey),
        gaps_lead=at.say("gaps-lead") if gaps else "",
        gaps=[_gap(at, each) for each in gaps],
        meaning=list(_meaning(at, survey)) if survey.statements else [],
        themes=_themes(at, survey),
    )


def _who(at: Setting, survey: Survey) -> list[Line]:
    heard_of = {each.who: each for each in survey.heard}
    told = [at.line(_counted(at, survey, heard_of), "instrument/who")]
    counts = {name: each.people or 0 for name, each in heard_of.items()}
    if counts.get("sales", 0) + counts.get("marketing", 0) > counts["company"] > 0:
        told.append(at.line(at.say("heard-both-heads"), "policy/one-person-both-functions"))
    asked_of = heard_of.keys() & _SCORED
    told_below = any(each.id == "figures-held-back" for each in at.advice.cautions)
    if not asked_of <= {each.who for each in at.advice.scores} and not told_below:
        told.append(at.line(at.say("heard-held-back", least=survey.min_group), "policy/privacy"))
    elif survey.held_back:
        words = at.say("heard-statements-held-back", statements=_named(at, survey.held_back))
        told.append(at.line(words, "policy/privacy"))
    return told


def _counted(at: Setting, survey: Survey, heard_of: Mapping[str, Heard]) -> str:
    """How many answered, and how many of each function where both may be counted."""
    people = _people(at, survey, heard_of["company"])
    sides = [heard_of.get(name) for name in FUNCTIONS]
    if any(side is not None and side.people is None for side in sides):
        one = [at.say(f"who-{side.who}") for side in sides if side is not None]
        return at.say("heard-both" if len(one) > 1 else "heard-one", people=people, function=one[0])
    groups = (_group(at, name, side) for name, side in zip(FUNCTIONS, sides, strict=True))
    return at.say("heard", people=people, groups=joined_words(groups))


def _people(at: Setting, survey: Survey, group: Heard) -> str:
    if group.people is None:
        return at.say("heard-few-people", least=survey.min_group)
    return at.say("heard-person") if group.people == 1 else at.say("heard-people", count=group.people)


def _group(at: Setting, name: str, group: Heard | None) -> str:
    words = at.say(f"who-{name}")
    return (
        at.say("heard-none-of", group=words)
        if group is None
        else at.say("heard-group", count=group.people, group=words)
    )


def _named(at: Setting, numbers: Sequence[int]) -> str:
    """Statements by number and short title, where they are few; else by number alone."""
    if len(numbers) > FEW:
        return joined_words(map(str, numbers))
    titles = {entry.id: entry.title for entry in at.rulebase.section("statements")}
    return "; ".join(f"{each} ({continued(titles[str(each)])})" for each in numbers)


def _gap(at: Setting, each: StatementScore) -> Line:
    sides = {"sales": each.sales, "marketing": each.marketing}
    told = at.say("gap", title=each.title, **{name: _ends(at, side.low, side.high) for name, side in sides.items()})
    if each.chance:
        told = f"{told} {at.say('gap-chance', low=_signed(each.chance[0]), high=_signed(each.chance[1]))}"
    return at.line(told, each.source, strong=(each.title,))


def _ends(at: Setting, low: float, high: float) -> str:
    shown = f"{low:.1f}", f"{high:.1f}"
    return shown[0] if shown[0] == shown[1] else at.say("gap-between", low=shown[0], high=shown[1])


def _signed(value: float) -> str:
    """A difference with its sign, the minus as a typographer sets it."""
    return _minus(f"{value:.1f}")


def _minus(shown: str) -> str:
    return f"\N{MINUS SIGN}{shown[1:]}" if shown.startswith("-") else shown


def _meaning(at: Setting, survey: Survey) -> Iterable[Line]:
    if all(each.gap == [0, 0] for each in survey.statements):
        yield Line(at.say("gaps-none"))
    for turned in ("verdict", "state"):
        numbers = sorted(each.number for each in survey.statements if each.turns[-1:] == [turned])
        if numbers:
            yield at.line(at.say(f"turns-{turned}", statements=_named(at, numbers)), "policy/turning-gaps")
    if survey.agree_on is None:
        yield at.line(at.say("agree-open"), "policy/agree-on")
    elif survey.agree_on:
        name = "agree-on-one" if len(survey.agree_on) == 1 else "agree-on"
        words = at.say(name, count=len(survey.agree_on), statements=_named(at, survey.agree_on))
        yield at.line(words, "policy/agree-on")
    else:
        yield at.line(at.say("agree-already"), "policy/agree-on")
    if any(each.gap != [0, 0] for each in survey.statements):
        yield at.line(_chance(at, survey), "policy/chance")
    if survey.reliability:
        alpha = survey.reliability
        reading = at.say(f"alpha-{alpha.reading}")
        yield at.line(
            at.say("alpha", people=alpha.people, alpha=_minus(f"{alpha.alpha:.2f}"), reading=reading), alpha.source
        )


def _chance(at: Setting, survey: Survey) -> str:
    if any(each.chance for each in survey.statements):
        return at.say("chance-given")
    sides = [each.people or 0 for each in survey.heard if each.who in FUNCTIONS]
    return at.say("chance-none", least=LEAST) if min(sides) < LEAST else at.say("chance-missing")


def _themes(at: Setting, survey: Survey) -> Table | None:
    if not survey.themes:
        return None
    heads = tuple(at.say(f"themes-head-{name}") for name in ("theme", "statements", "sales", "marketing", "gap"))
    rows = (
        (
            each.title,
            ", ".join(map(str, each.statements)),
            _ends(at, *each.sales),
            _ends(at, *each.marketing),
            _signed(each.gap[0])
            if each.gap[0] == each.gap[1]
            else at.say("gap-between", low=_signed(each.gap[0]), high=_signed(each.gap[1])),
        )
        for each in survey.themes
    )
    return Table(heads, tuple(rows))
