"""The locators: every cell, step, task, stage and statement of the article is cited once, in the documented file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

from advisor.loading.packs.load_rulebase import find_builtin_folder, load

BUILTIN = load()
ROOT = Path(find_builtin_folder())
STATES = ("undefined", "defined", "aligned", "integrated")


def list_numbered(prefix: str, count: int) -> list[str]:
    return [f"{prefix}/{number}" for number in range(1, count + 1)]


def list_below(prefix: str, slugs: str) -> list[str]:
    return [f"{prefix}/{slug}" for slug in slugs.split()]


TABLE = [
    *list_numbered("table/undefined/stay", 3),
    *list_numbered("table/undefined/tighten", 3),
    *list_numbered("table/defined/stay", 3),
    *list_numbered("table/defined/tighten", 4),
    *list_numbered("table/aligned/stay", 3),
    *list_numbered("table/aligned/tighten", 1),
]
SUMMARY = [
    *list_numbered("summary/undefined", 2),
    *list_numbered("summary/defined", 3),
    *list_numbered("summary/aligned", 2),
]
SUMMARY_BY = [
    *list_numbered("summary/undefined/by", 1),
    *list_numbered("summary/defined/by", 3),
    *list_numbered("summary/aligned/by", 2),
]
TYPES = [
    *list_below("types", "undefined defined aligned integrated"),
    *list_numbered("types/undefined", 5),
    *list_numbered("types/defined", 6),
    *list_numbered("types/aligned", 5),
    *list_numbered("types/integrated", 8),
]
STATEMENTS = list_numbered("instrument", 20)
SCORING = [*list_below("instrument/scoring", "undefined defined aligned integrated")]
# Sentences of the exhibit that several entries cite together: the labels of the scale, and who answers.
SHARED = list_below("instrument", "scale who")
CHECKLIST = [
    *list_numbered("checklist/activities", 5),
    *list_numbered("checklist/processes", 6),
    *list_numbered("checklist/culture", 4),
    *list_numbered("checklist/structure", 2),
]
FUNNEL = [
    *list_below("funnel", "customer-awareness brand-awareness brand-consideration brand-preference"),
    *list_below("funnel", "purchase-intention purchase customer-loyalty customer-advocacy"),
    "funnel/hand-off",
    *list_below("funnel/selling", "prospecting needs solution decision negotiation"),
    *list_below("funnel/upstream", "segmentation offering positioning"),
]
GROWTH = list_below("growth", "none sales-support independent brand-led marketing-led")
FRICTION = [
    *list_below("friction", "economic cultural incentives roles"),
    *list_below("friction/economic", "pricing promotion product budget"),
    *list_below("friction/cultural", "people time-horizon judging"),
]
METRICS = list_below(
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
    "defined-to-aligned": list_below(
        "body/defined-to-aligned", "communication joint-assignments liaison colocation feedback"
    ),
    # The six of the article as we count them (its five headings, and the activities of its introduction), and the
    # culture, which it calls the hardest part; the easy activities come before everything else.
    "aligned-to-integrated": list_below(
        "body/aligned-to-integrated", "activities culture revenue-officer funnel split targets metrics"
    ),
}
EXHIBITS = {
    "table": TABLE,
    "summary": [*SUMMARY, *SUMMARY_BY],
    "types": TYPES,
    "instrument": [*STATEMENTS, *SCORING, *SHARED],
    "checklist": CHECKLIST,
    "funnel": FUNNEL,
    "growth": GROWTH,
    "friction": FRICTION,
    "metrics": METRICS,
}
EVERYTHING = [locator for each in (*EXHIBITS.values(), *STEPS.values()) for locator in each]
ONCE = [locator for locator in EVERYTHING if locator not in SHARED]


def iter_citations() -> Iterator[tuple[str, str]]:
    """Yield every locator with the entry, step, practice or rule that cites it; without facts and conclusions."""
    for step in BUILTIN.steps.values():
        yield step.source, f"step {step.id}"
        yield from ((practice.source, f"practice {practice.id}") for practice in step.practices.values())
        yield from ((variant.source, f"variant {step.id}/{name}") for name, variant in step.variants.items())
    for key, entry in BUILTIN.entries.items():
        yield entry.source, f"entry {key}"
        yield from ((sign.source, f"sign {sign.id}") for sign in entry.signs)
    yield from ((rule.source, f"rule {rule.id}") for rule in BUILTIN.rules)


@cache
def get_citations() -> dict[str, list[str]]:
    found = defaultdict(list)
    for locator, user in iter_citations():
        found[locator].append(user)
    return dict(found)


def test_the_exhibits_have_the_sizes_of_the_article() -> None:
    sizes = [len(each) for each in (TABLE, SUMMARY, SUMMARY_BY, STATEMENTS, CHECKLIST, FUNNEL[:8], GROWTH)]
    assert sizes == [17, 7, 6, 20, 17, 8, 5]
    assert [len(STEPS["defined-to-aligned"]), len(STEPS["aligned-to-integrated"]) - 1] == [5, 6]


@pytest.mark.parametrize("locator", ONCE)
def test_each_place_of_the_article_is_cited_exactly_once(locator: str) -> None:
    assert len(get_citations().get(locator, [])) == 1, get_citations().get(locator)


@pytest.mark.parametrize("locator", SHARED)
def test_a_sentence_of_several_parts_is_cited_by_several_entries(locator: str) -> None:
    assert len(get_citations().get(locator, [])) > 1


@pytest.mark.parametrize("prefix", EXHIBITS)
def test_no_place_of_an_exhibit_is_invented(prefix: str) -> None:
    used = {locator for locator in get_citations() if locator.split("/")[0] == prefix}
    assert used == set(EXHIBITS[prefix])


@pytest.mark.parametrize("move", STEPS)
def test_the_steps_of_a_move_are_those_of_the_article_in_its_order(move: str) -> None:
    steps = sorted((step for step in BUILTIN.steps.values() if step.move == move), key=lambda step: step.order)
    sources = [step.source for step in steps]
    assert [source for source in sources if not source.startswith("policy/")] == STEPS[move]


def test_every_locator_begins_with_a_declared_prefix() -> None:
    declared = {prefix for work in BUILTIN.works for prefix in work.prefix}
    locators = {
        *get_citations(),
        *(fact.source for fact in BUILTIN.facts.values()),
        *(fact.filled_from.source for fact in BUILTIN.facts.values() if fact.filled_from),
        *(conclusion.source for conclusion in BUILTIN.conclusions.values()),
    }
    assert sorted(locator for locator in locators if locator.split("/")[0] not in declared) == []
    assert sorted(locator for locator in locators if not re.fullmatch(r"[a-z]+(/[a-z0-9-]+)+", locator)) == []


def test_facts_cite_places_that_exist() -> None:
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


# docs/knowledge.md has a table of systems: contents ("20 `statements`", "17 `table/`"), files, and where they are used.

CELL = re.compile(r"(\d+) `([a-z_]+/?)`")
PATH = re.compile(r"`([^`\s]+/[^`\s]+\.[a-z]+)`")


@cache
def read_page() -> str:
    return (ROOT / "docs" / "knowledge.md").read_text(encoding="utf-8")


def read_rows() -> dict[str, list[str]]:
    """Return the rows of the table by their first cell."""
    lines = [line.strip("|").split("|") for line in read_page().splitlines() if line.startswith("| ")]
    return {cells[0].strip(): [cell.strip() for cell in cells[1:]] for cells in lines[1:]}


def count_entries(kind: str, path: Path) -> int | set[str]:
    """Count the entries of a section in a file; for a prefix, return the places that the file cites."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    if kind.endswith("/"):
        return {source for source in iter_sources(document) if source.startswith(kind)}
    if kind == "signs":
        return sum(len(entry.get("signs", {})) for entry in document.get("relationships", {}).values())
    return len(document.get(kind, {}))


def iter_sources(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "source":
                yield value
            elif key != "facts":
                yield from iter_sources(value)
    elif isinstance(node, list):
        for item in node:
            yield from iter_sources(item)


def test_the_page_has_a_row_for_each_of_the_ten_systems() -> None:
    assert len(read_rows()) == 10
    assert all(len(cells) == 3 for cells in read_rows().values())


@pytest.mark.parametrize("system", read_rows())
def test_the_files_of_a_system_contain_what_the_page_says(system: str) -> None:
    contents, files, _ = read_rows()[system]
    named = PATH.findall(files)
    assert named
    assert CELL.findall(contents)
    for number, kind in CELL.findall(contents):
        counts = [count_entries(kind, ROOT / path) for path in named]
        assert all(counts), f"one of {named} has no {kind}"
        total = len(set().union(*counts)) if kind.endswith("/") else sum(counts)
        assert total == int(number), kind


def test_every_file_named_on_the_page_exists() -> None:
    named = PATH.findall(read_page())
    assert len(named) > 20
    assert [path for path in named if not (ROOT / path).is_file()] == []


@pytest.mark.parametrize("system", read_rows())
def test_every_system_is_used_somewhere(system: str) -> None:
    assert PATH.findall(read_rows()[system][2])


def test_every_policy_named_on_the_page_is_a_source() -> None:
    used = {*get_citations(), *(conclusion.source for conclusion in BUILTIN.conclusions.values())}
    used |= {fact.source for fact in BUILTIN.facts.values()}
    used |= {step.weeks.source for step in BUILTIN.steps.values() if step.weeks}
    named = re.findall(r"`(policy/[a-z0-9/-]+)`", read_page())
    assert named
    assert [slug for slug in named if not any(each == slug or each.startswith(f"{slug}/") for each in used)] == []


def test_only_the_entries_the_page_calls_unprinted_are_used_by_no_rule() -> None:
    concluded = {atom.value for rule in BUILTIN.rules for atom in rule.then}
    sections = ("funnel", "friction_kinds", "growth", "metrics", "checklist")
    unused = {key for key, entry in BUILTIN.entries.items() if entry.section in sections and key not in concluded}
    assert unused == set()
