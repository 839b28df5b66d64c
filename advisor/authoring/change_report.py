"""What a change of guidance changes, told: as text, as Markdown, and as data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from advisor.authoring.comparing import Comparison, Kinds, Rules
from advisor.authoring.shares import Share
from advisor.model.rulebase import RuleBase

MOST_NAMED = 10
"""So many companies, or rules, are named in one place; of more, how many."""


def as_text(old: str, new: str, comparison: Comparison) -> str:
    """The whole comparison for a terminal. `old` and `new` are the names of both."""
    lines = [f"From {old}", f"  to {new}", "", *_summary(comparison)]
    for kinds in _grouped(comparison):
        lines += ["", f"{_first_upper(_count(kinds[0]))}:"]
        lines += [f"  - {_first_upper(str(kind.difference))}" for kind in kinds]
        lines += [f"  {label}: {text}" for label, text in _parts(kinds)]
    return "\n".join(lines) + "\n"


def as_markdown(old: str, new: str, comparison: Comparison) -> str:
    """The whole comparison as Markdown, for a review."""
    lines = [f"# From `{old}` to `{new}`", "", *(f"- {line.strip()}" for line in _summary(comparison))]
    for kinds in _grouped(comparison):
        lines += ["", f"## {_first_upper(_count(kinds[0]))}", ""]
        lines += [f"- {_first_upper(str(kind.difference))}" for kind in kinds]
        lines += ["", *(f"{_first_upper(label)}: {text}\n" for label, text in _parts(kinds))]
        lines[-1] = lines[-1].rstrip()
    return "\n".join(lines) + "\n"


def as_json(old: str, new: str, comparison: Comparison) -> str:
    """The whole comparison as JSON; nothing is left out here."""
    data = {
        "old": old,
        "new": new,
        "looked_at": comparison.looked_at,
        "differing": list(comparison.differing),
        "rules": comparison.rules._asdict(),
        "kinds": [_kind_data(kind) for kind in comparison.kinds],
        "share": _share_data(comparison.share) if comparison.share else None,
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


FORMATS = {"text": as_text, "md": as_markdown, "json": as_json}


def titled(name: str, rulebase: RuleBase) -> str:
    """A name on the command line with the packs it came to."""
    packs = ", ".join(f"{pack.name} {pack.version}" for pack in rulebase.packs)
    return f"{name} ({packs})"


def _kind_data(kind: Kinds) -> dict[str, Any]:
    return {
        "difference": str(kind.difference),
        **kind.difference._asdict(),
        "companies": list(kind.companies),
        "example": {"facts": dict(kind.example), "scored": kind.scored},
        "rules": kind.rules._asdict(),
    }


def _share_data(share: Share) -> dict[str, Any]:
    turns = [{"before": turn[0], "after": turn[1], "share": each} for turn, each in share.turns.items()]
    return {
        "share": share.share,
        "exact": not share.sampled,
        "sampled": share.sampled,
        "interval": [share.low, share.high],
        "states": dict(share.states),
        "turns": turns,
    }


def _summary(comparison: Comparison) -> Iterator[str]:
    rules = list(_rules(comparison.rules))
    yield f"Rules: {'; '.join(f'{label} {text}' for label, text in rules)}" if rules else "Rules: all alike"
    companies = "company" if comparison.looked_at == 1 else "companies"
    yield f"The advice differs for {len(comparison.differing)} of {comparison.looked_at} {companies} looked at"
    yield from _shares(comparison.share)


def _shares(share: Share | None) -> Iterator[str]:
    if share is None:
        yield "The share of all possible companies cannot be told, as some fact is asked in another way"
        return
    if share.sampled:
        interval = f"95 % interval {_percent(share.low)} to {_percent(share.high)}"
        how = f"estimated from {share.sampled:,} companies drawn at random; {interval}"
    else:
        how = "exact; every combination of answers counts the same, and so does every state"
    yield f"Another verdict for {_percent(share.share)} of all possible companies ({how})"
    if share.share:
        states = [f"{state} {_percent(each)}" for state, each in share.states.items() if state]
        if states:
            yield f"  by state: {', '.join(states)}"
        for (before, after), each in sorted(share.turns.items(), key=lambda item: -item[1]):
            yield f"  from `{before}` to `{after}`: {_percent(each)}"


def _percent(share: float) -> str:
    """A share in percent; one that is not none and not all never looks so."""
    percent = 100 * share
    if 0 < percent < 0.01:
        return "less than 0.01 %"
    return "more than 99.99 %" if 99.99 < percent < 100 else f"{percent:.2f} %"


def _count(kind: Kinds) -> str:
    number = len(kind.companies)
    if not number:
        return "none of the companies looked at, but possible ones"
    return f"{number} {'company' if number == 1 else 'companies'}"


def _grouped(comparison: Comparison) -> list[list[Kinds]]:
    """The kinds of difference that the same companies show, with the same smallest example, told together."""
    groups: dict[object, list[Kinds]] = {}
    for kind in comparison.kinds:
        key = kind.companies, json.dumps(dict(kind.example)), kind.scored
        groups.setdefault(key, []).append(kind)
    return list(groups.values())


def _parts(kinds: Sequence[Kinds]) -> Iterator[tuple[str, str]]:
    kind = kinds[0]
    facts = ", ".join(f"{name}: {_value(value)}" for name, value in kind.example.items())
    scored = " beside answers to the 20 statements" if kind.scored else ""
    yield "smallest example", f"{{{facts}}}{scored}" if facts or scored else "a company of which nothing is known"
    together = zip(*(each.rules for each in kinds), strict=True)
    rules = dict(_rules(Rules(*(tuple(dict.fromkeys(name for each in part for name in each)) for part in together))))
    yield "rules behind it", "; ".join(f"{label} {text}" for label, text in rules.items()) or "none; the words differ"
    if kind.companies:
        yield "companies", _few(kind.companies, "; ")


def _rules(rules: Rules) -> Iterator[tuple[str, str]]:
    for label, names in (("only old", rules.old), ("only new", rules.new), ("changed", rules.changed)):
        if names:
            yield label, _few([f"`{name}`" for name in names], ", ")


def _few(names: Sequence[str], between: str) -> str:
    more = len(names) - MOST_NAMED
    return between.join(names[:MOST_NAMED]) + (f"{between}and {more} more" if more > 0 else "")


def _value(value: str | int | list[str] | Mapping[str, str]) -> str:
    return f"[{', '.join(value)}]" if isinstance(value, list) else str(value)


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
