"""Companies for the policy and the laws: Hypothesis strategies, and the same by plain seeded random for large numbers.

A company is what a facts file says: stated answers and, where there are scores, totals of the two functions. Every kind
of state occurs (stated, by scores, by signs, unknown), and from none to all of the facts are known. Most companies are
consistent; some state, on purpose, two answers that exclude each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import NamedTuple

from hypothesis import strategies as st

from advisor.model.company import Company
from advisor.model.responses import STATEMENT_COUNT, FunctionTotal, Respondent
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Fact, Kind
from tests.policy.plain_policy import SIGNS, STATES, TASK_FACTS, TASKS, UNDER_WAY

Facts = dict[str, object]
STATED, SCORES, SIGNED, UNKNOWN = "stated", "scores", "signs", "unknown"
EMPLOYEES = (1, 6, 49, 50, 120, 249, 250, 5000)
BANDS = (("undefined", 20, 40), ("defined", 40, 60), ("aligned", 60, 80), ("integrated", 80, 101))
CALM = {
    "current_conflicts": "none",
    "resources_contested": "no",
    "effort_duplicated": "no",
    "tasks_neglected": "no",
    "informal_relations_good": "yes",
    "roles_defined": "yes",
    "market_commoditization": "differentiated",
    "market_customizing": "no",
    "customized_during_sale": "no",
    "life_cycle_speed": "steady",
    "change_rapid": "no",
    "landscape_complex": "no",
    "common_funnel_possible": "no",
    "common_funnel_in_use": "no",
    "marketing_split": "no",
    "shared_responsibility_culture": "yes",
    "report_separately": "no",
}
"""The answers of a company without trouble and without a reason to move; few drawn at random are like that."""


class Stated(NamedTuple):
    """The stated answers of a company, and the totals of Sales and of Marketing (or of one of them), or all sheets."""

    facts: Mapping[str, object]
    totals: Mapping[str, float] = {}
    sheets: tuple[Respondent, ...] = ()

    def build_company(self) -> Company:
        """Build the company that a consultation takes."""
        totals = (FunctionTotal(function, total) for function, total in self.totals.items())
        assessed = (*totals, *self.sheets)
        return Company(dict(self.facts), None, assessed)  # type: ignore[arg-type]

    @property
    def score_states(self) -> tuple[str, ...]:
        """The state of the mean of the two totals; none without totals."""
        if not self.totals:
            return ()
        mean = sum(self.totals.values()) / len(self.totals)
        return tuple(state for state, low, below in BANDS if low <= mean < below)

    def describe(self) -> dict[str, object]:
        """Return the company as a facts file has it."""
        facts = {name: sorted(value) if isinstance(value, frozenset) else value for name, value in self.facts.items()}
        return {**facts, **({"totals": dict(self.totals)} if self.totals else {})}


def list_askable_facts(rulebase: RuleBase) -> list[Fact]:
    """List the facts that a company can state, except the state and its signs."""
    return [fact for fact in rulebase.facts.values() if not fact.computed and fact.name not in (*SIGNS, "relationship")]


def remove_contradictions(facts: Facts) -> Facts:
    """Drop, of two answers that exclude each other, the one that says less."""
    kept = dict(facts)
    if kept.get("common_funnel_in_use") == "yes" and kept.get("common_funnel_possible") == "no":
        del kept["common_funnel_possible"]
    done = kept.get(TASKS)
    if isinstance(done, frozenset):
        done -= {"processes_5"} if kept.get("regular_meetings") == "no" else set()
        denied = {task for task, (fact, value) in TASK_FACTS.items() if kept.get(fact) not in (None, value)}
        kept[TASKS] = done - denied
    under_way = kept.get(UNDER_WAY)
    if isinstance(under_way, frozenset):
        said = {task for task, (fact, value) in TASK_FACTS.items() if kept.get(fact) == value}
        kept[UNDER_WAY] = under_way - said - (kept[TASKS] if isinstance(kept.get(TASKS), frozenset) else frozenset())
    return kept


def add_contradiction(facts: Facts, choice: int) -> Facts:
    """State two answers that exclude each other, chosen by a number."""
    pairs: list[Facts] = [
        {"common_funnel_in_use": "yes", "common_funnel_possible": "no"},
        {TASKS: frozenset({"processes_5"}), "regular_meetings": "no"},
    ]
    for task, (fact, value) in TASK_FACTS.items():
        pairs.append({TASKS: frozenset({task}), fact: "no" if value == "yes" else "yes"})
    return {**facts, **pairs[choice % len(pairs)]}


def build_case_company(known: Mapping[str, object]) -> Stated:
    """Build the company of a case; its scores of single statements become sheets of both functions."""
    facts = {name: value for name, value in known.items() if "." not in name and name != "state_basis"}
    scores = {int(name.partition(".")[2]): value for name, value in known.items() if name.startswith("statement.")}
    if not scores:
        return Stated(facts)
    row = tuple(scores.get(number, 4) for number in range(1, STATEMENT_COUNT + 1))
    sheets = tuple(Respondent(function, "staff", row) for function in ("sales", "marketing") for _ in range(5))  # type: ignore[arg-type]
    return Stated(facts, {}, sheets)


class RandomCompanies:
    """Companies drawn by a seed, quickly; the same seed gives the same companies."""

    def __init__(self, rulebase: RuleBase, seed: int, contradicting: float = 0.03) -> None:
        self._random = Random(seed)
        self._surveyed = 0
        self._facts = list_askable_facts(rulebase)
        self._contradicting = contradicting

    def draw(self, number: int) -> Iterator[Stated]:
        """Yield a number of companies."""
        for _ in range(number):
            yield self.draw_one()

    def draw_one(self) -> Stated:
        """Draw one company."""
        random = self._random
        share = random.choice((0.0, 0.1, 0.3, 0.5, 0.8, 0.95, 1.0, random.random()))
        calm = random.choice((0.0, 0.0, 0.7, 0.9, 1.0))
        chosen = [fact for fact in self._facts if random.random() < share]
        facts: Facts = {fact.name: self._draw_value(fact, calm) for fact in chosen}
        basis = random.choices((STATED, SCORES, SIGNED, UNKNOWN), (72, 14, 9, 5))[
            0
        ]  # open states take three times as long
        totals: dict[str, float] = {}
        if basis == STATED:
            facts["relationship"] = random.choice(STATES)
        if basis == SCORES:
            totals = {function: float(random.randint(20, 100)) for function in ("sales", "marketing")}
        if basis == SIGNED or (basis != UNKNOWN and random.random() < share):
            facts |= self._draw_signs(random.random())
        facts = remove_contradictions(facts)
        if random.random() < self._contradicting:
            facts = add_contradiction(facts, random.randrange(100))
        return Stated(facts, totals)

    def draw_surveyed(self) -> Stated:
        """Draw a company with a stated level and answers to the 20 statements.

        One statement is low, each in turn, after four rounds of them only for Sales. In every second company, half of
        the others are low as well.
        """
        random = self._random
        self._surveyed += 1
        others, (round_number, turn) = 0.5 * (self._surveyed % 2), divmod(self._surveyed // 2, STATEMENT_COUNT)
        low = {number for number in range(STATEMENT_COUNT) if random.random() < others} | {turn}
        lows = {"sales": low, "marketing": low - {turn} if round_number > 3 else low}
        sheets = tuple(
            Respondent(function, "staff", tuple(
                random.choice((1, 2) if number in lows[function] else (4, 5)) for number in range(STATEMENT_COUNT)
            ))
            for function in ("sales", "marketing") for _ in range(5)
        )  # fmt: skip
        facts = {**self.draw_one().facts, "relationship": STATES[self._surveyed // 40 % len(STATES)]}
        return Stated(remove_contradictions(facts), {}, sheets)

    def _draw_signs(self, good: float) -> Facts:
        random = self._random
        signs = random.sample(SIGNS, random.randint(1, len(SIGNS)))
        return {sign: "yes" if random.random() < good else "no" for sign in SIGNS if sign in signs}

    def _draw_value(self, fact: Fact, calm: float) -> object:
        random = self._random
        if fact.name in CALM and random.random() < calm:
            return CALM[fact.name]
        if fact.kind is Kind.COUNT:
            return random.choice(EMPLOYEES)
        if fact.kind is Kind.MANY:
            some = random.choice((0.0, 0.2, 0.5, 1.0))
            return frozenset(value for value in fact.values if random.random() < some)
        return random.choice(list(fact.values))


def _draw_values(fact: Fact) -> st.SearchStrategy[object]:
    if fact.kind is Kind.COUNT:
        return st.sampled_from(EMPLOYEES)
    if fact.kind is Kind.MANY:
        return st.frozensets(st.sampled_from(list(fact.values)))
    return st.sampled_from(list(fact.values))


def draw_companies(rulebase: RuleBase, *, consistent: bool = True) -> st.SearchStrategy[Stated]:
    """Draw companies; without `consistent`, each states two answers that exclude each other."""
    some = st.fixed_dictionaries({}, optional={fact.name: _draw_values(fact) for fact in list_askable_facts(rulebase)})
    signs = st.fixed_dictionaries({}, optional={sign: st.sampled_from(("yes", "no")) for sign in SIGNS})
    stated = st.fixed_dictionaries({"relationship": st.sampled_from(STATES)})
    totals = st.fixed_dictionaries(
        {}, optional={each: st.integers(20, 100).map(float) for each in ("sales", "marketing")}
    )
    calm = st.booleans().flatmap(lambda quiet: st.just(CALM if quiet else {}))
    state = st.one_of(
        st.tuples(stated, st.just({})),
        st.tuples(stated, signs).map(lambda pair: ({**pair[0], **pair[1]}, {})),
        st.tuples(signs, st.just({})),
        st.tuples(st.just({}), totals),
        st.just(({}, {})),
    )

    def build(parts: tuple[Facts, Facts, tuple[Facts, dict[str, float]], int]) -> Stated:
        facts = remove_contradictions({**parts[1], **parts[0], **parts[2][0]})
        return Stated(facts if consistent else add_contradiction(facts, parts[3]), parts[2][1])

    return st.tuples(some, calm, state, st.integers(0, 99)).map(build)
