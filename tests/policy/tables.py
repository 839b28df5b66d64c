"""What answers say is there, what they deny, and which words name a topic: the tables of the laws.

They are written from the questions and the steps, apart from the rules.

Steps and practices are named by their ids, checklist tasks and other entries as details name them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

Answers = Mapping[str, object]


class Claim(NamedTuple):
    """Answers (all of them given) and the steps and details that the law then forbids.

    For a fact with many values, an answer is a value that was chosen; with a `-` before it, one that was not.
    In a wording made for the case (`unless_variant`), a step asks for something else.
    """

    answers: Mapping[str, str]
    steps: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    unless_variant: str = ""

    def applies(self, answers: Answers) -> bool:
        """Return whether all answers of the claim are given."""
        return all(_is_given(answers.get(fact), value) for fact, value in self.answers.items())

    def name(self) -> str:
        """Return the answers in short."""
        return ", ".join(f"{fact}: {value}" for fact, value in self.answers.items())


def _is_given(answer: object, value: str) -> bool:
    if isinstance(answer, frozenset):
        return value[1:] not in answer if value.startswith("-") else value in answer
    return answer == value


PRESUMED = {r"\b[Yy]our (clear )?roles\b|\b[Cc]lear roles (help|have)\b": "roles_defined"}
"""Words which say that a mark of the level is there; only a company that reported it may read them."""
THERE = (
    Claim({"lead_handoff_agreed": "yes"}, ("lead-handoff",), ("rules-of-engagement/hand-off-points",)),
    Claim(
        {"regular_meetings": "yes"},
        (),
        (
            "disciplined-communication/regular-meetings",
            "disciplined-communication/cadence",
            "disciplined-communication/action-items",
        ),
    ),
    Claim({"joint_assignments": "yes"}, ("joint-assignments",)),
    Claim({"liaison_in_place": "yes"}, ("liaison",)),
    Claim({"colocated": "yes"}, ("colocation",)),
    Claim({"field_feedback_works": "yes"}, ("field-feedback",), ("small-improvement/customer-knowledge",)),
    Claim({"common_funnel_in_use": "yes"}, ("common-funnel",)),
    Claim(
        {"revenue_target_shared": "yes"},
        ("shared-targets",),
        ("shared-targets/shared-revenue-goal", "metrics/shared_number", "shared-metrics/one-number"),
    ),
    Claim({"metrics_shared": "yes"}, ("shared-metrics",), ("checklist/processes/3",)),
    Claim({"sign_shared_metrics": "yes"}, ("shared-metrics",), ("checklist/processes/3",)),
    Claim({"report_separately": "no"}, ("revenue-officer",), ("checklist/structure/2",)),
    Claim({"marketing_split": "yes"}, ("split-marketing",), ("checklist/structure/1",)),
    Claim(
        {"shared_responsibility_culture": "yes"},
        ("shared-responsibility",),
        ("checklist/culture/1", "shared-responsibility/answer-together"),
    ),
    Claim({"roles_defined": "yes"}, (), ("rules-of-engagement/clear-roles",)),
    Claim({"roles_defined": "yes", "sign_rules_agreed": "yes"}, ("rules-of-engagement",), (), "review"),
    Claim(
        {"sign_joint_planning": "yes"},
        (),
        (
            "joint-assignments/marketing-plans",
            "joint-activities/marketing-plan",
            "joint-activities/planning",
            "small-improvement/both-skills",
            "small-improvement/one-plan",
        ),
    ),
    Claim({"sign_marketers_confer": "yes"}, (), ("disciplined-communication/account-reviews",)),
    Claim(
        {"checklist_done": "activities_1"},
        (),
        ("checklist/activities/1", "joint-activities/target-setting", "joint-activities/planning"),
    ),
    Claim({"checklist_done": "activities_2"}, (), ("checklist/activities/2", "joint-activities/value-propositions")),
    Claim({"checklist_done": "activities_3"}, (), ("checklist/activities/3", "joint-activities/customer-assessment")),
    Claim({"checklist_done": "activities_4"}, (), ("checklist/activities/4",)),
    Claim({"checklist_done": "activities_5"}, (), ("checklist/activities/5",)),
    Claim({"checklist_done": "processes_1"}, (), ("checklist/processes/1",)),
    Claim({"checklist_done": "processes_2"}, (), ("checklist/processes/2", "common-funnel/shared-databases")),
    Claim({"checklist_done": "processes_4"}, (), ("checklist/processes/4",)),
    Claim({"checklist_done": "processes_5"}, (), ("checklist/processes/5",)),
    Claim({"checklist_done": "processes_6"}, (), ("checklist/processes/6",)),
    Claim({"checklist_done": "culture_2"}, (), ("checklist/culture/2", "shared-responsibility/look-at-figures")),
    Claim({"checklist_done": "culture_3"}, (), ("checklist/culture/3", "shared-responsibility/reward-results")),
    Claim({"checklist_done": "culture_4"}, (), ("checklist/culture/4", "shared-responsibility/keep-the-systems")),
    Claim({"marketing_absent_at": "-prospecting"}, (), ("funnel/selling/prospecting",)),
    Claim({"marketing_absent_at": "-needs"}, (), ("funnel/selling/needs",)),
    Claim({"marketing_absent_at": "-solution"}, (), ("funnel/selling/solution",)),
    Claim({"marketing_absent_at": "-decision"}, (), ("funnel/selling/decision",)),
    Claim({"marketing_absent_at": "-negotiation"}, (), ("funnel/selling/negotiation",)),
    Claim({"metrics_in_use": "shared_number"}, (), ("shared-metrics/one-number",)),
    Claim({"metrics_in_use": "by_job"}, (), ("shared-metrics/by-job", "metrics/by_job")),
    Claim(
        {"metrics_in_use": "downstream_sales_metrics"},
        (),
        ("shared-metrics/downstream-by-sales", "metrics/downstream_sales_metrics"),
    ),
    Claim({"metrics_in_use": "longer_view"}, (), ("shared-metrics/upstream-over-time", "metrics/longer_view")),
    *(
        Claim({"metrics_in_use": name}, (), (f"metrics/{name}",))
        for name in (
            "quota_achieved",
            "new_customers",
            "closings",
            "gross_profit_per_customer",
            "sales_expense_ratio",
            "forecast_accuracy",
            "new_segments",
        )
    ),
)
"""Law 1. What the answers say is there, and what would ask for it; a task that says the same as a fact has no row."""

_ALL_ACTIVITIES = tuple(f"activities_{number}" for number in range(1, 6))


def list_done_by_all_tasks(answers: Answers) -> list[str]:
    """List the steps whose every task is done."""
    done = answers.get("checklist_done")
    return ["joint-activities"] if isinstance(done, frozenset) and done.issuperset(_ALL_ACTIVITIES) else []


DENIED = (
    Claim(
        {"company_size": "small", "relationship": "defined"},
        (),
        ("joint-assignments/collaborate", "joint-assignments/job-rotation"),
    ),
    Claim({"colocated": "yes"}, (), ("disciplined-communication/who-to-call",)),
    Claim({"common_funnel_possible": "no"}, ("common-funnel",)),
    Claim(
        {"marketing_role": "none"},
        ("liaison", "split-marketing", "colocation"),
        (
            "lead-handoff/two-names",
            "resource-agreement/tie-breaker",
            "rules-of-engagement/own-ground",
            "rules-of-engagement/expectations",
            "shared-events/meet-customers",
            "shared-events/customer-conference",
            "disciplined-communication/large-deals",
            "small-improvement/one-visit",
            "small-improvement/one-piece",
            "small-improvement/one-plan",
            "small-improvement/one-word",
            "small-improvement/both-skills",
            "small-improvement/customer-knowledge",
        ),
    ),
    Claim({"resources_contested": "no"}, ("resource-agreement",)),
    Claim({"current_conflicts": "none"}, (), ("rules-of-engagement/senior-hand", "liaison/settles-conflicts")),
    Claim({"marketing_jobs": "-brand_manager"}, (), ("disciplined-communication/large-deals", "metrics/brand_manager")),
    Claim({"marketing_jobs": "-market_researcher"}, (), ("metrics/market_researcher",)),
    Claim({"marketing_jobs": "-information_systems"}, (), ("metrics/information_systems",)),
    Claim({"marketing_jobs": "-advertising"}, (), ("metrics/advertising",)),
    Claim({"marketing_jobs": "-sales_promotion"}, (), ("metrics/sales_promotion",)),
    Claim({"marketing_jobs": "-segment_manager"}, (), ("metrics/segment_manager",)),
    Claim({"marketing_jobs": "-product_manager"}, (), ("metrics/product_manager",)),
    Claim({"sales_force_dispersed": "yes"}, (), ("colocation/shared-premises",)),
    Claim({"sales_force_dispersed": "no"}, (), ("colocation/visiting-days", "colocation/bridging-distance")),
)
"""Law 2. What the answers deny, and what would presuppose it."""

DENIED_IN_PLACE = {
    "lead-handoff": {"lead_handoff_agreed": "no"},
    "disciplined-communication": {"regular_meetings": "no"},
    "joint-assignments": {"joint_assignments": "no"},
    "liaison": {"liaison_in_place": "no"},
    "colocation": {"colocated": "no"},
    "field-feedback": {"field_feedback_works": "no"},
    "common-funnel": {"common_funnel_in_use": "no"},
    "shared-targets": {"revenue_target_shared": "no"},
    "shared-metrics": {"metrics_shared": "no"},
    "revenue-officer": {"report_separately": "yes"},
    "split-marketing": {"marketing_split": "no"},
    "shared-responsibility": {"shared_responsibility_culture": "no"},
    "rules-of-engagement": {"roles_defined": "no"},
    "resource-agreement": {"resources_contested": "no"},
}
"""Law 2. A step that is called in place, and the answer that denies it."""

NO_MARKETING = r"\b(?:two|both) heads\b|\bheads? of (?:both|Marketing)\b|\b[Mm]arketers?\b"
"""Law 2. Words of a step that presuppose a Marketing group."""

TROUBLES = {
    "conflicts": ("current_conflicts", "frequent", r"conflict|dispute|disagree|quarrel"),
    "resources": ("resources_contested", "yes", r"resource|money|budget|compete|contest"),
    "duplication": ("effort_duplicated", "yes", r"twice|duplicat|double"),
    "neglect": ("tasks_neglected", "yes", r"undone|neglect|left|nobody|no one|by neither|lying"),
    "relations": ("informal_relations_good", "no", r"get along|get on|relation|strained|informal|avoid"),
}
"""Law 4. The troubles with the answer that reports each, and the words that name it."""

TOPICS = {
    "pricing": r"pric",
    "promotion": r"promotion|advertis|campaign",
    "product": r"product",
    "budget": r"budget|money",
    "lead_quality": r"quality of leads|lead quality|what counts as a lead|good lead|definition of a lead|leads?\b",
    "lead_follow_up": r"follow",
    "credit": r"credit",
    "roles": r"who does what|roles?\b|whose (?:work|task|job)",
    "forecasts": r"forecast",
    "incentives": r"incentive|reward|bonus|quota|pay\b",
}
"""Law 4. The topics of conflict, and the words that name each."""

ENTRY_SYSTEMS = ("relationships", "bands", "statements", "checklist", "funnel", "growth", "friction_kinds", "metrics")
"""Law 7. The sections of the knowledge that hold eight of the ten systems; the others are rules and steps."""
