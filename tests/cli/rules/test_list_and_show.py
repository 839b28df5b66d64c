"""`advisor rules list` and `advisor rules show`, as a user runs them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from advisor.model.rulebase import RuleBase
from tests.cli.command import ROOT, run

REVOPS = ROOT / "packs" / "revops"


def rows(*more: str | Path) -> list[dict[str, object]]:
    ended = run("rules", "list", "--format", "json", *more)
    assert ended.code == 0, ended.err
    found: list[dict[str, object]] = json.loads(ended.out)
    return found


def test_a_list_has_every_rule_once_in_order(builtin: RuleBase) -> None:
    assert [row["id"] for row in rows()] == [rule.id for rule in builtin.rules]


def test_filters_are_all_kept(builtin: RuleBase) -> None:
    found = rows(
        "--stage", "weigh", "--reads", "life_cycle_speed", "--leads-to", "verdict: tighten", "--status", "stable"
    )
    assert [row["id"] for row in found] == ["defined/life-cycles-and-technology", "defined/life-cycles-shorten"]
    assert {row["source"] for row in found} == {"table/defined/tighten/4", "summary/defined/2"}
    assert all("liaison" in dict(row["leads_to"])["step"] for row in found)  # type: ignore[call-overload]
    assert rows("--status", "deprecated") == []
    assert {row["stage"] for row in rows("--leads-to", "liaison")} >= {"weigh", "decide", "plan"}


def test_with_a_pack_its_own_rules_are_listed() -> None:
    found = rows("--pack", REVOPS)
    assert found
    assert {row["pack"] for row in found} == {"revops"}


def test_the_table_lines_up_and_counts() -> None:
    out = run("rules", "list", "--reads", "sales_cycle").out.splitlines()
    assert re.fullmatch(r"\d+ rules", out[-1])
    assert int(out[-1].split()[0]) == len(out) - 2
    at = out[0].index("SOURCE")
    assert all(line[at - 1] == " " and line[at] != " " for line in out[:-1])


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (
            ("list", "--reads", "sales_cycel"),
            "--reads: there is no fact or conclusion `sales_cycel`; did you mean `sales_cycle`?",
        ),
        (("list", "--leads-to", "liason"), "--leads-to: no rule concludes `liason`; did you mean `liaison`?"),
        (
            ("show", "defined/life-cycles-shortn"),
            "defined/life-cycles-shortn: no rule, fact, conclusion, step, entry, caution, work or pack has this id; "
            "did you mean `defined/life-cycles-shorten`?",
        ),
    ],
)
def test_a_misspelt_name_is_told_with_the_nearest(args: tuple[str, ...], said: str) -> None:
    ended = run("rules", *args)
    assert (ended.code, ended.out, ended.err) == (2, "", f"{said}\n")


def test_a_rule_is_told_with_its_place_its_links_and_its_cases() -> None:
    out = run("rules", "show", "defined/life-cycles-and-technology").out
    for part in (
        "source table/defined/tighten/4: decision table, column Defined (Ending the War Between Sales and Marketing)",
        "the relationship is defined (state: defined)",
        "(life_cycle_speed: shortening)",
        "life_cycle_speed: ",
        "It reads the conclusions: state",
        "favours: tighten",
        "defined/market-or-gaps-press",
        "defined/no-compelling-reason (which it holds back)",
        "verdict: tighten",
        "fires: Shorter life cycles with faster technology",
    ):
        assert part in out
    found = re.search(r"in (rules/defined\.yaml):(\d+)", out)
    assert found
    line = (ROOT / found[1]).read_text(encoding="utf-8").splitlines()[int(found[2]) - 1]
    assert line.endswith("id: defined/life-cycles-and-technology")


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("sales_cycle", "Fact sales_cycle"),
        ("liaison", "Step liaison"),
        ("funnel/purchase-intention", "Entry funnel/purchase-intention"),
        ("only-the-summary", "Caution only-the-summary"),
        ("verdict", "Conclusion verdict"),
        ("policy", "Work policy"),
        ("core", "Pack core: version "),
    ],
)
def test_other_things_with_an_id_are_told_too(name: str, first: str) -> None:
    ended = run("rules", "show", name)
    assert ended.code == 0
    assert ended.out.startswith(first)


@pytest.mark.parametrize(
    "name", ["defined/life-cycles-and-technology", "plan/defined/distance", "classify/stated-defined"]
)
def test_a_rule_is_told_with_all_that_it_can_lead_to(name: str) -> None:
    lines = run("rules", "show", name).out.splitlines()
    told = {}
    for line in lines[lines.index("It can lead to:") + 1 :]:
        if not line.startswith("  "):
            break
        conclusion, _, values = line.strip().partition(": ")
        told[conclusion] = values.split(", ")
    assert told == next(row["leads_to"] for row in rows() if row["id"] == name)


def test_a_pack_is_told_with_how_much_it_holds_and_what_it_overrides(tmp_path: Path) -> None:
    said = ("--overrides", "plan/defined/distance", "--reason", "We work remotely.", "--source", "policy/remote")
    assert (
        run("rules", "new", "ours/distance", "--pack", tmp_path / "ours", *said, "--new-fact", "remote_work").code == 0
    )
    out = run("rules", "show", "ours", "--pack", tmp_path / "ours").out
    assert out.splitlines() == [
        "Pack ours: version 0.1.0",
        f"  in {tmp_path / 'ours'}",
        "  1 rule, 1 fact, 0 steps",
        "It overrides or takes away:",
        "  rules/plan/defined/distance of pack core: We work remotely.",
    ]


def test_a_work_is_told_with_its_places(builtin: RuleBase) -> None:
    work = next(work for work in builtin.works if work.places)
    lines = run("rules", "show", work.id).out.splitlines()
    assert lines[0] == f"Work {work.id}: {work.title}"
    assert {f"  {locator}: {name}" for locator, name in work.places.items()} <= {*lines}


def test_a_rule_of_a_pack_is_told_with_that_pack() -> None:
    out = run("rules", "show", "revops/two-way-promise", "--pack", REVOPS).out
    assert "pack revops" in out
    assert f"{REVOPS}/rules/leads.yaml:" in out


def test_a_rule_that_is_gone_says_what_became_of_it_and_the_new_one_what_it_replaces(tmp_path: Path) -> None:
    off = "switches_off: [{rule: caution/scores/nothing-to-compare, reason: We compare ourselves.}]\n"
    (tmp_path / "pack.yaml").write_text(f"name: mine\nversion: 1.0.0\n{off}")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own.yaml").write_text(OVERRIDING)
    told = [
        run("rules", "show", name, "--pack", tmp_path).out.splitlines()
        for name in ("plan/defined/distance", "caution/scores/nothing-to-compare", "mine/distance")
    ]
    assert told[0] == ["Rule plan/defined/distance is replaced by `mine/distance` of pack `mine`: We work remotely."]
    assert told[1] == ["Rule caution/scores/nothing-to-compare is switched off by pack `mine`: We compare ourselves."]
    assert "  in the place of `plan/defined/distance` of pack `core`: We work remotely." in told[2]
    listed = run("rules", "list", "--pack", tmp_path).out.splitlines()
    assert listed[-3:] == ["1 rule", *(f"rule `{line[5:].replace(' is', '` is', 1)}" for (line,) in told[:2])]


OVERRIDING = """\
stage: plan
rules:
  - id: mine/distance
    overrides: plan/defined/distance
    reason: We work remotely.
    title: Our people work remotely
    status: stable
    source: policy/remote
    when: {state: defined, verdict: tighten, not: {relationship: undefined}}
    then: {step: colocation}
    because: Two days together a quarter.
"""


def test_what_was_stated_and_what_was_concluded_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("name: mine\nversion: 1.0.0\n")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own.yaml").write_text(OVERRIDING)
    out = run("rules", "show", "mine/distance", "--pack", tmp_path).out.splitlines()
    assert out[out.index("It fires when:") + 1 :][:5] == [
        "  - all of these hold:",
        "    - the relationship is defined (state: defined)",
        "    - the verdict is tighten (verdict: tighten)",
        "    - this does not hold:",
        "      - the relationship is undefined (relationship: undefined)",
    ]
