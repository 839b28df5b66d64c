"""All complete companies of each level and their verdicts, by the policy as a plain function of tests/policy."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import NamedTuple

from tests.policy.plain_policy import decide

Said = Mapping[str, str]
YES_NO = ("yes", "no")
TROUBLE = {
    "current_conflicts": ("none", "occasional", "frequent"),
    "resources_contested": YES_NO,
    "effort_duplicated": YES_NO,
    "tasks_neglected": YES_NO,
}


class Column(NamedTuple):
    """A level with the facts that its verdict depends on, each with its values.

    Marks of the level are left out: whoever names a level says with it that they are there.
    """

    state: str
    facts: Mapping[str, tuple[str, ...]]

    def verdict(self, said: Said) -> str:
        """Return the verdict of the policy for a complete company."""
        return decide(self.state, said)


COLUMNS = (
    Column("undefined", {**TROUBLE, "informal_relations_good": YES_NO}),
    Column(
        "defined",
        {
            **TROUBLE,
            "market_commoditization": ("differentiated", "commoditizing", "commoditized"),
            "market_customizing": YES_NO,
            "customized_during_sale": YES_NO,
            "life_cycle_speed": ("lengthening", "steady", "shortening"),
            "change_rapid": YES_NO,
        },
    ),
    Column(
        "aligned",
        {
            **TROUBLE,
            "shared_responsibility_culture": YES_NO,
            "report_separately": YES_NO,
            "sales_cycle": ("short", "medium", "long"),
            "sales_process_straightforward": YES_NO,
            "common_funnel_possible": YES_NO,
            "landscape_complex": YES_NO,
            "change_rapid": YES_NO,
            "marketing_split": YES_NO,
        },
    ),
    Column("integrated", TROUBLE),
)


class Companies:
    """All complete companies of a column; a set of them is a whole number, one bit for each."""

    def __init__(self, column: Column) -> None:
        self.column = column
        self.distance = {}
        """How far apart in the count two companies are that differ in one value of a fact."""
        distance = 1
        for fact, values in reversed(column.facts.items()):
            self.distance[fact] = distance
            distance *= len(values)
        each = [dict(zip(column.facts, chosen, strict=True)) for chosen in product(*column.facts.values())]
        self.count = len(each)
        self.all = (1 << self.count) - 1
        self.with_value = {
            (fact, value): sum(1 << number for number, said in enumerate(each) if said[fact] == value)
            for fact, values in column.facts.items()
            for value in values
        }
        verdicts = [column.verdict(said) for said in each]
        self.by_verdict = [
            sum(1 << number for number, verdict in enumerate(verdicts) if verdict == one) for one in set(verdicts)
        ]

    def settled(self, left: int) -> bool:
        """Whether the companies that are left all have one verdict."""
        return any(left & same == left for same in self.by_verdict)

    def can_change(self, fact: str, left: int, asked: frozenset[str]) -> bool:
        """Whether two companies that are left differ in one fact alone and in the verdict."""
        if fact in asked:
            return False
        values = self.column.facts[fact]
        step = self.distance[fact]
        first = left & self.with_value[fact, values[0]]
        return any(
            ((first & same) << (step * number)) & left & ~same
            for same in self.by_verdict
            for number in range(1, len(values))
        )
