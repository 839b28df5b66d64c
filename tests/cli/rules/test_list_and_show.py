"""`advisor rules list` and `advisor rules show`, as a user runs them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from advisor.model.rulebase import RuleBase
from tests.cli.command import ROOT, run

REVOPS = ROOT / "packs" / "revops"


def list_rows(*more: str | Path) -> list[dict[str, object]]:
    result = run("rules", "list", "--format", "json", *more)
    assert result.code == 0, result.err
    found: list[dict[str, object]] = json.loads(result.out)
    return found


def test_lists_every_rule_once_in_order(builtin: RuleBase) -> None:
    assert [row["id"] for row in list_rows()] == [rule.id for rule in builtin.rules]


def test_a_rule_must_match_all_filters(builtin: RuleBase) -> None:
    found = list_rows(
        "--stage", "weigh", "--reads", "life_cycle_speed", "--leads-to", "verdict: tighten", "--status", "stable"
    )
    assert [row["id"] for row in found] == ["defined/life-cycles-and-technology", "defined/life-cycles-shorten"]
    assert {row["source"] for row in found} == {"table/defined/tighten/4", "summary/defined/2"}
    assert all("liaison" in dict(row["leads_to"])["step"] for row in found)  # type: ignore[call-overload]
    assert list_rows("--status", "deprecated") == []
    assert {row["stage"] for row in list_rows("--leads-to", "liaison")} >= {"weigh", "decide", "plan"}


def test_lists_only_the_rules_of_a_given_pack() -> None:
    found = list_rows("--pack", REVOPS)
    assert found
    assert {row["pack"] for row in found} == {"revops"}


def test_the_table_has_aligned_columns_and_a_count() -> None:
    out = run("rules", "list", "--reads", "sales_cycle").out.splitlines()
    assert re.fullmatch(r"\d+ rules", out[-1])
    assert int(out[-1].split()[0]) == len(out) - 2
    at = out[0].index("SOURCE")
    assert all(line[at - 1] == " " and line[at] != " " for line in out[:-1])


@pytest.mark.parametrize(
    ("args", "place", "nearest"),
    [
        (("list", "--reads", "sales_cycel"), "--reads", "sales_cycle"),
        (("list", "--leads-to", "liason"), "--leads-to", "liaison"),
        (("show", "defined/life-cycles-shortn"), "defined/life-cycles-shortn", "defined/life-cycles-shorten"),
    ],
)
def test_suggests_the_nearest_name_for_a_misspelt_one(args: tuple[str, ...], place: str, nearest: str) -> None:
    result = run("rules", *args)
    assert (result.code, result.out, len(result.err.splitlines())) == (2, "", 1)
    assert result.err.startswith(f"{place}: ")
    assert re.findall("`([^`]+)`", result.err)[-1] == nearest


def test_shows_a_rule_with_its_place_links_and_cases() -> None:
    out = run("rules", "show", "defined/life-cycles-and-technology").out
    for part in (
        "  source table/defined/tighten/4: ",
        " (state: defined)\n",
        "(life_cycle_speed: shortening)",
        "  life_cycle_speed: ",
        ": state\n",
        "  favours: tighten\n",
        "  defined/market-or-gaps-press\n",
        "  defined/no-compelling-reason (",
        "  verdict: tighten, prepare\n",
        "  fires: Shorter life cycles with faster technology",
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
def test_shows_other_things_with_an_id(name: str, first: str) -> None:
    result = run("rules", "show", name)
    assert result.code == 0
    assert result.out.startswith(first)


@pytest.mark.parametrize(
    "name", ["defined/life-cycles-and-technology", "plan/defined/distance", "classify/stated-defined"]
)
def test_shows_everything_that_a_rule_can_lead_to(name: str) -> None:
    lines = run("rules", "show", name).out.splitlines()
    leads_to = next(row["leads_to"] for row in list_rows() if row["id"] == name)
    assert leads_to
    assert {f"  {conclusion}: {', '.join(values)}" for conclusion, values in dict(leads_to).items()} <= {*lines}  # type: ignore[call-overload]


def test_shows_a_pack_with_its_counts_and_overrides(tmp_path: Path) -> None:
    options = ("--overrides", "plan/defined/distance", "--reason", "We work remotely.", "--source", "policy/remote")
    assert (
        run("rules", "new", "ours/distance", "--pack", tmp_path / "ours", *options, "--new-fact", "remote_work").code
        == 0
    )
    out = run("rules", "show", "ours", "--pack", tmp_path / "ours").out
    lines = out.splitlines()
    assert lines[:3] == ["Pack ours: version 0.1.0", f"  in {tmp_path / 'ours'}", "  1 rule, 1 fact, 0 steps"]
    assert lines[4:] == ["  rules/plan/defined/distance of pack core: We work remotely."]


def test_shows_a_work_with_its_places(builtin: RuleBase) -> None:
    work = next(work for work in builtin.works if work.places)
    lines = run("rules", "show", work.id).out.splitlines()
    assert lines[0] == f"Work {work.id}: {work.title}"
    assert {f"  {locator}: {name}" for locator, name in work.places.items()} <= {*lines}


def test_shows_a_rule_with_its_pack() -> None:
    out = run("rules", "show", "revops/two-way-promise", "--pack", REVOPS).out
    assert "pack revops" in out
    assert f"{REVOPS}/rules/leads.yaml:" in out


def test_shows_removed_rules_and_their_replacement(tmp_path: Path) -> None:
    off = "switches_off: [{rule: caution/scores/nothing-to-compare, reason: We compare ourselves.}]\n"
    (tmp_path / "pack.yaml").write_text(f"name: mine\nversion: 1.0.0\n{off}")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own.yaml").write_text(OVERRIDING)
    shown = [
        run("rules", "show", name, "--pack", tmp_path).out.splitlines()
        for name in ("plan/defined/distance", "caution/scores/nothing-to-compare", "mine/distance")
    ]
    assert re.fullmatch("Rule plan/defined/distance .*`mine/distance` .*`mine`: We work remotely.", *shown[0])
    assert re.fullmatch("Rule caution/scores/nothing-to-compare .*`mine`: We compare ourselves.", *shown[1])
    (replaced,) = [line for line in shown[2] if "`plan/defined/distance`" in line]
    assert replaced.endswith("`core`: We work remotely.")
    listed = run("rules", "list", "--pack", tmp_path).out.splitlines()
    assert listed[-3:] == ["1 rule", *(f"rule `{line[5:].replace(' is', '` is', 1)}" for (line,) in shown[:2])]


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


def test_distinguishes_stated_from_concluded_values(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("name: mine\nversion: 1.0.0\n")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own.yaml").write_text(OVERRIDING)
    out = run("rules", "show", "mine/distance", "--pack", tmp_path).out
    tests = re.findall(r"\n +- ([^\n]*) \(([a-z]+: [a-z]+)\)", out)
    assert [written for _, written in tests] == ["state: defined", "verdict: tighten", "relationship: undefined"]
    assert [words.split()[-1].strip("()") for words, _ in tests] == ["defined", "tighten", "undefined"]
