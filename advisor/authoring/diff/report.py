"""What a change of guidance changes, told: as text, as Markdown, and as data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from advisor.authoring.diff.advice_differences import Difference, told
from advisor.authoring.diff.compare import Comparison, Kinds
from advisor.authoring.diff.example_text import answers, flow
from advisor.authoring.diff.share_report import shares, shares_data
from advisor.model.rulebase import RuleBase

MOST_NAMED, MOST_IN_PASSING = 10, 3
"""So many companies, or rules, are named in one place; of more, how many. Fewer where little comes of it."""
MOST_GROUPS = 40
"""So many groups of differences are told as text; of more, how many."""
_BEHIND = ("gone", "new", "changed", "fired only before", "fire only now")
_CAUSES = len(("gone", "new", "changed"))
"""The first of them were themselves changed; where there are such, the others follow from them."""


def as_text(old: str, new: str, comparison: Comparison) -> str:
    """The whole comparison for a terminal. `old` and `new` are the names of both."""
    lines = [f"From {old}", f"  to {new}", "", *_summary(comparison)]
    groups = _grouped(comparison)
    for kinds in groups[:MOST_GROUPS]:
        lines += ["", f"{_first_upper(_count(kinds[0]))}:"]
        lines += [f"  - {_first_upper(line)}" for line in _differences(kinds)]
        lines += [f"  {label}: {text}" for label, text in _parts(kinds)]
    return "\n".join([*lines, *_more(groups)]) + "\n"


def as_markdown(old: str, new: str, comparison: Comparison) -> str:
    """The whole comparison as Markdown, for a review."""
    lines = [f"# From `{old}` to `{new}`", "", *map(_item, _summary(comparison))]
    groups = _grouped(comparison)
    for kinds in groups[:MOST_GROUPS]:
        lines += ["", f"## {_first_upper(_count(kinds[0]))}", ""]
        lines += [f"- {_first_upper(line)}" for line in _differences(kinds)]
        lines += ["", *(f"{_first_upper(label)}: {text}\n" for label, text in _parts(kinds))]
        lines[-1] = lines[-1].rstrip()
    return "\n".join([*lines, *_more(groups)]) + "\n"


def _item(line: str) -> str:
    indented = len(line) - len(line.lstrip())
    return f"{' ' * indented}- {line.lstrip()}"


def as_json(old: str, new: str, comparison: Comparison) -> str:
    """The whole comparison as JSON; nothing is left out here."""
    data = {
        "old": old,
        "new": new,
        "changes": [each._asdict() for each in comparison.changes],
        "looked_at": comparison.looked_at,
        "differing": list(comparison.differing),
        "in_passing": comparison.in_passing,
        "kinds": [_kind_data(kind) for kind in comparison.kinds],
        "shares": shares_data(comparison.shares),
        "refilled": [list(each) for each in comparison.refilled],
        "unreached": list(comparison.unreached),
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
        "example": answers(kind.example, shown=not kind.answers_of),
        "answers_of": kind.answers_of or None,
        "rules": kind.behind._asdict(),
    }


def _summary(comparison: Comparison) -> Iterator[str]:
    if comparison.alike:
        yield f"Nothing differs: the guidance is alike, and so is the advice for {_companies(comparison.looked_at)}"
        return
    yield from _changes(comparison)
    if comparison.advised_alike:
        yield "The advice is the same for every company; what changes are the words and the layout around it"
        return
    number, companies = len(comparison.differing), _companies(comparison.looked_at)
    passing = comparison.in_passing
    only = f"; for {'all' if passing == number else passing} of them only in what is told of open or other answers"
    yield f"The advice differs for {number} of {companies} looked at{only if passing else ''}"
    if comparison.unreached:
        rules = _few([f"`{name}`" for name in comparison.unreached], ", ")
        yield f"No company was found whose advice differs by {rules}"
    if comparison.shares != ():
        yield from shares(comparison.shares)
    for choice, count in comparison.refilled:
        yield f"  Not counted: who states `{count}` and not `{choice}`, which is now worked out from it in another way"


def _changes(comparison: Comparison) -> Iterator[str]:
    """What is new, gone or changed in the guidance itself, a line for each section."""
    if not comparison.changes:
        return
    yield "Changed in the guidance itself:"
    for section in dict.fromkeys(each.section for each in comparison.changes):
        parts = []
        for how in ("new", "gone", "changed"):
            those = [each for each in comparison.changes if (each.section, each.how) == (section, how)]
            words = [_changed(each.id, each.parts) for each in those]
            if words:
                parts.append(f"{how} {_few(words, ', ')}")
        yield f"  {section}: {'; '.join(parts)}"


def _changed(name: str, parts: Iterable[str]) -> str:
    told = ", ".join(parts).replace("_", " ")
    if not name:
        return told
    return f"`{name}` ({told})" if told else f"`{name}`"


def _companies(number: int) -> str:
    return "1 company" if number == 1 else f"{number:,} companies"


def _count(kind: Kinds) -> str:
    number = len(kind.companies)
    return _companies(number) if number else "none of the companies looked at, but possible ones"


def _grouped(comparison: Comparison) -> list[list[Kinds]]:
    """The kinds of difference that the same companies show, with the same smallest example, told together."""
    groups: dict[object, list[Kinds]] = {}
    for kind in comparison.kinds:
        key = kind.companies, flow(kind.example, kind.answers_of), kind.difference.in_passing
        groups.setdefault(key, []).append(kind)
    return list(groups.values())


def _more(groups: Sequence[object]) -> list[str]:
    more = len(groups) - MOST_GROUPS
    return ["", f"{more} more groups of differences are told by `--format json`"] if more > 0 else []


def _differences(kinds: Iterable[Kinds]) -> Iterator[str]:
    """The differences of a group; those that differ in nothing but the id in one line."""
    alike: dict[Difference, list[str]] = {}
    for kind in kinds:
        difference = kind.difference
        alike.setdefault(difference._replace(id="" if difference.id else "-"), []).append(difference.id)
    for (part, _, before, after), ids in alike.items():
        line = told(part, [each for each in ids[:MOST_NAMED] if each], before, after)
        more = len(ids) - MOST_NAMED
        yield f"{line}; so it is with {more} more" if more > 0 else line


def _parts(kinds: Sequence[Kinds]) -> Iterator[tuple[str, str]]:
    yield "smallest example found", flow(kinds[0].example, kinds[0].answers_of)
    behind = list(_behind(kinds))
    if behind:
        yield "rules behind it", "; ".join(behind)
    if kinds[0].companies:
        most = MOST_NAMED if not kinds[0].difference.in_passing else MOST_IN_PASSING
        yield "companies", _few(kinds[0].companies, "; ", most)


def _behind(kinds: Sequence[Kinds]) -> Iterator[str]:
    caused = any(any(kind.behind[:_CAUSES]) for kind in kinds)
    parts = [*zip(_BEHIND, zip(*(kind.behind for kind in kinds), strict=True), strict=True)]
    for label, each in parts[:_CAUSES] if caused else parts:
        names = [f"`{name}`" for name in dict.fromkeys(name for part in each for name in part)]
        if names:
            yield f"{label} {_few(names, ', ')}"


def _few(names: Sequence[str], between: str, most: int = MOST_NAMED) -> str:
    more = len(names) - most
    return between.join(names[:most]) + (f"{between}and {more} more" if more > 0 else "")


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
