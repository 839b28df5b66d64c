"""What a change of guidance changes, told: as text, as Markdown, and as data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from advisor.authoring.diff.advice_differences import AdviceDifference, format_difference
from advisor.authoring.diff.compare import DifferenceKind, VersionComparison
from advisor.authoring.diff.example_text import collect_answers, format_example
from advisor.authoring.diff.share_report import build_shares_data, format_shares
from advisor.model.rulebase import RuleBase

MAX_NAMES, MAX_MINOR_NAMES = 10, 3
"""So many companies, or rules, are named in one place; of more, how many. Fewer where little comes of it."""
MAX_GROUPS = 40
"""So many groups of differences are told as text; of more, how many."""
_CAUSE_LABELS = ("gone", "new", "changed", "fired only before", "fire only now")
_DIRECT_CAUSE_COUNT = len(("gone", "new", "changed"))
"""The first of them were themselves changed; where there are such, the others follow from them."""


def format_text(old: str, new: str, comparison: VersionComparison) -> str:
    """The whole comparison for a terminal. `old` and `new` are the names of both."""
    lines = [f"From {old}", f"  to {new}", "", *_format_summary(comparison)]
    groups = _group_kinds(comparison)
    for kinds in groups[:MAX_GROUPS]:
        lines += ["", f"{_capitalize_first(_format_kind_count(kinds[0]))}:"]
        lines += [f"  - {_capitalize_first(line)}" for line in _format_differences(kinds)]
        lines += [f"  {label}: {text}" for label, text in _describe_group(kinds)]
    return "\n".join([*lines, *_describe_omitted_groups(groups)]) + "\n"


def format_markdown(old: str, new: str, comparison: VersionComparison) -> str:
    """The whole comparison as Markdown, for a review."""
    lines = [f"# From `{old}` to `{new}`", "", *map(_format_item, _format_summary(comparison))]
    groups = _group_kinds(comparison)
    for kinds in groups[:MAX_GROUPS]:
        lines += ["", f"## {_capitalize_first(_format_kind_count(kinds[0]))}", ""]
        lines += [f"- {_capitalize_first(line)}" for line in _format_differences(kinds)]
        lines += ["", *(f"{_capitalize_first(label)}: {text}\n" for label, text in _describe_group(kinds))]
        lines[-1] = lines[-1].rstrip()
    return "\n".join([*lines, *_describe_omitted_groups(groups)]) + "\n"


def _format_item(line: str) -> str:
    indented = len(line) - len(line.lstrip())
    return f"{' ' * indented}- {line.lstrip()}"


def format_json(old: str, new: str, comparison: VersionComparison) -> str:
    """The whole comparison as JSON; nothing is left out here."""
    data = {
        "old": old,
        "new": new,
        "changes": [each._asdict() for each in comparison.changes],
        "looked_at": comparison.looked_at,
        "differing": list(comparison.differing),
        "in_passing": comparison.in_passing,
        "kinds": [_build_kind_data(kind) for kind in comparison.kinds],
        "shares": build_shares_data(comparison.shares),
        "refilled": [list(each) for each in comparison.refilled],
        "unreached": list(comparison.unreached),
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


FORMATS = {"text": format_text, "md": format_markdown, "json": format_json}


def format_title(name: str, rulebase: RuleBase) -> str:
    """A name on the command line with the packs it came to."""
    packs = ", ".join(f"{pack.name} {pack.version}" for pack in rulebase.packs)
    return f"{name} ({packs})"


def _build_kind_data(kind: DifferenceKind) -> dict[str, Any]:
    return {
        "difference": str(kind.difference),
        **kind.difference._asdict(),
        "companies": list(kind.companies),
        "example": collect_answers(kind.example, include_assessment=not kind.answers_of),
        "answers_of": kind.answers_of or None,
        "rules": kind.causing_rules._asdict(),
    }


def _format_summary(comparison: VersionComparison) -> Iterator[str]:
    if comparison.is_unchanged:
        yield f"Nothing differs: the guidance is alike, and so is the advice for {_format_company_count(comparison.looked_at)}"
        return
    yield from _format_changes(comparison)
    if comparison.has_same_advice:
        yield "The advice is the same for every company; what changes are the words and the layout around it"
        return
    number, companies = len(comparison.differing), _format_company_count(comparison.looked_at)
    passing = comparison.in_passing
    only = f"; for {'all' if passing == number else passing} of them only in what is told of open or other answers"
    yield f"The advice differs for {number} of {companies} looked at{only if passing else ''}"
    if comparison.unreached:
        rules = _join_limited([f"`{name}`" for name in comparison.unreached], ", ")
        yield f"No company was found whose advice differs by {rules}"
    if comparison.shares != ():
        yield from format_shares(comparison.shares)
    for choice, count in comparison.refilled:
        yield f"  Not counted: who states `{count}` and not `{choice}`, which is now worked out from it in another way"


def _format_changes(comparison: VersionComparison) -> Iterator[str]:
    """What is new, gone or changed in the guidance itself, a line for each section."""
    if not comparison.changes:
        return
    yield "Changed in the guidance itself:"
    for section in dict.fromkeys(each.section for each in comparison.changes):
        parts = []
        for how in ("new", "gone", "changed"):
            those = [each for each in comparison.changes if (each.section, each.how) == (section, how)]
            words = [_format_change(each.id, each.parts) for each in those]
            if words:
                parts.append(f"{how} {_join_limited(words, ', ')}")
        yield f"  {section}: {'; '.join(parts)}"


def _format_change(name: str, parts: Iterable[str]) -> str:
    told = ", ".join(parts).replace("_", " ")
    if not name:
        return told
    return f"`{name}` ({told})" if told else f"`{name}`"


def _format_company_count(number: int) -> str:
    return "1 company" if number == 1 else f"{number:,} companies"


def _format_kind_count(kind: DifferenceKind) -> str:
    number = len(kind.companies)
    return _format_company_count(number) if number else "none of the companies looked at, but possible ones"


def _group_kinds(comparison: VersionComparison) -> list[list[DifferenceKind]]:
    """The kinds of difference that the same companies show, with the same smallest example, told together."""
    groups: dict[object, list[DifferenceKind]] = {}
    for kind in comparison.kinds:
        key = kind.companies, format_example(kind.example, kind.answers_of), kind.difference.is_minor
        groups.setdefault(key, []).append(kind)
    return list(groups.values())


def _describe_omitted_groups(groups: Sequence[object]) -> list[str]:
    more = len(groups) - MAX_GROUPS
    return ["", f"{more} more groups of differences are told by `--format json`"] if more > 0 else []


def _format_differences(kinds: Iterable[DifferenceKind]) -> Iterator[str]:
    """The differences of a group; those that differ in nothing but the id in one line."""
    alike: dict[AdviceDifference, list[str]] = {}
    for kind in kinds:
        difference = kind.difference
        alike.setdefault(difference._replace(id="" if difference.id else "-"), []).append(difference.id)
    for (part, _, before, after), ids in alike.items():
        line = format_difference(part, [each for each in ids[:MAX_NAMES] if each], before, after)
        more = len(ids) - MAX_NAMES
        yield f"{line}; so it is with {more} more" if more > 0 else line


def _describe_group(kinds: Sequence[DifferenceKind]) -> Iterator[tuple[str, str]]:
    yield "smallest example found", format_example(kinds[0].example, kinds[0].answers_of)
    behind = list(_describe_causes(kinds))
    if behind:
        yield "rules behind it", "; ".join(behind)
    if kinds[0].companies:
        most = MAX_NAMES if not kinds[0].difference.is_minor else MAX_MINOR_NAMES
        yield "companies", _join_limited(kinds[0].companies, "; ", most)


def _describe_causes(kinds: Sequence[DifferenceKind]) -> Iterator[str]:
    caused = any(any(kind.causing_rules[:_DIRECT_CAUSE_COUNT]) for kind in kinds)
    parts = [*zip(_CAUSE_LABELS, zip(*(kind.causing_rules for kind in kinds), strict=True), strict=True)]
    for label, each in parts[:_DIRECT_CAUSE_COUNT] if caused else parts:
        names = [f"`{name}`" for name in dict.fromkeys(name for part in each for name in part)]
        if names:
            yield f"{label} {_join_limited(names, ', ')}"


def _join_limited(names: Sequence[str], separator: str, max_names: int = MAX_NAMES) -> str:
    more = len(names) - max_names
    return separator.join(names[:max_names]) + (f"{separator}and {more} more" if more > 0 else "")


def _capitalize_first(text: str) -> str:
    return text[:1].upper() + text[1:]
