"""The pack `packs/revops`: its cases pass, it changes no verdict, and no company gets contradicting advice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import combinations, product
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from advisor.authoring.cases.case_files import Case, CaseResult, read_cases, run_case
from advisor.consultation import UNDETERMINED, Consultation
from advisor.interview.planner import Depth
from advisor.loading.facts.facts_file import read_facts
from advisor.loading.packs.load_rulebase import find_builtin_folder, load
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.conditions import iter_leaves
from advisor.model.rulebase import WITHDRAWING_CONCLUSIONS
from advisor.model.rules import Rule, RuleStatus
from advisor.model.vocabulary import Kind
from advisor.reasoning.inference_record import InferenceRecord
from advisor.reasoning.plan import build_done_steps, build_steps, build_waiting_steps
from tests.knowledge.test_texts import BLAME, UNTRACED
from tests.profiles import examples
from tests.strategies import partial_values, settled_values

ROOT = Path(find_builtin_folder())
PACK = ROOT / "packs" / "revops"
RESEARCH = ROOT.parent / "shared" / "research" / "new_guidance.yaml"
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
BUILTIN = load()
RULEBASE = load([str(PACK)])
PLAIN, ADVISOR = Consultation(BUILTIN), Consultation(RULEBASE)
RULES = [rule for rule in RULEBASE.rules if rule.pack == "revops"]
BY_ID = {rule.id: rule for rule in RULES}
CASES = read_cases(PACK, RULEBASE)

# The rules for each item of guidance.
ITEMS = {
    "G01": ["two-way-promise"],
    "G02": ["capacity-before-promise", "sponsor-before-promise"],
    "G03": ["lead-definition"],
    "G04": ["lead-acceptance"],
    "G05": ["response-target"],
    "G06": ["intent-commitment"],
    "G07": ["buying-groups", "buying-groups-in-one-funnel", "leads-beside-groups", "leads-beside-groups-in-one-funnel"],
    "G08": ["joint-account-list"],
    "G09": ["revenue-operations"],
    "G10": ["pay-share-heads", "pay-share-downstream", "pay-waits", "pay-of-everyone-waits"],
    "G11": [
        "pay-limit-of-everyone",
        "pay-limit-of-everyone-below-measures",
        "pay-limit",
        "pay-limit-below-measures",
        "rewards-limited-for-everyone",
        "rewards-limited-for-downstream",
    ],
    "G12": ["pipeline-source"],
    "G13": ["informal-contact-at-a-distance", "two-tempos", "visits-at-a-distance", "distance-in-place-of-a-room"],
    "G14": ["missing-closeness"],
    "G15": ["usage-signal", "software-before-signal"],
    "G16": ["light-feedback"],
    "G17": ["future-buyers", "future-buyers-where-measures-are-shared"],
    "G18": [
        "planning-on-poor-data",
        "operations-before-dashboard",
        "page-before-post",
        "page-before-post-for-integration",
        "definition-before-software",
        "software-before-definition",
        "joint-planning-too-early",
    ],
    "G19": ["compare-statements"],
    "G20": ["ask-staff"],
    "G21": [
        "revenue-officer-conditions",
        "revenue-officer-fits",
        "revenue-officer-waits",
        "revenue-brand",
        "revenue-mandate",
        "revenue-mandate-tension",
        "one-head-for-both-contested",
    ],
    "G22": ["start-agreement", "start-agreement-for-integration"],
    "G23": ["constraint-search"],
    "G24": ["strategy-session", "market-knowledge", "strategy-friction"],
}

# Rules of no item: they only leave out steps that the answers rule out.
LEAVING_OUT = {"revops/one-group"}

# Both sides of each contradiction: no company may get advice from both.
CONTRADICTIONS = {
    "pay on bookings": (
        ["pay-share-heads", "pay-share-downstream"],
        [*ITEMS["G11"], "pay-waits", "pay-of-everyone-waits"],
    ),
    "a chief revenue officer": (
        ["revenue-officer-fits"],
        ["revenue-officer-waits", "revenue-brand", "revenue-mandate", "revenue-mandate-tension"],
    ),
    "a promise about leads": (ITEMS["G01"], ITEMS["G02"]),
    "what a qualified lead is": (ITEMS["G03"], ITEMS["G15"]),
    "revenue operations": (ITEMS["G09"], ["operations-before-dashboard"]),
    "meetings": (ITEMS["G14"], ITEMS["G23"]),
}
# Steps of one side, with the rules of the other side: if one of these fires, the step is not advised.
STEPS_OF_ONE_SIDE = {
    "revenue-officer": ["revenue-officer-waits"],
    "colocation": ["distance-in-place-of-a-room"],
    "pay-share": ["pay-waits"],
    "revenue-operations": ["operations-before-dashboard"],
    "two-way-promise": ["capacity-before-promise", "sponsor-before-promise"],
}
# An aligned company that moves or prepares to, so that the rules of the contested pairs can fire.
MOVING: dict[str, Value] = {
    "relationship": "aligned",
    "common_funnel_possible": "yes",
    "landscape_complex": "yes",
    "change_rapid": "yes",
    "shared_responsibility_culture": "yes",
    "report_separately": "yes",
}


FEW_MORE = 4
# Answers that lead to further questions; all other questions stay unanswered.
FIRST_ANSWERS: dict[str, Value] = {
    "repurchase_cycle": "long",
    "shared_dashboard": "no",
    "metric_data_trusted": "yes",
    "marketers_influence_bookings": "yes",
    "marketing_team_small": "no",
    "sales_cycle": "medium",
    "sales_process_straightforward": "no",
}


@cache
def run_cases() -> list[CaseResult]:
    """Run the cases of the pack."""
    return [run_case(ADVISOR, case) for case in CASES]


def infer(stated: dict[str, Value]) -> tuple[InferenceRecord, list[str]]:
    """Return the record and the possible verdicts of a company; the complete advice would take twice as long."""
    return ADVISOR.build_record(ADVISOR.answers(Company(stated)))


def list_fired_rules(stated: dict[str, Value]) -> set[str]:
    """Return the rules of the pack that fire for a company."""
    return {firing.rule.id for firing in infer(stated)[0].firings if firing.rule.id in BY_ID}


def list_facts(*rules: Rule) -> list[str]:
    """Return the facts that conditions read."""
    names = {leaf.name for rule in rules for leaf in iter_leaves(rule.condition)}
    return sorted(name for name in names if name in RULEBASE.facts and not RULEBASE.facts[name].computed)


def test_the_pack_is_loaded_with_the_builtin_one() -> None:
    assert [pack.name for pack in RULEBASE.packs] == ["core", "revops"]
    assert len(RULES) == sum(map(len, ITEMS.values())) + len(LEAVING_OUT)
    assert [rule.id for rule in BUILTIN.rules if rule.id.startswith("revops")] == []


def test_every_case_passes() -> None:
    failed = [f"{case.name}: {'; '.join(result.failures)}" for case, result in zip(CASES, run_cases(), strict=True)]
    assert [line for line in failed if not line.endswith(": ")] == []


def test_every_rule_has_a_case_with_it_and_a_case_without_it() -> None:
    for key in ("fires", "silent"):
        named = {rule_id for case in CASES for rule_id in case.expect.get(key, ())}
        assert sorted(set(BY_ID) - named) == []


def list_silent_cases() -> list[Case]:
    """Return the cases that expect rules to stay silent and none to fire."""
    return [case for case in CASES if "silent" in case.expect and "fires" not in case.expect]


def test_a_silent_case_is_about_a_company_that_moves() -> None:
    """The counter-condition and not the state keeps the rule silent."""
    silent = list_silent_cases()
    idle = {case.name for case in silent if ADVISOR.advise(case.company).verdict not in ("tighten", "prepare")}
    assert idle <= {
        "A company that stays as it is has nothing to put on paper",
        "One view of the strategy is no friction",
    }


@pytest.mark.parametrize("example", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_no_example_changes_its_verdict(example: Path) -> None:
    plain, more = (each.advise(read_facts(str(example), each.rulebase)) for each in (PLAIN, ADVISOR))
    assert (more.verdict, more.possible_verdicts, more.move) == (plain.verdict, plain.possible_verdicts, plain.move)


def test_the_pack_concludes_nothing_that_affects_a_verdict() -> None:
    concluded = {atom.name for rule in RULES for atom in rule.then}
    assert concluded == {
        "step",
        "detail",
        "variant",
        "place",
        "done",
        "hold_back",
        "leave_out",
        "caution",
        "friction",
        "reason",
    }
    assert [
        rule.id for rule in BUILTIN.rules for leaf in iter_leaves(rule.condition) if leaf.name in list_own_facts()
    ] == []


def list_own_facts() -> set[str]:
    return set(RULEBASE.facts) - set(BUILTIN.facts)


@examples(25)
@given(st.data())
def test_no_company_changes_its_verdict(data: st.DataObject) -> None:
    builtin = [name for name, fact in BUILTIN.facts.items() if not fact.computed]
    known = data.draw(st.lists(st.sampled_from(builtin), unique=True, max_size=25))
    own = data.draw(st.lists(st.sampled_from(sorted(list_own_facts())), unique=True))
    stated = {name: data.draw(settled_values(RULEBASE.facts[name])) for name in known}
    added = {name: data.draw(settled_values(RULEBASE.facts[name])) for name in own}
    plain, more = PLAIN.advise(Company(stated)), ADVISOR.advise(Company({**stated, **added}))
    assert (more.verdict, more.possible_verdicts, more.move) == (plain.verdict, plain.possible_verdicts, plain.move)


def draw_near_company(data: st.DataObject, rules: set[str]) -> dict[str, Value]:
    """Draw a company near one for which a rule fires: a few answers changed, removed or partly known."""
    starts = [case.company.stated for case in CASES if rules & set(case.expect.get("fires", ()))]
    stated = dict(data.draw(st.sampled_from(starts)))
    names = list_facts(*(BY_ID[rule_id] for rule_id in rules))
    for name in data.draw(st.lists(st.sampled_from(names), unique=True, max_size=3)):
        fact = RULEBASE.facts[name]
        value = data.draw(st.none() | settled_values(fact) | partial_values(fact), label=name)
        stated.pop(name, None)
        if value is not None:
            stated[name] = value
    return stated


@pytest.mark.parametrize("topic", CONTRADICTIONS)
@examples(50)
@given(data=st.data())
def test_no_company_gets_both_sides_of_a_contradiction(topic: str, data: st.DataObject) -> None:
    sides = [{f"revops/{slug}" for slug in side} for side in CONTRADICTIONS[topic]]
    fired = list_fired_rules(draw_near_company(data, set().union(*sides)))
    assert not all(side & fired for side in sides)


@pytest.mark.parametrize("step_id", STEPS_OF_ONE_SIDE)
@examples(30)
@given(data=st.data())
def test_no_company_gets_a_step_and_a_reason_against_it(step_id: str, data: st.DataObject) -> None:
    against = {f"revops/{slug}" for slug in STEPS_OF_ONE_SIDE[step_id]}
    advice = ADVISOR.advise(Company(draw_near_company(data, against)))
    assert not (against & {entry.rule for entry in advice.trace} and step_id in [step.id for step in advice.steps])


@pytest.mark.parametrize("step_id", STEPS_OF_ONE_SIDE)
def test_the_step_of_one_side_is_advised_in_some_case(step_id: str) -> None:
    """Make sure that the property above is about steps that are advised."""
    assert any(step_id in case.expect.get("steps", ()) for case in CASES)


def test_the_pack_withdraws_only_two_builtin_steps() -> None:
    withdrawn = {
        step_id for rule in RULES for name in WITHDRAWING_CONCLUSIONS for step_id in rule.list_concluded_values(name)
    }
    assert withdrawn & set(BUILTIN.steps) == {"colocation", "revenue-officer"}


@examples(50)
@given(data=st.data())
def test_promise_ground_precedes_the_hand_over_and_names_only_reported_gaps(data: st.DataObject) -> None:
    stated = draw_near_company(data, {f"revops/{slug}" for slug in ITEMS["G02"]})
    advised = {step.id: step for step in ADVISOR.advise(Company(stated)).steps}
    if "promise-ground" not in advised:
        return
    order = list(advised)
    assert all(order.index("promise-ground") < order.index(each) for each in ("lead-handoff",) if each in advised)
    named = {detail.id.rpartition("/")[2] for detail in advised["promise-ground"].details}
    missing = {"capacity": "follow_up_capacity_checked", "sponsor": "agreement_sponsor"}
    assert named == {slug for slug, fact in missing.items() if stated.get(fact) == "no"}


# A caution, with the remedy that it is about and the answers that make the remedy too early.
TOO_EARLY: dict[str, tuple[str, dict[str, Value]]] = {
    "revops-software-too-early": ("intelligence_software", {"lead_definitions_differ": "yes"}),
    "revops-planning-too-early": ("joint_planning", {"crm_reliable": "no"}),
}


def draw_any_company(data: st.DataObject) -> dict[str, Value]:
    """Draw a company of any kind: with many problems, from a case, or almost unknown."""
    starts = [{}, *IN_NEED.values(), *(case.company.stated for case in CASES)]
    return dict(data.draw(st.sampled_from(starts)))


@pytest.mark.parametrize("slug", TOO_EARLY)
@examples(50)
@given(data=st.data())
def test_a_premature_remedy_is_always_reported_exactly_once(slug: str, data: st.DataObject) -> None:
    remedy, missing_facts = TOO_EARLY[slug]
    advice = ADVISOR.advise(
        Company({**draw_any_company(data), "remedies_planned": frozenset({remedy}), **missing_facts})
    )
    assert [each.id for each in advice.cautions].count(slug) == 1
    assert [detail.id for step in advice.steps for detail in step.details if detail.source == "revops/g18"] == []


@examples(50)
@given(data=st.data())
def test_a_revenue_operations_post_always_waits_for_a_dashboard(data: st.DataObject) -> None:
    planned: dict[str, Value] = {"remedies_planned": frozenset({"revenue_operations"}), "shared_dashboard": "no"}
    assert "revenue-operations" in [
        each.id for each in ADVISOR.advise(Company({**draw_any_company(data), **planned})).not_yet
    ]


# Each reason to hold back the post of one executive, the first step for it, and the point that names the reason.
POST_GROUNDS = {
    ("heads_at_ease", "no"): ("revenue-mandate", "revenue-mandate/tension-first"),
    ("brand_main_lever", "yes"): ("revenue-mandate", "revenue-mandate/closeness-without-the-post"),
    ("revenue_officer_authority", "partial"): ("revenue-mandate", "revenue-mandate/whole-cycle"),
    ("revenue_officer_authority", "title"): ("revenue-mandate", "revenue-mandate/whole-cycle"),
    ("shared_responsibility_culture", "no"): ("shared-responsibility", "shared-responsibility/plan-with-discipline"),
}
POST_FACTS = sorted({name for name, _ in POST_GROUNDS} | {"report_separately", "marketing_split"})


class PostAdvice(NamedTuple):
    """The part of an advice about the post of one executive."""

    verdict: str
    not_yet: frozenset[str]
    done: frozenset[str]
    details: frozenset[str]
    details_first: Mapping[str, frozenset[str]]


@cache
def advise_every_company_with_a_post() -> list[tuple[dict[str, Value], PostAdvice]]:
    """Advise a company with every answer, unknown included, to the facts of the post."""
    found = []
    for values in product(*([None, *RULEBASE.facts[name].values] for name in POST_FACTS)):
        stated = {name: value for name, value in MOVING.items() if name not in POST_FACTS}
        stated |= {name: value for name, value in zip(POST_FACTS, values, strict=True) if value is not None}
        record, verdicts = infer(stated)
        verdict = verdicts[0] if len(verdicts) == 1 else UNDETERMINED
        steps = build_steps(record)
        details = {step.id: frozenset(detail.id for detail in step.details) for step in steps}
        first = {step.id: details[step.id] for step in steps if step.place == "first"}
        not_yet, done = (
            frozenset(note.id for note in notes) for notes in (build_waiting_steps(record), build_done_steps(record))
        )
        found.append((stated, PostAdvice(verdict, not_yet, done, frozenset().union(*details.values()), first)))
    return found


def test_a_first_step_names_the_reason_if_the_post_waits() -> None:
    waiting = 0
    for stated, advice in advise_every_company_with_a_post():
        if advice.verdict in ("prepare", "tighten") and "revenue-officer" in advice.not_yet:
            waiting += 1
            for reported, (step_id, point) in POST_GROUNDS.items():
                if reported in stated.items():
                    assert point in advice.details_first.get(step_id, ()), (reported, stated)
    assert waiting


def test_the_post_is_contested_until_all_its_conditions_are_reported() -> None:
    for stated, advice in advise_every_company_with_a_post():
        if advice.verdict == "prepare" and stated.get("report_separately") == "yes":
            met = {"revenue_officer_authority": "full", "heads_at_ease": "yes", "brand_main_lever": "no"}
            settled = {**stated, **met, "shared_responsibility_culture": "yes"} == stated
            assert ("revenue-mandate" in advice.done) is settled
            assert (
                advice.details.isdisjoint({"revenue-mandate/case-against", "revenue-mandate/conditions-first"})
                is settled
            )


@examples(50)
@given(data=st.data())
def test_a_pay_limit_is_added_to_the_first_step_about_shared_rewards(data: st.DataObject) -> None:
    limits = {f"revops/{slug}" for slug in ITEMS["G11"]}
    advice = ADVISOR.advise(Company(draw_near_company(data, limits)))
    if limits & {entry.rule for entry in advice.trace}:
        rewarding = [step for step in advice.steps if step.id in ("shared-targets", "shared-metrics")]
        limited = [step.id for step in rewarding if limits & set(step.rules)]
        assert limited[:1] == [step.id for step in rewarding[:1]]


@pytest.mark.parametrize("topic", ["pay on bookings", "a chief revenue officer"])
def test_contested_pairs_are_settled_for_every_complete_company(topic: str) -> None:
    sides = [{f"revops/{slug}" for slug in side} for side in CONTRADICTIONS[topic]]
    names = list_facts(*(BY_ID[rule_id] for side in sides for rule_id in side))
    seen = set()
    for values in product(*(RULEBASE.facts[name].values for name in names)):
        fired = list_fired_rules({**MOVING, **dict(zip(names, values, strict=True))})
        assert not all(side & fired for side in sides)
        seen |= fired
    assert set().union(*sides) <= seen


def test_cases_reach_both_sides_of_every_contradiction() -> None:
    fired = {rule_id for result in run_cases() for rule_id in result.fired}
    for sides in CONTRADICTIONS.values():
        for side in sides:
            assert any(f"revops/{slug}" in fired for slug in side)


@pytest.mark.parametrize("item", ITEMS)
def test_an_item_of_guidance_has_its_rules(item: str) -> None:
    for slug in ITEMS[item]:
        rule = BY_ID[f"revops/{slug}"]
        assert item.lower() in rule.source.split("/")


@pytest.mark.skipif(not RESEARCH.is_file(), reason="needs the research file next to the checkout")
def test_every_item_of_the_research_file_is_covered() -> None:
    found = yaml.safe_load(RESEARCH.read_text(encoding="utf-8"))["items"]
    assert [item["id"] for item in found] == list(ITEMS)


def test_every_rule_says_how_good_its_evidence_is() -> None:
    grade = re.compile(r"opinion|experience|survey|interviews|research|rule for its own|vendors|benchmarks", re.I)
    assert {rule.id for rule in RULES if not grade.search(rule.because)} == LEAVING_OUT


# Sentences that also name other evidence: the rule cites one page and the practice the other.
TWO_PAGES = {
    "pipeline-source": {"revops/g12", "revops/g12/from-experience"},
    "lead-acceptance": {"revops/g04", "revops/g04/success-story"},
    "future-buyers": {"revops-future-buyers/g17", "revops/g17/not-a-law"},
    "buying-groups": {"revops-forrester/g07", "revops/g07"},
    "buying-groups-in-one-funnel": {"revops-forrester/g07", "revops/g07"},
}


@pytest.mark.parametrize("slug", TWO_PAGES)
def test_a_sentence_that_names_two_sources_cites_both(slug: str) -> None:
    rule = BY_ID[f"revops/{slug}"]
    steps = [detail.partition("/") for detail in rule.list_concluded_values("detail")]
    cited = {RULEBASE.steps[step].practices[practice].source for step, _, practice in steps}
    assert {rule.source, *cited} == TWO_PAGES[slug]


@pytest.mark.parametrize("grade", ["vendor", "practitioner"])
def test_a_sentence_grades_its_page_like_the_list_of_sources(grade: str) -> None:
    places = {at: text for work in RULEBASE.works for at, text in work.places.items()}
    graded = [rule for rule in RULES if f"({grade}" in places.get(rule.source, "")]
    assert graded
    assert [rule.id for rule in graded if grade not in rule.because] == []
    assert [rule.id for rule in graded if re.search(r"consultant|advisers|vendors", rule.because, re.IGNORECASE)] == []


def test_comparing_statements_assumes_no_difference() -> None:
    assert "Where they differ" in BY_ID["revops/compare-statements"].because


def test_pay_is_asked_for_bookings_or_pipeline_over_its_own_period() -> None:
    considered, influence = (
        RULEBASE.facts[name] for name in ("marketing_pay_considered", "marketers_influence_bookings")
    )
    clauses = [*considered.values.values(), *influence.values.values()]
    assert [clause for clause in clauses if "bookings or pipeline" not in clause] == []
    assert "quarter" not in influence.question


def test_only_rules_based_on_a_study_are_more_than_experimental() -> None:
    studies = {"revops-biemans", "revops-gothenburg", "revops-homburg", "revops-avlonitis"}
    for rule in RULES:
        expected = RuleStatus.TEST if rule.source.split("/")[0] in studies else RuleStatus.EXPERIMENTAL
        assert rule.status is expected, rule.id


def list_texts() -> list[str]:
    """List all texts of the pack that a reader sees."""
    found = [text for rule in RULES for text in (rule.title, rule.because)]
    for name in list_own_facts():
        fact = RULEBASE.facts[name]
        found += [fact.question, fact.label, fact.help, fact.clause, fact.empty, *fact.values.values()]
    for step_id in set(RULEBASE.steps) - set(BUILTIN.steps):
        step = RULEBASE.steps[step_id]
        found += [step.title, step.short, step.what, step.first, step.owner, step.sign]
        found += [practice.text for practice in step.practices.values()]
        found += [text for each in step.variants.values() for text in (each.title, each.what, each.first)]
    return [text for text in found if text]


@pytest.mark.parametrize("pattern", [*BLAME.values(), UNTRACED, r"\d"], ids=[*BLAME, "untraced figures", "any figure"])
def test_no_text_takes_sides_or_repeats_a_figure(pattern: str) -> None:
    assert [text for text in list_texts() if re.search(pattern, text, re.IGNORECASE)] == []


def iter_locators() -> Iterator[str]:
    """Yield every source in the pack."""
    yield from (RULEBASE.facts[name].source for name in list_own_facts())
    yield from (rule.source for rule in RULES)
    for step_id in set(RULEBASE.steps) - set(BUILTIN.steps):
        step = RULEBASE.steps[step_id]
        yield step.source
        yield from (each.source for each in (*step.practices.values(), *step.variants.values()))


def test_every_locator_is_a_listed_place_or_our_own_policy_on_an_item() -> None:
    works = {first: work for work in RULEBASE.works for first in work.prefix}
    own = {locator for locator in iter_locators() if locator.startswith("policy/")}
    assert [each for each in {*iter_locators()} - own if each not in works[each.split("/")[0]].places] == []
    item = re.compile(r"policy/revops/(g\d\d/|(?:ground-first|one-group)$)")
    assert own
    assert [locator for locator in own if not item.match(locator)] == []


def test_every_place_of_a_work_is_cited_and_has_an_address() -> None:
    places = {at: text for work in RULEBASE.works if work.id.startswith("revops") for at, text in work.places.items()}
    assert set(places) == {locator for locator in iter_locators() if not locator.startswith("policy/")}
    assert [text for text in places.values() if "https://" not in text] == []


def test_every_step_of_the_pack_has_its_time() -> None:
    for step_id in set(RULEBASE.steps) - set(BUILTIN.steps):
        weeks = RULEBASE.steps[step_id].weeks
        assert weeks is not None, step_id
        assert weeks.source == "policy/revops/timing"


# Companies with many problems, so that they get almost all advice of the pack for their level.
IN_NEED: dict[str, dict[str, Value]] = {
    "a start-up": {
        "relationship": "undefined",
        "employees": 22,
        "marketing_role": "independent",
        "current_conflicts": "frequent",
        "conflict_topics": frozenset({"lead_quality", "lead_follow_up", "roles"}),
        "lead_handoff_agreed": "no",
        "leads_passed": "yes",
        "follow_up_capacity_checked": "no",
        "agreement_sponsor": "no",
        "lead_definitions_differ": "yes",
        "product_trial": "none",
        "inbound_enquiries": "yes",
        "answering_staff": "yes",
        "response_target": "no",
    },
    "a distributor": {
        "relationship": "defined",
        "employees": 320,
        "customized_during_sale": "yes",
        "roles_defined": "yes",
        "regular_meetings": "yes",
        "field_feedback_works": "no",
        "field_time_short": "yes",
        "meetings_outcome": "no_results",
        "pipeline_reports_match": "no",
        "strategy_views_differ": "yes",
        "market_knowledge_thin": "yes",
        "start_agreed": "no",
        "lead_stage_defined": "yes",
        "leads_left_waiting": "yes",
        "lead_volume": "many",
        "lead_target_met": "yes",
        "leads_mostly_returned": "yes",
        "lead_shortage": "no",
        "works_remotely": "yes",
        "sales_force_dispersed": "yes",
    },
    "a seller to large accounts": {
        **MOVING,
        "employees": 900,
        "offering_cut_and_dried": "no",
        "sales_cycle": "long",
        "sales_process_straightforward": "no",
        "large_customers": "yes",
        "buyers_involved": "several",
        "account_list": "agreed",
        "revenue_answers_differ": "yes",
        "shared_dashboard": "yes",
        "lead_definitions_differ": "no",
        "founder_runs_revenue": "no",
        "start_agreed": "no",
        "revenue_officer_authority": "title",
        "heads_at_ease": "no",
        "marketing_pay_considered": "downstream",
    },
}


@pytest.mark.parametrize("company", IN_NEED)
def test_a_company_with_many_problems_gets_few_extra_steps_without_repetition(company: str) -> None:
    stated = IN_NEED[company]
    own = {name: value for name, value in stated.items() if name in PLAIN.rulebase.facts}
    plain, more = PLAIN.advise(Company(own)), ADVISOR.advise(Company(stated))
    assert 0 < len(more.steps) - len(plain.steps) <= FEW_MORE
    texts = [detail.text for step in more.steps for detail in step.details if not detail.title]
    assert len(texts) == len(set(texts))
    assert {step.id for step in more.steps}.isdisjoint(note.id for note in (*more.not_yet, *more.done))
    assert {step.move for step in more.steps if step.rule.startswith("revops/")} <= {
        f"{more.move[0]}-to-{more.move[1]}"
    }


ASKED = ["remedies_planned", "shared_dashboard", "crm_reliable", "repurchase_cycle", "marketing_on_revenue_measures"]


@pytest.mark.parametrize("name", [*ASKED, "marketing_pay_considered", "revenue_officer_authority", "heads_at_ease"])
def test_the_usual_interview_asks_an_aligned_company_the_deciding_questions(name: str) -> None:
    assert name in list_questions({**MOVING, "revenue_target_shared": "no"})


@pytest.mark.parametrize("who", ["heads", "downstream", "everyone"])
@pytest.mark.parametrize("name", ["metric_data_trusted", "marketers_influence_bookings"])
def test_the_usual_interview_asks_what_decides_about_pay_on_bookings(name: str, who: str) -> None:
    assert name in list_questions({**MOVING, "revenue_target_shared": "yes", "marketing_pay_considered": who})


@cache
def _list_questions(stated: tuple[tuple[str, Value], ...]) -> tuple[str, ...]:
    dialogue, found = ADVISOR.interview(Company(dict(stated)), depth=Depth.USUAL), []
    while (question := dialogue.question) is not None:
        found.append(question.fact)
        dialogue.answer(FIRST_ANSWERS.get(question.fact))
    return tuple(found)


def list_questions(stated: dict[str, Value]) -> tuple[str, ...]:
    """List the facts that the usual interview asks for, in its order, if almost nothing is known."""
    return _list_questions(tuple(stated.items()))


DEFINED: dict[str, Value] = {"relationship": "defined", "customized_during_sale": "yes", "employees": 120}


def test_questions_that_decide_the_first_step_precede_those_for_later_steps() -> None:
    order = list_questions(DEFINED)
    later = ["lead_stage_defined", "lead_target_met", "pipeline_reports_match", "market_knowledge_thin"]
    assert order.index("start_agreed") < min(order.index(name) for name in later)
    assert list_questions({**MOVING, "employees": 120})[-1] != "start_agreed"


def test_a_defined_company_is_asked_about_a_dashboard_only_if_a_post_is_planned() -> None:
    assert "remedies_planned" in list_questions(DEFINED)
    assert "shared_dashboard" not in list_questions(DEFINED)
    assert "shared_dashboard" in list_questions({**DEFINED, "remedies_planned": frozenset({"revenue_operations"})})


def test_every_question_of_the_pack_is_used_by_one_of_its_rules() -> None:
    assert list_own_facts() == list_own_facts() & set(list_facts(*RULES))
    assert {RULEBASE.facts[name].kind for name in list_own_facts()} <= {Kind.YES_NO, Kind.CHOICE, Kind.MANY}


def test_no_two_cases_share_facts_and_expectations() -> None:
    assert [
        (one.name, two.name)
        for one, two in combinations(CASES, 2)
        if one.company == two.company and one.expect == two.expect
    ] == []
