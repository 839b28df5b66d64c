"""The reference: what leads to what, conditions in words, and pages whose every link leads somewhere."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given

from advisor.authoring.reference.condition_text import describe_condition
from advisor.authoring.reference.condition_text import format_lines as told_lines
from advisor.authoring.reference.decision_tables import build_columns, build_overviews, build_summary_rows
from advisor.authoring.reference.html_pages import GENERATOR_TAG, build_pages
from advisor.authoring.reference.page_parts import PagePartBuilder, build_anchor, link_to_fact, link_to_rule
from advisor.authoring.reference.rule_graph import RuleGraph
from advisor.authoring.reference.rule_reference import Reference
from advisor.authoring.reference.show import UnknownIdError, describe_id
from advisor.consultation import Consultation
from advisor.logic.semantics import Semantics
from advisor.model.answers import Answers, Value
from advisor.model.company import Company
from advisor.model.conditions import All, Any, Not, Status, Test
from advisor.model.rulebase import RuleBase
from advisor.model.rules import build_lookup, evaluate_rule
from advisor.model.vocabulary import Atom
from tests.browser import browser_page
from tests.strategies import a_rule_base, agreeing_rule_bases, complete_companies

ROOT = Path(__file__).resolve().parents[3]
PACKS = {"builtin": (), "revops": (str(ROOT / "packs" / "revops"),)}


@cache
def reference(name: str) -> Reference:
    return Reference(PACKS[name])


@cache
def made(name: str) -> dict[str, str]:
    return build_pages(reference(name))


class _Page(HTMLParser):
    """The ids of a page and everything it refers to."""

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
def test_every_link_leads_to_something_and_every_id_stands_once(name: str) -> None:
    read = {file: _Page(text) for file, text in made(name).items()}
    for file, page in read.items():
        assert len(page.ids) == len(set(page.ids)), file
        assert set(page.named) <= set(page.ids), file
        for href in page.hrefs:
            target, _, part = href.partition("#")
            assert (target or file) in read, f"{file}: {href}"
            assert not part or part in read[target or file].ids, f"{file}: {href}"


@pytest.mark.parametrize("name", PACKS)
def test_every_rule_fact_step_and_locator_is_told(name: str) -> None:
    rulebase, text = reference(name).rulebase, made(name)
    for rule in rulebase.rules:
        assert f"<code>{rule.id}</code>" in text[f"rules-{rule.stage}.html"]
        assert f"<code>{rule.source}</code>" in text["sources.html"]
    assert all(f"<code>{fact}</code>" in text["facts.html"] for fact in rulebase.facts)
    assert all(f"<code>{step}</code>" in text["steps.html"] for step in rulebase.steps)
    assert all(f"<code>{entry}</code>" in text["entries.html"] for entry in rulebase.entries)


@pytest.mark.parametrize("name", PACKS)
def test_pages_need_neither_scripts_nor_a_network(name: str) -> None:
    for text in made(name).values():
        page = _Page(text)
        assert "default-src &#39;none&#39;" in text or "default-src 'none'" in text
        assert not page.tags & {"script", "img", "link", "iframe", "object", "form"}
        assert not [href for href in page.hrefs if ":" in href.partition("#")[0]]
        assert "url(" not in text
        assert "@import" not in text
        assert GENERATOR_TAG in text[:2_000]


def test_the_pages_are_the_same_each_time() -> None:
    assert build_pages(Reference(())) == made("builtin")


def test_the_big_table_has_the_reasons_of_the_article_in_its_columns() -> None:
    found = {column.state: column for column in build_columns(PagePartBuilder(reference("builtin")))}
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


def test_the_short_table_has_a_line_for_each_move() -> None:
    found = {
        line.state: [link.note for link in line.conditions]
        for line in build_summary_rows(PagePartBuilder(reference("builtin")))
    }
    assert found == {
        state: [f"summary/{state}/{number}" for number in range(1, count + 1)]
        for state, count in (("undefined", 2), ("defined", 3), ("aligned", 2))
    }


def test_what_fires_with_a_reason_is_among_what_it_may_lead_to(builtin: RuleBase) -> None:
    links = RuleGraph(builtin)
    reason = builtin.rules_by_id["defined/life-cycles-shorten"]
    advice = Consultation(builtin).advise(Company({"relationship": "defined", "life_cycle_speed": "shortening"}))
    ends = {(atom.name, atom.value) for atom in links.find_outcomes(reason)}
    assert {("verdict", advice.verdict), ("move_to", "aligned")} <= ends
    assert {("step", step.id) for step in advice.steps} <= ends
    assert ("verdict", "stay") not in ends
    assert ("verdict", "prepare") not in ends


def fired(rulebase: RuleBase, known: dict[str, Value]) -> set[str]:
    answers = Answers(known)
    lookup = build_lookup(answers, Semantics(rulebase).compute_evidence(answers), rulebase.facts)
    return {rule.id for rule in rulebase.rules if evaluate_rule(rule, lookup) is Status.HOLDS}


@given(rulebase=agreeing_rule_bases(), known=complete_companies())
def test_only_rules_that_a_rule_is_linked_to_depend_on_it(rulebase: RuleBase, known: dict[str, Value]) -> None:
    links = RuleGraph(rulebase)
    with_all = fired(rulebase, known)
    for rule in rulebase.rules:
        linked, waiting = {rule.id}, [rule]
        while waiting:
            for reader in links.find_dependents(waiting.pop()):
                if reader.rule.id not in linked:
                    linked.add(reader.rule.id)
                    waiting.append(reader.rule)
        assert {each.id for each in links.find_reachable_rules(rule)} <= linked
        without = a_rule_base(tuple(each for each in rulebase.rules if each.id != rule.id))
        assert fired(without, known) ^ with_all <= linked


@pytest.mark.parametrize("name", PACKS)
def test_a_drawing_joins_what_fires_together_and_every_line_runs_between_two_boxes(name: str) -> None:
    known = reference(name)
    drawn = {way.state: way.graph for way in build_overviews(PagePartBuilder(known)) if way.graph}
    assert set(drawn) == {"undefined", "defined", "aligned", "integrated"}
    for graph in drawn.values():
        assert set(graph.edges) == {line for box in graph.boxes for line in box.touching}
        joined = Counter(line for box in graph.boxes for line in set(box.touching))
        assert set(joined.values()) == {2}
        assert all(box.touching for box in graph.boxes)
        assert all(box.y >= 0 and box.y + box.height <= graph.height for box in graph.boxes)
        assert all(box.x >= 0 and box.x + box.width <= graph.width for box in graph.boxes)
        assert len({(box.x, box.y) for box in graph.boxes}) == len(graph.boxes)


def test_a_drawing_leads_from_an_answer_to_the_advice_that_comes_of_it() -> None:
    known = reference("builtin")
    graph = next(way.graph for way in build_overviews(PagePartBuilder(known)) if way.state == "defined")
    assert graph is not None
    boxes = {box.link.href: box for box in graph.boxes}

    def joined(one: str, other: str) -> bool:
        return bool(set(boxes[one].touching) & set(boxes[other].touching))

    advice = Consultation(known.rulebase).advise(Company({"relationship": "defined", "market_customizing": "yes"}))
    reason = link_to_rule(
        known.rulebase.rules_by_id[
            next(each.rule for each in advice.reasons if each.status == "holds" and each.favours == "tighten")
        ]
    )
    verdict = PagePartBuilder(known).link_atom(Atom("verdict", advice.verdict)).href
    assert joined(link_to_fact("market_customizing").href, reason.href)
    assert joined(reason.href, verdict)
    assert all(joined(verdict, f"steps.html#{build_anchor('step', step.id)}") for step in advice.steps)
    assert not joined(link_to_fact("market_customizing").href, verdict)


def test_a_count_leads_to_what_it_fills_in() -> None:
    page = made("builtin")["facts.html"]
    entry = page[page.index('id="fact:employees"') :].partition("</article>")[0]
    assert "small: at most 49; medium: at least 50 and at most 249; large: at least 250" in entry
    assert "May bear on the steps" in entry
    assert "no rule" not in entry


def test_each_verdict_has_the_rules_that_come_to_it() -> None:
    page = made("builtin")["conclusions.html"]
    entry = page[page.index('id="conclusion:verdict:prepare"') :].partition("</dd>")[0]
    found = set(re.findall(r"<a href=\"rules-decide.html#rule:[^\"]*\">([^<]*)</a>", entry))
    rules = reference("builtin").rulebase.rules
    assert found == {rule.id for rule in rules if "prepare" in rule.list_concluded_values("verdict")}


TOPICS = frozenset({"pricing", "credit"})


def test_conditions_are_told_in_the_words_of_the_facts(builtin: RuleBase) -> None:
    condition = All(
        (
            Test("sales_cycle", frozenset({"short", "long"})),
            Any(
                (Test("employees", at_least=50, at_most=249), Test("conflict_topics", frozenset({"pricing", "credit"})))
            ),
            Not(Test("reason", frozenset({"aligned/short-sales-cycle"}))),
        )
    )
    said = list(told_lines(describe_condition(condition, builtin)))
    assert said == [
        "- all of these hold:",
        "  - the sales cycle is fairly short or the sales cycle is long",
        "  - at least one of these holds:",
        "    - the company has at least 50 and at most 249 employees",
        f"    - {said[4].strip().removeprefix('- ')}",
        "  - this does not hold:",
        "    - the reason aligned/short-sales-cycle holds",
    ]
    assert re.search(r" pricing or .*credit", said[4])


@pytest.mark.parametrize("name", PACKS)
def test_everything_with_an_id_can_be_told(name: str) -> None:
    known = reference(name)
    rulebase = known.rulebase
    ids = [*list(rulebase.rules_by_id)[::9], *rulebase.facts, *rulebase.conclusions, *rulebase.steps, *rulebase.entries]
    ids += [slug for rule in rulebase.rules for slug in rule.list_concluded_values("caution")]
    for each in ids:
        first = describe_id(each, known)[0]
        assert each in first


def test_a_misspelt_id_is_told_with_the_nearest_one() -> None:
    with pytest.raises(UnknownIdError, match="did you mean `liaison`"):
        describe_id("liason", reference("builtin"))


def _opened(folder: Path, file: str, scheme: Literal["light", "dark"], width: int) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    for name, text in made("builtin").items():
        (folder / name).write_text(text, encoding="utf-8")
    with browser_page(width=width, scheme=scheme) as shown:
        strange: list[str] = []
        own = (folder / file).resolve().as_uri()
        shown.on("request", lambda request: strange.append(request.url) if request.url != own else None)
        shown.on("console", lambda message: strange.append(message.text))
        shown.goto(own)
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(shown).response
        assert "color-contrast" in {each["id"] for each in found["passes"]}
        return [
            *strange,
            *(f"{each['id']} {[node['target'] for node in each['nodes']][:3]}" for each in found["violations"]),
        ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("file", ["index.html", "tables.html", "leads-to.html", "rules-caution.html"])
def test_axe_finds_nothing_wrong(tmp_path: Path, file: str, scheme: Literal["light", "dark"]) -> None:
    assert _opened(tmp_path, file, scheme, 1280) == []


@pytest.mark.parametrize("file", ["tables.html", "leads-to.html"])
def test_a_phone_needs_no_sideways_scrolling(tmp_path: Path, file: str) -> None:
    assert _opened(tmp_path, file, "light", 360) == []
