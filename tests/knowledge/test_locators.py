"""The locators, walked: every cell, step, task, stage and statement of the article is held once, and where docs say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

from advisor.loading.load_rulebase import find_builtin_folder, load

BUILTIN = load()
ROOT = Path(find_builtin_folder())
STATES = ("undefined", "defined", "aligned", "integrated")


def numbered(prefix: str, count: int) -> list[str]:
    return [f"{prefix}/{number}" for number in range(1, count + 1)]


def below(prefix: str, slugs: str) -> list[str]:
    return [f"{prefix}/{slug}" for slug in slugs.split()]


TABLE = [
    *numbered("table/undefined/stay", 3),
    *numbered("table/undefined/tighten", 3),
    *numbered("table/defined/stay", 3),
    *numbered("table/defined/tighten", 4),
    *numbered("table/aligned/stay", 3),
    *numbered("table/aligned/tighten", 1),
]
SUMMARY = [*numbered("summary/undefined", 2), *numbered("summary/defined", 3), *numbered("summary/aligned", 2)]
SUMMARY_BY = [
    *numbered("summary/undefined/by", 1),
    *numbered("summary/defined/by", 3),
    *numbered("summary/aligned/by", 2),
]
TYPES = [
    *below("types", "undefined defined aligned integrated"),
    *numbered("types/undefined", 5),
    *numbered("types/defined", 6),
    *numbered("types/aligned", 5),
    *numbered("types/integrated", 8),
]
STATEMENTS = numbered("instrument", 20)
SCORING = [*below("instrument/scoring", "undefined defined aligned integrated")]
# Single sentences of the exhibit that several entries stand for together: the labels of the scale, and who answers.
TOGETHER = below("instrument", "scale who")
CHECKLIST = [
    *numbered("checklist/activities", 5),
    *numbered("checklist/processes", 6),
    *numbered("checklist/culture", 4),
    *numbered("checklist/structure", 2),
]
FUNNEL = [
    *below("funnel", "customer-awareness brand-awareness brand-consideration brand-preference"),
    *below("funnel", "purchase-intention purchase customer-loyalty customer-advocacy"),
    "funnel/hand-off",
    *below("funnel/selling", "prospecting needs solution decision negotiation"),
    *below("funnel/upstream", "segmentation offering positioning"),
]
GROWTH = below("growth", "none sales-support independent brand-led marketing-led")
FRICTION = [
    *below("friction", "economic cultural incentives roles"),
    *below("friction/economic", "pricing promotion product budget"),
    *below("friction/cultural", "people time-horizon judging"),
]
METRICS = below(
    "metrics",
    "shared-number quota-achieved new-customers closings gross-profit-per-customer sales-expense-ratio"
    " downstream forecast-accuracy new-segments longer-view by-job",
)
STEPS = {
    "undefined-to-defined": [
        "body/undefined-to-defined/rules",
        "body/four-types/common-language",
        "body/undefined-to-defined/lead-follow-up",
        "body/four-types/large-events",
    ],
    "defined-to-aligned": below(
        "body/defined-to-aligned", "communication joint-assignments liaison colocation feedback"
    ),
    # The six of the article as we count them (its five headings, and the activities of its introduction), and the
    # culture, which it calls the hardest part; the easy activities come before everything else.
    "aligned-to-integrated": below(
        "body/aligned-to-integrated", "activities culture revenue-officer funnel split targets metrics"
    ),
}
EXHIBITS = {
    "table": TABLE,
    "summary": [*SUMMARY, *SUMMARY_BY],
    "types": TYPES,
    "instrument": [*STATEMENTS, *SCORING, *TOGETHER],
    "checklist": CHECKLIST,
    "funnel": FUNNEL,
    "growth": GROWTH,
    "friction": FRICTION,
    "metrics": METRICS,
}
EVERYTHING = [locator for each in (*EXHIBITS.values(), *STEPS.values()) for locator in each]
ONCE = [locator for locator in EVERYTHING if locator not in TOGETHER]


def holders() -> Iterator[tuple[str, str]]:
    """Every locator with the entry, step, practice or rule whose source it is; facts and conclusions left out."""
    for step in BUILTIN.steps.values():
        yield step.source, f"step {step.id}"
        yield from ((practice.source, f"practice {practice.id}") for practice in step.practices.values())
        yield from ((variant.source, f"variant {step.id}/{name}") for name, variant in step.variants.items())
    for key, entry in BUILTIN.entries.items():
        yield entry.source, f"entry {key}"
        yield from ((sign.source, f"sign {sign.id}") for sign in entry.signs)
    yield from ((rule.source, f"rule {rule.id}") for rule in BUILTIN.rules)


@cache
def held() -> dict[str, list[str]]:
    found = defaultdict(list)
    for locator, holder in holders():
        found[locator].append(holder)
    return dict(found)


def test_the_exhibits_have_the_sizes_that_the_article_gives_them() -> None:
    sizes = [len(each) for each in (TABLE, SUMMARY, SUMMARY_BY, STATEMENTS, CHECKLIST, FUNNEL[:8], GROWTH)]
    assert sizes == [17, 7, 6, 20, 17, 8, 5]
    assert [len(STEPS["defined-to-aligned"]), len(STEPS["aligned-to-integrated"]) - 1] == [5, 6]


@pytest.mark.parametrize("locator", ONCE)
def test_each_place_of_the_article_is_held_exactly_once(locator: str) -> None:
    assert len(held().get(locator, [])) == 1, held().get(locator)


@pytest.mark.parametrize("locator", TOGETHER)
def test_a_sentence_of_several_parts_is_held_by_several_entries(locator: str) -> None:
    assert len(held().get(locator, [])) > 1


@pytest.mark.parametrize("prefix", EXHIBITS)
def test_no_place_of_an_exhibit_is_made_up(prefix: str) -> None:
    used = {locator for locator in held() if locator.split("/")[0] == prefix}
    assert used == set(EXHIBITS[prefix])


@pytest.mark.parametrize("move", STEPS)
def test_the_steps_of_a_move_are_the_ones_of_the_article_in_its_order(move: str) -> None:
    steps = sorted((step for step in BUILTIN.steps.values() if step.move == move), key=lambda step: step.order)
    sources = [step.source for step in steps]
    assert [source for source in sources if not source.startswith("policy/")] == STEPS[move]


def test_every_locator_begins_with_a_prefix_that_the_sources_declare() -> None:
    declared = {prefix for work in BUILTIN.works for prefix in work.prefix}
    locators = {
        *held(),
        *(fact.source for fact in BUILTIN.facts.values()),
        *(fact.filled_from.source for fact in BUILTIN.facts.values() if fact.filled_from),
        *(conclusion.source for conclusion in BUILTIN.conclusions.values()),
    }
    assert sorted(locator for locator in locators if locator.split("/")[0] not in declared) == []
    assert sorted(locator for locator in locators if not re.fullmatch(r"[a-z]+(/[a-z0-9-]+)+", locator)) == []


def test_facts_point_at_places_of_exhibits_that_exist() -> None:
    known = set(EVERYTHING)
    facts = [fact.source for fact in BUILTIN.facts.values() if fact.source.split("/")[0] in EXHIBITS]
    assert [source for source in facts if source not in known] == []


def test_the_statements_are_numbered_without_a_gap() -> None:
    statements = list(BUILTIN.iter_entries("statements"))
    assert [entry.id for entry in statements] == [str(number) for number in range(1, 21)]
    assert [entry.source for entry in statements] == STATEMENTS


def test_the_bands_meet_and_cover_all_totals() -> None:
    bands = [(entry.id, int(entry.extra["from"]), int(entry.extra["below"])) for entry in BUILTIN.iter_entries("bands")]
    assert bands == [("undefined", 20, 40), ("defined", 40, 60), ("aligned", 60, 80), ("integrated", 80, 101)]
    assert tuple(name for name, _, _ in bands) == STATES == BUILTIN.states


# docs/knowledge.md has a table of systems: what is held ("20 `statements`", "17 `table/`"), in which files, used where.

CELL = re.compile(r"(\d+) `([a-z_]+/?)`")
PATH = re.compile(r"`([^`\s]+/[^`\s]+\.[a-z]+)`")


@cache
def page() -> str:
    return (ROOT / "docs" / "knowledge.md").read_text(encoding="utf-8")


def rows() -> dict[str, list[str]]:
    """Return the rows of the table by their first cell."""
    lines = [line.strip("|").split("|") for line in page().splitlines() if line.startswith("| ")]
    return {cells[0].strip(): [cell.strip() for cell in cells[1:]] for cells in lines[1:]}


def counted(kind: str, path: Path) -> int | set[str]:
    """How many entries of a section a file holds, or, for a prefix, which of its places they stand for."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    if kind.endswith("/"):
        return {source for source in sources(document) if source.startswith(kind)}
    if kind == "signs":
        return sum(len(entry.get("signs", {})) for entry in document.get("relationships", {}).values())
    return len(document.get(kind, {}))


def sources(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "source":
                yield value
            elif key != "facts":
                yield from sources(value)
    elif isinstance(node, list):
        for item in node:
            yield from sources(item)


def test_the_page_has_a_row_for_each_of_the_ten_systems() -> None:
    assert len(rows()) == 10
    assert all(len(cells) == 3 for cells in rows().values())


@pytest.mark.parametrize("system", rows())
def test_the_files_of_a_system_hold_what_the_page_says(system: str) -> None:
    what, files, _ = rows()[system]
    named = PATH.findall(files)
    assert named
    assert CELL.findall(what)
    for number, kind in CELL.findall(what):
        counts = [counted(kind, ROOT / path) for path in named]
        assert all(counts), f"one of {named} holds no {kind}"
        total = len(set().union(*counts)) if kind.endswith("/") else sum(counts)
        assert total == int(number), kind


def test_every_file_named_on_the_page_exists() -> None:
    named = PATH.findall(page())
    assert len(named) > 20
    assert [path for path in named if not (ROOT / path).is_file()] == []


@pytest.mark.parametrize("system", rows())
def test_every_system_is_used_somewhere(system: str) -> None:
    assert PATH.findall(rows()[system][2])


def test_every_policy_named_on_the_page_is_the_source_of_something() -> None:
    used = {*held(), *(conclusion.source for conclusion in BUILTIN.conclusions.values())}
    used |= {fact.source for fact in BUILTIN.facts.values()}
    used |= {step.weeks.source for step in BUILTIN.steps.values() if step.weeks}
    named = re.findall(r"`(policy/[a-z0-9/-]+)`", page())
    assert named
    assert [slug for slug in named if not any(each == slug or each.startswith(f"{slug}/") for each in used)] == []


def test_what_the_page_calls_not_printed_yet_is_just_what_no_rule_points_at() -> None:
    pointed = {atom.value for rule in BUILTIN.rules for atom in rule.then}
    sections = ("funnel", "friction_kinds", "growth", "metrics", "checklist")
    idle = {key for key, entry in BUILTIN.entries.items() if entry.section in sections and key not in pointed}
    assert idle == set()
