"""The reference: the graph of rules, conditions in words, and pages in which every link has a target."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from advisor.authoring.reference.condition_text import describe_condition, format_lines
from advisor.authoring.reference.decision_tables import build_columns, build_overviews, build_summary_rows
from advisor.authoring.reference.html_pages import GENERATOR_TAG, build_pages
from advisor.authoring.reference.page_parts import PagePartBuilder, build_anchor, link_to_fact, link_to_rule
from advisor.authoring.reference.rule_graph import RuleGraph
from advisor.authoring.reference.rule_reference import Reference
from advisor.authoring.reference.show import UnknownIdError, describe_id
from advisor.consultation import Consultation
from advisor.loading.finding_codes import UNKNOWN_ID
from advisor.logic.semantics import Semantics
from advisor.model.answers import Answers, Value
from advisor.model.company import Company
from advisor.model.conditions import All, Any, Not, Status, Test
from advisor.model.rulebase import RuleBase
from advisor.model.rules import build_lookup, evaluate_rule
from advisor.model.vocabulary import Atom
from tests.browser import COLOUR_RULES, find_axe_faults, find_axe_faults_in_both_schemes, open_browser_page
from tests.strategies import agreeing_rule_bases, build_rule_base, complete_companies

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[3]
PACKS = {"builtin": (), "revops": (str(ROOT / "packs" / "revops"),)}


@cache
def load_reference(name: str) -> Reference:
    return Reference(PACKS[name])


@cache
def build_all_pages(name: str) -> dict[str, str]:
    return build_pages(load_reference(name))


class _Page(HTMLParser):
    """The ids of a page and everything that it refers to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.hrefs: list[str] = []
        self.named: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for key, value in attrs:
            if key == "id":
                self.ids.append(value or "")
            elif key in ("href", "src"):
                self.hrefs.append(value or "")
            elif key == "aria-labelledby":
                self.named.append(value or "")


@pytest.mark.parametrize("name", PACKS)
def test_every_link_has_a_target_and_every_id_is_unique(name: str) -> None:
    read = {file: _Page(text) for file, text in build_all_pages(name).items()}
    for file, page in read.items():
        assert len(page.ids) == len(set(page.ids)), file
        assert set(page.named) <= set(page.ids), file
        for href in page.hrefs:
            target, _, part = href.partition("#")
            assert (target or file) in read, f"{file}: {href}"
            assert not part or part in read[target or file].ids, f"{file}: {href}"


@pytest.mark.parametrize("name", PACKS)
def test_pages_list_every_rule_fact_step_and_locator(name: str) -> None:
    rulebase, text = load_reference(name).rulebase, build_all_pages(name)
    for rule in rulebase.rules:
        assert f"<code>{rule.id}</code>" in text[f"rules-{rule.stage}.html"]
        assert f"<code>{rule.source}</code>" in text["sources.html"]
    assert all(f"<code>{fact}</code>" in text["facts.html"] for fact in rulebase.facts)
    assert all(f"<code>{step}</code>" in text["steps.html"] for step in rulebase.steps)
    assert all(f"<code>{entry}</code>" in text["entries.html"] for entry in rulebase.entries)


@pytest.mark.parametrize("name", PACKS)
def test_pages_need_neither_scripts_nor_a_network(name: str) -> None:
    for text in build_all_pages(name).values():
        page = _Page(text)
        assert "default-src &#39;none&#39;" in text or "default-src 'none'" in text
        assert not page.tags & {"script", "img", "link", "iframe", "object", "form"}
        assert not [href for href in page.hrefs if ":" in href.partition("#")[0]]
        assert "url(" not in text
        assert "@import" not in text
        assert GENERATOR_TAG in text[:2_000]


def test_the_pages_are_the_same_each_time() -> None:
    assert build_pages(Reference(())) == build_all_pages("builtin")


def test_the_big_table_has_the_reasons_of_the_article() -> None:
    found = {column.state: column for column in build_columns(PagePartBuilder(load_reference("builtin")))}
    assert list(found) == ["undefined", "defined", "aligned"]
    for state, (stay, tighten, move) in {
        "undefined": (3, 3, "defined"),
        "defined": (3, 4, "aligned"),
        "aligned": (3, 1, "integrated"),
    }.items():
        notes = [link.note for link in found[state].stay if link.note.startswith("table/")]
        assert sorted(notes) == [f"table/{state}/stay/{number}" for number in range(1, stay + 1)]
        notes = [link.note for link in found[state].tighten]
        assert sorted(notes) == [f"table/{state}/tighten/{number}" for number in range(1, tighten + 1)]
        assert [link.words for link in found[state].moves] == [move]


def test_the_short_table_has_a_row_for_each_move() -> None:
    found = {
        line.state: [link.note for link in line.conditions]
        for line in build_summary_rows(PagePartBuilder(load_reference("builtin")))
    }
    assert found == {
        state: [f"summary/{state}/{number}" for number in range(1, count + 1)]
        for state, count in (("undefined", 2), ("defined", 3), ("aligned", 2))
    }


def test_the_outcomes_of_a_reason_include_its_advice(builtin: RuleBase) -> None:
    links = RuleGraph(builtin)
    reason = builtin.rules_by_id["defined/life-cycles-shorten"]
    advice = Consultation(builtin).advise(Company({"relationship": "defined", "life_cycle_speed": "shortening"}))
    ends = {(atom.name, atom.value) for atom in links.find_outcomes(reason)}
    assert {("verdict", advice.verdict), ("move_to", "aligned")} <= ends
    assert {("step", step.id) for step in advice.steps} <= ends
    assert ("verdict", "prepare") in ends  # if roles are not defined
    assert not {("verdict", value) for value in ("stay", "consolidate", "maintain")} & set(ends)
    assert ("move_to", "integrated") not in ends


def find_fired_rules(rulebase: RuleBase, known: dict[str, Value]) -> set[str]:
    answers = Answers(known)
    lookup = build_lookup(answers, Semantics(rulebase).compute_evidence(answers), rulebase.facts)
    return {rule.id for rule in rulebase.rules if evaluate_rule(rule, lookup) is Status.HOLDS}


@given(rulebase=agreeing_rule_bases(), known=complete_companies())
def test_only_linked_rules_depend_on_a_rule(rulebase: RuleBase, known: dict[str, Value]) -> None:
    links = RuleGraph(rulebase)
    with_all = find_fired_rules(rulebase, known)
    for rule in rulebase.rules:
        linked, waiting = {rule.id}, [rule]
        while waiting:
            for reader in links.find_dependents(waiting.pop()):
                if reader.rule.id not in linked:
                    linked.add(reader.rule.id)
                    waiting.append(reader.rule)
        assert {each.id for each in links.find_reachable_rules(rule)} <= linked
        without = build_rule_base(tuple(each for each in rulebase.rules if each.id != rule.id))
        assert find_fired_rules(without, known) ^ with_all <= linked


@pytest.mark.parametrize("name", PACKS)
def test_every_line_of_a_drawing_joins_two_boxes(name: str) -> None:
    known = load_reference(name)
    drawn = {way.state: way.graph for way in build_overviews(PagePartBuilder(known)) if way.graph}
    assert set(drawn) == {"undefined", "defined", "aligned", "integrated"}
    for graph in drawn.values():
        assert set(graph.edges) == {line for box in graph.boxes for line in box.edges}
        line_counts = Counter(line for box in graph.boxes for line in set(box.edges))
        assert set(line_counts.values()) == {2}
        assert all(box.edges for box in graph.boxes)
        assert all(box.y >= 0 and box.y + box.height <= graph.height for box in graph.boxes)
        assert all(box.x >= 0 and box.x + box.width <= graph.width for box in graph.boxes)
        assert len({(box.x, box.y) for box in graph.boxes}) == len(graph.boxes)


def test_a_drawing_leads_from_an_answer_to_its_advice() -> None:
    known = load_reference("builtin")
    graph = next(way.graph for way in build_overviews(PagePartBuilder(known)) if way.state == "defined")
    assert graph is not None
    boxes = {box.link.href: box for box in graph.boxes}

    def are_joined(one: str, other: str) -> bool:
        return bool(set(boxes[one].edges) & set(boxes[other].edges))

    advice = Consultation(known.rulebase).advise(Company({"relationship": "defined", "market_customizing": "yes"}))
    reason = link_to_rule(
        known.rulebase.rules_by_id[
            next(each.rule for each in advice.reasons if each.status == "holds" and each.favours == "tighten")
        ]
    )
    verdict = PagePartBuilder(known).link_atom(Atom("verdict", advice.verdict)).href
    assert are_joined(link_to_fact("market_customizing").href, reason.href)
    assert are_joined(reason.href, verdict)
    assert all(are_joined(verdict, f"steps.html#{build_anchor('step', step.id)}") for step in advice.steps)
    assert not are_joined(link_to_fact("market_customizing").href, verdict)


def test_a_count_links_to_the_choice_computed_from_it() -> None:
    page = build_all_pages("builtin")["facts.html"]
    entry = page[page.index('id="fact:employees"') :].partition("</article>")[0]
    assert re.search("small: [^;]*49; medium: [^;]*50[^;]*249; large: [^;]*250", entry)
    assert 'href="steps.html#' in entry
    assert "no rule" not in entry


def test_each_verdict_lists_the_rules_that_conclude_it() -> None:
    page = build_all_pages("builtin")["conclusions.html"]
    entry = page[page.index('id="conclusion:verdict:prepare"') :].partition("</dd>")[0]
    found = set(re.findall(r"<a href=\"rules-decide.html#rule:[^\"]*\">([^<]*)</a>", entry))
    rules = load_reference("builtin").rulebase.rules
    assert found == {rule.id for rule in rules if "prepare" in rule.list_concluded_values("verdict")}


def test_describes_conditions_in_the_words_of_the_facts(builtin: RuleBase) -> None:
    condition = All(
        (
            Test("sales_cycle", frozenset({"short", "long"})),
            Any(
                (Test("employees", at_least=50, at_most=249), Test("conflict_topics", frozenset({"pricing", "credit"})))
            ),
            Not(Test("reason", frozenset({"aligned/short-sales-cycle"}))),
        )
    )
    lines = list(format_lines(describe_condition(condition, builtin)))
    assert [len(line) - len(line.lstrip()) for line in lines] == [0, 2, 2, 4, 4, 2, 4]
    assert [line.partition(" (")[2] for line in lines] == [
        *("", "sales_cycle: [long, short])", "", "employees: {at_least: 50, at_most: 249})"),
        *("conflict_topics: [credit, pricing])", "", "reason: aligned/short-sales-cycle)"),
    ]
    cycle = builtin.facts["sales_cycle"].values
    assert lines[1].startswith(f"  - {cycle['short']} or {cycle['long']} (")
    assert re.search(" 50 .* 249 ", lines[3])
    assert all(builtin.facts["conflict_topics"].values[name] in lines[4] for name in ("pricing", "credit"))


@pytest.mark.parametrize("name", PACKS)
def test_describes_everything_with_an_id(name: str) -> None:
    known = load_reference(name)
    rulebase = known.rulebase
    ids = [*list(rulebase.rules_by_id)[::9], *rulebase.facts, *rulebase.conclusions, *rulebase.steps, *rulebase.entries]
    ids += [slug for rule in rulebase.rules for slug in rule.list_concluded_values("caution")]
    for each in ids:
        first = describe_id(each, known)[0]
        assert each in first


def test_suggests_the_nearest_id_for_a_misspelt_one() -> None:
    with pytest.raises(UnknownIdError, match="`liaison`") as error:
        describe_id("liason", load_reference("builtin"))
    assert [(finding.place.file, finding.code) for finding in error.value.findings] == [("liason", UNKNOWN_ID)]


@contextmanager
def open_page(folder: Path, file: str, width: int) -> Iterator[tuple[Page, list[str]]]:
    """Open a page in a browser; also yield every further address it loads and every error it logs."""
    path = folder / file
    path.write_text(build_all_pages("builtin")[file], encoding="utf-8")
    own = path.resolve().as_uri()
    problems: list[str] = []
    with open_browser_page(width=width) as tab:
        tab.on("request", lambda request: problems.append(request.url) if request.url != own else None)
        tab.on("console", lambda message: problems.append(message.text))
        tab.goto(own)
        yield tab, problems


@pytest.mark.parametrize(
    ("file", "repeated"),
    [
        ("index.html", ""),
        ("tables.html", ""),
        ("leads-to.html", "section ~ section"),
        ("rules-caution.html", "article ~ article ~ article"),
    ],
)
def test_axe_finds_nothing_wrong(tmp_path: Path, file: str, repeated: str) -> None:
    with open_page(tmp_path, file, 1280) as (tab, problems):
        assert tab.evaluate("document.documentElement.scrollWidth") <= 1280
        assert find_axe_faults_in_both_schemes(tab, repeated=repeated) == []
    assert problems == []


@pytest.mark.parametrize("file", ["tables.html", "leads-to.html"])
def test_a_phone_needs_no_sideways_scrolling(tmp_path: Path, file: str) -> None:
    with open_page(tmp_path, file, 360) as (tab, problems):
        assert tab.evaluate("document.documentElement.scrollWidth") <= 360
        assert find_axe_faults(tab, without=COLOUR_RULES) == []
    assert problems == []
