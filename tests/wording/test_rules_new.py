"""The wording of `advisor rules new`: its help, what it prints, and each kind of refusal once."""

from __future__ import annotations

from pathlib import Path

from tests.wording.transcript import Scenario, check_wording

OPTIONS = {
    "--title": "The cycle is short",
    "--when": "sales_cycle: short",
    "--then": "favours: stay",
    "--because": "You report that {grounds}.",
    "--source": "policy/ours",
}
REFUSED: dict[str, dict[str, str]] = {
    "an id": {"ID": "Ours"},
    "an id that exists": {"ID": "defined/life-cycles-shorten"},
    "a locator": {"--source": "Page 3"},
    "no condition": {"--when": "sales_cycle"},
    "an empty option": {"--when": ""},
    "no conclusion": {"--then": "favours"},
    "an unknown conclusion": {"--then": "zzz: stay"},
    "an unknown value": {"--then": "verdict: zzz"},
    "a mapping as value": {"--then": "favours: {stay: yes}"},
    "an open brace": {"--because": "You report {that."},
    "an unknown placeholder": {"--because": "You report {conflicts}."},
    "a placeholder without a condition": {"--when": "state: aligned"},
    "a placeholder that may be unknown": {
        "--when": "any: [{sales_cycle: short}, {change_rapid: yes}]",
        "--because": "You report {sales_cycle}.",
    },
    "conclusions of two stages": {"--then": "{favours: stay, caution: ours}"},
    "another stage": {"--stage": "plan"},
    "a name for a fact": {"--new-fact": "Site Visits"},
    "a fact that exists": {"--new-fact": "sales_cycle"},
    "a kind of fact": {"--new-fact": "pace: slow"},
    "one value": {"--new-fact": "pace: [slow]"},
    "values twice": {"--new-fact": "pace: slow, slow"},
    "values that cannot be": {"--new-fact": "pace: yes, a b"},
    "an id for a step": {"--new-step": "Meet Us"},
    "a step that exists": {"--new-step": "liaison"},
    "a move": {"--new-step": "meet: tomorrow"},
    "a reason alone": {"--reason": "We differ."},
    "no reason": {"--overrides": "plan/defined/distance", "--then": "step: liaison"},
    "an unknown rule to override": {"--overrides": "plan/zzz", "--reason": "We differ."},
    "a rule that never fires": {"--when": "all: [{sales_cycle: short}, {sales_cycle: long}]"},
    "a name for a pack": {"--name": "Our Pack"},
    "a name for a file": {"--file": "../outside"},
}
RULE_FILE = "stage: plan\nrules: []\n"
FLOW_FILE = """\
stage: weigh
rules: [{id: ours/a, title: A, status: test, source: policy/a, when: {sales_cycle: long}, then: {favours: stay},
  because: "It is long."}]
"""
OVERRIDE = ("--overrides", "plan/defined/distance", "--reason", "Remote.")
PACK = {"ours/pack.yaml": "name: ours\nversion: 0.1.0\n"}


def build_scenario(title: str, files: dict[str, str] | None = None, **changes: str) -> Scenario:
    """Return a scenario that creates a rule with changed options."""
    options = {**OPTIONS, **changes}
    rule_id = options.pop("ID", "ours/cycle")
    words = [word for option in options.items() for word in option]
    return Scenario(title, ("rules", "new", rule_id, "--pack", "ours", *words), files or {})


def test_wording(tmp_path: Path) -> None:
    scenarios = [
        Scenario("help", ("rules", "new", "--help")),
        build_scenario("usual output", **{"--new-fact": "site_visits"}),
        build_scenario("a step in every state", **{"--then": "step: m", "--new-step": "m: undefined-to-defined"}),
        Scenario("no pack", ("rules", "new", "ours/cycle")),
        Scenario("missing options", ("rules", "new", "ours/cycle", "--pack", "ours")),
        Scenario("no source of its own", ("rules", "new", "ours/far", "--pack", "ours", *OVERRIDE)),
        build_scenario("the name of an existing pack", PACK, **{"--name": "others"}),
        build_scenario("a file of another stage", {**PACK, "ours/rules/weigh.yaml": RULE_FILE}),
        build_scenario("a file to which nothing can be appended", {**PACK, "ours/rules/weigh.yaml": FLOW_FILE}),
        *(build_scenario(title, **changes) for title, changes in REFUSED.items()),
    ]
    check_wording("rules_new", scenarios, tmp_path)
