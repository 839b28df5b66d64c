"""The report of a comparison of two rule bases: as text, as Markdown and as JSON (docs/rules-diff.schema.json)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from advisor.authoring.diff.advice_differences import AdviceDifference, format_difference
from advisor.authoring.diff.compare import DifferenceKind, VersionComparison
from advisor.authoring.diff.exact_report import build_exact_data, format_exact
from advisor.authoring.diff.example_text import collect_answers, format_example
from advisor.authoring.diff.share_report import build_share_data, format_shares
from advisor.model.word_lists import format_count

MAX_NAMES, MAX_MINOR_NAMES = 10, 3
"""Maximum number of companies or rules listed in one place; fewer for minor differences."""
MAX_GROUPS = 40
"""Maximum number of groups of differences in a text."""
_CAUSE_LABELS = ("gone", "new", "changed", "fired only before", "fires only now")
_DIRECT_CAUSE_COUNT = 3
"""The first labels are for rules that changed themselves; if there are any, the other rules follow from them."""


def format_text(old: str, new: str, comparison: VersionComparison) -> str:
    """Format a comparison for a terminal; `old` and `new` are the titles of both rule bases."""
    lines, groups = [f"From {old}", f"  to {new}", "", *_format_summary(comparison)], _group_kinds(comparison)
    for kinds in groups[:MAX_GROUPS]:
        lines += ["", f"{_capitalize_first(_format_kind_count(kinds[0]))}:"]
        lines += [f"  - {_capitalize_first(line)}" for line in _format_differences(kinds)]
        lines += [f"  {label}: {text}" for label, text in _describe_group(kinds)]
    return "\n".join([*lines, *_describe_omitted_groups(groups)]) + "\n"


def format_markdown(old: str, new: str, comparison: VersionComparison) -> str:
    """Format a comparison as Markdown, for a review; `old` and `new` are the titles of both rule bases."""
    lines = [f"# From `{old}` to `{new}`", "", *map(_format_item, _format_summary(comparison))]
    groups = _group_kinds(comparison)
    for kinds in groups[:MAX_GROUPS]:
        lines += ["", f"## {_capitalize_first(_format_kind_count(kinds[0]))}", ""]
        lines += [f"- {_capitalize_first(line)}" for line in _format_differences(kinds)]
        lines += ["", *(f"{_capitalize_first(label)}: {text}\n" for label, text in _describe_group(kinds))]
        lines[-1] = lines[-1].rstrip()
    return "\n".join([*lines, *_describe_omitted_groups(groups)]) + "\n"


def _format_item(line: str) -> str:
    text = line.lstrip()
    return f"{' ' * (len(line) - len(text))}- {text}"


def format_json(old: str, new: str, comparison: VersionComparison) -> str:
    """Format a whole comparison as JSON; `old` and `new` are the titles of both rule bases."""
    shares = comparison.shares
    data = {
        "schema": "rules-diff/1",
        "old": old,
        "new": new,
        "changes": [each._asdict() for each in comparison.changes],
        "looked_at": comparison.company_count,
        "differing": list(comparison.differing),
        "in_passing": comparison.minor_count,
        "kinds": [_build_kind_data(kind) for kind in comparison.kinds],
        "shares": None if shares is None else [build_share_data(share) for share in shares],
        "refilled": [list(each) for each in comparison.refilled],
        "unreached": list(comparison.unreached),
        "tried": comparison.possible_count,
        "exact": build_exact_data(comparison),
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


FORMATS = {"text": format_text, "md": format_markdown, "json": format_json}


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
    companies = format_count(comparison.company_count, "company", "companies")
    if comparison.is_unchanged:
        yield f"No difference: the guidance is the same, and so is the advice for {companies}"
        return
    yield from _format_changes(comparison)
    if comparison.has_same_advice:
        yield "The advice is the same for every company; only wording and layout of reports can change"
        return
    count, minor = len(comparison.differing), comparison.minor_count
    subject = "all" if minor == count else minor
    suffix = f"; for {subject} of them, only open questions or the effects of other answers differ" if minor else ""
    yield f"The advice differs for {count} of {companies} compared{suffix}"
    proven, unreached = comparison.proven, [name for name in comparison.unreached if name not in comparison.proven]
    if proven:
        rules = _join_limited([f"`{name}`" for name in proven], ", ")
        yield f"No company that answers every question gets other advice because of {rules} (exact)"
    if unreached:
        rules = _join_limited([f"`{name}`" for name in unreached], ", ")
        yield f"We found no company that gets other advice because of {rules}"
    if comparison.shares != ():
        yield from format_shares(comparison.shares)
    for choice, count_fact in comparison.refilled:
        yield (
            f"  Not counted: companies that state `{count_fact}` but not `{choice}`, "
            "because the advisor now computes it in another way"
        )
    if comparison.exact and comparison.exact.limited:
        yield "  Not counted: companies with an answer that only one of the two versions knows"
    if comparison.shares != ():
        yield from format_exact(comparison)
    if comparison.possible_count:
        tried = format_count(comparison.possible_count, "possible company", "possible companies")
        yield f"Also tried: {tried} near the changes (not all, so other differences are possible)"


def _format_changes(comparison: VersionComparison) -> Iterator[str]:
    """Yield the changes of the guidance itself, one line for each section."""
    if not comparison.changes:
        return
    yield "Changed in the guidance itself:"
    for section in dict.fromkeys(each.section for each in comparison.changes):
        parts = []
        for how in ("new", "gone", "changed"):
            changes = [each for each in comparison.changes if (each.section, each.how) == (section, how)]
            if changes:
                parts.append(f"{how} {_join_limited([_format_change(each.id, each.parts) for each in changes], ', ')}")
        yield f"  {section}: {'; '.join(parts)}"


def _format_change(name: str, parts: Iterable[str]) -> str:
    words = ", ".join(parts).replace("_", " ")
    if not name:
        return words
    return f"`{name}` ({words})" if words else f"`{name}`"


def _format_kind_count(kind: DifferenceKind) -> str:
    number = len(kind.companies)
    return format_count(number, "company", "companies") if number else "only companies that were not compared"


def _group_kinds(comparison: VersionComparison) -> list[list[DifferenceKind]]:
    """Group the kinds of difference that have the same companies and the same example."""
    groups: dict[object, list[DifferenceKind]] = {}
    for kind in comparison.kinds:
        key = kind.companies, format_example(kind.example, kind.answers_of), kind.difference.is_minor
        groups.setdefault(key, []).append(kind)
    return list(groups.values())


def _describe_omitted_groups(groups: Sequence[object]) -> list[str]:
    more = len(groups) - MAX_GROUPS
    return ["", f"{more} more groups of differences; list them with `--format json`"] if more > 0 else []


def _format_differences(kinds: Iterable[DifferenceKind]) -> Iterator[str]:
    """Yield the differences of a group; differences that only have another id share one line."""
    ids_by_difference: dict[AdviceDifference, list[str]] = {}
    for kind in kinds:
        key = kind.difference._replace(id="" if kind.difference.id else "-")
        ids_by_difference.setdefault(key, []).append(kind.difference.id)
    for (part, _, before, after), ids in ids_by_difference.items():
        line = format_difference(part, [each for each in ids[:MAX_NAMES] if each], before, after)
        more = len(ids) - MAX_NAMES
        yield f"{line}; the same for {more} more" if more > 0 else line


def _describe_group(kinds: Sequence[DifferenceKind]) -> Iterator[tuple[str, str]]:
    first = kinds[0]
    yield "smallest example found", format_example(first.example, first.answers_of)
    if causes := list(_describe_causes(kinds)):
        yield "caused by rules", "; ".join(causes)
    if first.companies:
        max_names = MAX_MINOR_NAMES if first.difference.is_minor else MAX_NAMES
        yield "companies", _join_limited(first.companies, "; ", max_names)


def _describe_causes(kinds: Sequence[DifferenceKind]) -> Iterator[str]:
    has_direct_cause = any(any(kind.causing_rules[:_DIRECT_CAUSE_COUNT]) for kind in kinds)
    parts = [*zip(_CAUSE_LABELS, zip(*(kind.causing_rules for kind in kinds), strict=True), strict=True)]
    for label, rules in parts[:_DIRECT_CAUSE_COUNT] if has_direct_cause else parts:
        names = [f"`{name}`" for name in dict.fromkeys(name for part in rules for name in part)]
        if names:
            yield f"{label} {_join_limited(names, ', ')}"


def _join_limited(names: Sequence[str], separator: str, max_names: int = MAX_NAMES) -> str:
    more = len(names) - max_names
    return separator.join(names[:max_names]) + (f"{separator}and {more} more" if more > 0 else "")


def _capitalize_first(text: str) -> str:
    return text[:1].upper() + text[1:]
