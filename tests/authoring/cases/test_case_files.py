"""The cases of the built-in pack, the mismatches of a case that fails, and case files that cannot be read."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from advisor.authoring.cases.case_files import Case, CaseResult, find_uncovered_rules, read_cases, run_case
from advisor.authoring.cases.expectations import Mismatch
from advisor.consultation import Consultation
from advisor.errors import PackError
from advisor.loading import finding_codes as codes
from advisor.loading.packs.load_rulebase import find_builtin_folder, load
from advisor.model.conditions import iter_required_leaves
from advisor.model.rulebase import STATE
from advisor.model.vocabulary import Stage

BUILTIN = load()
CASES = read_cases(Path(find_builtin_folder()), BUILTIN)


@cache
def get_consultation() -> Consultation:
    return Consultation(BUILTIN)


@cache
def run_builtin_cases() -> tuple[CaseResult, ...]:
    return tuple(run_case(get_consultation(), case) for case in CASES)


def write_cases(folder: Path, text: str) -> list[Case]:
    """Write a case file into a pack, and read the cases of the pack."""
    (folder / "rules").mkdir(exist_ok=True)
    (folder / "rules" / "some.cases.yaml").write_text(text, encoding="utf-8")
    return read_cases(folder, BUILTIN)


def find_quoted(text: str) -> list[str]:
    """Return the words in backticks."""
    return re.findall("`([^`]*)`", text)


def list_mismatches(mismatches: tuple[Mismatch, ...]) -> list[tuple[str, list[str]]]:
    """Return the key of each mismatch, and the words in backticks of its sentence."""
    return [(each.key, find_quoted(each.sentence)) for each in mismatches]


def list_findings(folder: Path) -> list[tuple[str, str, list[str]]]:
    """Return place (without the folder), code and words in backticks of the findings about the cases of a pack."""
    with pytest.raises(PackError) as error:
        read_cases(folder, BUILTIN)
    return [
        (str(each.place).removeprefix(f"{folder}/rules/"), each.code, find_quoted(each.sentence))
        for each in error.value.findings
    ]


def test_all_builtin_cases_pass() -> None:
    failed = [f"{each.case.place}: {failure}" for each in run_builtin_cases() for failure in each.failures]
    assert not failed, "\n".join(failed)


def test_every_builtin_rule_fires_in_some_case() -> None:
    assert [rule.id for rule in find_uncovered_rules(BUILTIN, run_builtin_cases())] == []


def test_every_reason_has_a_near_miss_in_its_own_state() -> None:
    missing = []
    for rule in BUILTIN.rules_by_stage[Stage.WEIGH]:
        states = [leaf.values for leaf in iter_required_leaves(rule.condition) if leaf.name == STATE]
        if rule.list_concluded_values("favours") and not any(
            rule.id in case.expect.get("silent", ()) and {case.company.stated.get("relationship")} <= states[0]
            for case in CASES
        ):
            missing.append(rule.id)
    assert missing == []


@pytest.mark.parametrize("stage", [Stage.INFER, Stage.CLASSIFY, Stage.WEIGH, Stage.DECIDE])
def test_every_rule_behind_a_verdict_is_silent_in_some_case(stage: Stage) -> None:
    silent = {rule_id for case in CASES for rule_id in case.expect.get("silent", ())}
    assert [rule.id for rule in BUILTIN.rules_by_stage[stage] if rule.id not in silent] == []


def test_every_set_of_possible_verdicts_of_the_policy_has_a_case() -> None:
    sets = {frozenset(case.expect.get("possible_verdicts", ())) for case in CASES}
    expected = ["stay", "consolidate", "tighten", "prepare", "maintain", "stay tighten", "stay prepare"]
    expected += ["stay prepare tighten", "consolidate maintain", "stay consolidate tighten"]
    expected += ["stay consolidate prepare", "stay consolidate prepare tighten"]
    assert {frozenset(words.split()) for words in expected} <= sets


def test_the_names_of_builtin_cases_are_sentences() -> None:
    names = [case.name for case in CASES]
    assert [name for name in names if not name[0].isupper() or len(name.split()) < 4 or name.endswith(".")] == []


def test_computed_facts_stated_by_a_case_are_kept(tmp_path: Path) -> None:
    text = (
        "cases: [{name: n, facts: {relationship: defined, state_basis: scores, score_state: aligned},"
        " expect: {state: aligned}}]"
    )
    assert run_case(get_consultation(), write_cases(tmp_path, text)[0]).failures == ()


def test_a_mismatch_names_the_expected_and_the_actual_result(tmp_path: Path) -> None:
    text = """
cases:
  - name: A case in which everything is expected otherwise
    facts: {relationship: undefined, current_conflicts: frequent}
    expect:
      verdict: stay
      possible_verdicts: [stay, tighten]
      state: defined
      move: none
      fires: [undefined/frequent-conflicts, undefined/small-company]
      silent: [undefined/frequent-conflicts, undefined/resources-contested]
      steps: [lead-handoff, rules-of-engagement]
      done: liaison
      not_yet: [rules-of-engagement]
      cautions: [no-benchmark]
"""
    with pytest.raises(PackError) as error:
        write_cases(tmp_path, text)
    assert [each.code for each in error.value.findings] == [codes.CONTRADICTORY_CASE]
    (case,) = write_cases(tmp_path, text.replace("fires: [undefined/frequent-conflicts, ", "fires: ["))
    advice = get_consultation().advise(case.company)
    steps = ["lead-handoff", "rules-of-engagement"]
    mismatches = run_case(get_consultation(), case).mismatches
    assert list_mismatches(mismatches) == [
        ("verdict", ["stay", "tighten"]),
        ("possible_verdicts", ["stay", "tighten", "tighten"]),
        ("state", ["defined", "undefined"]),
        ("move", ["undefined", "defined"]),
        ("fires", ["undefined/small-company"]),
        ("silent", ["undefined/frequent-conflicts"]),
        ("steps", [*steps, *steps[::-1], *steps[::-1]]),
        ("done", ["liaison"]),
        ("not_yet", ["rules-of-engagement", *(note.id for note in advice.not_yet)]),
        ("cautions", ["no-benchmark", *(caution.id for caution in advice.cautions)]),
    ]
    orders = re.findall(r"undefined-to-defined\D*(\d+)", mismatches[6].sentence)
    assert orders == ["10", "20"]


def test_a_mismatch_of_an_open_verdict_lists_the_possible_verdicts(tmp_path: Path) -> None:
    text = "cases: [{name: n, facts: {relationship: defined}, expect: {verdict: stay, state: unknown, move: none}}]"
    assert list_mismatches(run_case(get_consultation(), write_cases(tmp_path, text)[0]).mismatches) == [
        ("verdict", ["stay", "undetermined", "stay", "consolidate", "tighten"]),
        ("state", ["unknown", "defined"]),
    ]


def test_a_missing_move_and_an_open_state_are_mismatches(tmp_path: Path) -> None:
    text = (
        "cases: [{name: n, facts: {relationship: integrated}, expect: {move: {from: aligned, to: integrated}}},"
        " {name: m, facts: {}, expect: {state: integrated}}]"
    )
    states = ["undefined", "defined", "aligned", "integrated"]
    assert [list_mismatches(run_case(get_consultation(), case).mismatches) for case in write_cases(tmp_path, text)] == [
        [("move", ["aligned", "integrated"])],
        [("state", ["integrated", "unknown", *states])],
    ]


def test_all_steps_may_have_no_others(tmp_path: Path) -> None:
    facts = "{relationship: undefined, current_conflicts: frequent}"
    text = "cases: [{name: n, facts: FACTS, expect: {all_steps: [STEPS]}}]".replace("FACTS", facts)
    (case,) = write_cases(tmp_path, text.replace("STEPS", "lead-handoff"))
    steps = [step.id for step in get_consultation().advise(case.company).steps]
    others = [name for name in steps if name != "lead-handoff"]
    mismatches = run_case(get_consultation(), case).mismatches
    assert [find_quoted(each.sentence)[-1] for each in mismatches] == others
    (case,) = write_cases(tmp_path, text.replace("STEPS", ", ".join(steps)))
    assert run_case(get_consultation(), case).mismatches == ()
    (case,) = write_cases(tmp_path, text.replace("STEPS", ", ".join(reversed(steps))))
    assert [each.key for each in run_case(get_consultation(), case).mismatches] == ["all_steps"]


def test_steps_may_have_others_between_them(tmp_path: Path) -> None:
    (case,) = write_cases(
        tmp_path,
        "cases: [{name: n, facts: {relationship: undefined, current_conflicts: frequent},"
        " expect: {steps: [rules-of-engagement, shared-events]}}]",
    )
    assert run_case(get_consultation(), case).passed


def test_finds_rules_that_fire_in_no_case(tmp_path: Path) -> None:
    calm = "current_conflicts: none, resources_contested: no, effort_duplicated: no, tasks_neglected: no"
    text = f"cases: [{{name: n, facts: {{relationship: integrated, {calm}}}, expect: {{verdict: maintain}}}}]"
    results = [run_case(get_consultation(), case) for case in write_cases(tmp_path, text)]
    uncovered = [rule.id for rule in find_uncovered_rules(BUILTIN, results)]
    assert "undefined/small-company" in uncovered
    assert "integrated/keep-it-up" not in uncovered
    assert find_uncovered_rules(BUILTIN, []) == BUILTIN.rules


def test_reports_all_findings_of_all_files_with_their_places(tmp_path: Path) -> None:
    (tmp_path / "rules" / "deep").mkdir(parents=True)
    (tmp_path / "rules" / "a.cases.yaml").write_text(
        """cases:
  - name: A case with misspelt names
    facts: {relationship: define, curent_conflicts: frequent}
    expect:
      verdict: tightened
      fires: [undefined/small-companies]
      steps: [rule-of-engagement]
      cautions: [zzz]
      possible_verdicts: [undetermined]
      fire: [undefined/small-company]
      move: up
  - name: A case with misspelt names
    facts: {}
    expect: {state: open, silent: []}
  - name: A case without facts
    expect: {move: {from: defined, onto: aligned}}
  - facts: {}
    expect: {}
  - name: A case with too many verdicts
    facts: {}
    because: I say so
    expect: {verdict: [stay, tighten]}
  - a word
""",
        encoding="utf-8",
    )
    (tmp_path / "rules" / "deep" / "b.cases.yaml").write_text("rules: []\n", encoding="utf-8")
    (tmp_path / "rules" / "deep" / "c.cases.yaml").write_text("cases: [\n", encoding="utf-8")
    (tmp_path / "rules" / "deep" / "d.cases.yaml").write_text("", encoding="utf-8")
    one, few = "A case with misspelt names", ["verdict", "A case with too many verdicts"]
    a = "a.cases.yaml"
    states = ["undefined", "defined", "aligned", "integrated", "unknown"]
    found = list_findings(tmp_path)
    assert [(place, names) for place, _, names in found[:2]] == [
        (f"{a}:3:27", ["define", "relationship", *states, "defined"]),
        (f"{a}:3:35", ["curent_conflicts", "current_conflicts"]),
    ]
    assert found[2:-2] == [
        (f"{a}:5:16", codes.UNKNOWN_ENTRY, ["tightened", "tighten"]),
        (f"{a}:6:15", codes.UNKNOWN_ENTRY, ["undefined/small-companies", "undefined/small-company"]),
        (f"{a}:7:15", codes.UNKNOWN_ENTRY, ["rule-of-engagement", "rules-of-engagement"]),
        (f"{a}:8:18", codes.UNKNOWN_ENTRY, ["zzz"]),
        (
            f"{a}:9:27",
            codes.UNKNOWN_ENTRY,
            ["undetermined", "consolidate", "maintain", "prepare", "stay", "tighten", "none"],
        ),
        (f"{a}:10:7", codes.UNKNOWN_KEY, [one, "fire", "fires"]),
        (f"{a}:11:13", codes.WRONG_SHAPE, ["move", one, "none", "{from: defined, to: aligned}"]),
        (f"{a}:12:5", codes.DUPLICATE_ID, [one]),
        (f"{a}:14:21", codes.UNKNOWN_ENTRY, ["open", *states]),
        (f"{a}:14:35", codes.WRONG_SHAPE, ["silent", one]),
        (f"{a}:15:5", codes.MISSING_KEY, ["A case without facts", "facts", "facts: {}"]),
        (f"{a}:16:20", codes.MISSING_KEY, ["move", "A case without facts", "to"]),
        (f"{a}:16:36", codes.UNKNOWN_KEY, ["onto", "move", "A case without facts", "to"]),
        (f"{a}:17:5", codes.MISSING_KEY, ["name"]),
        (f"{a}:18:13", codes.MISSING_KEY, ["expect", "expect: {verdict: tighten}"]),
        (f"{a}:21:5", codes.UNKNOWN_KEY, ["because", few[1]]),
        (f"{a}:22:23", codes.WRONG_SHAPE, few),
        (f"{a}:23:5", codes.WRONG_SHAPE, ["name", "facts", "expect"]),
        ("deep/b.cases.yaml:1:1", codes.WRONG_SHAPE, ["cases"]),
    ]
    assert [place for place, _, _ in found[-2:]] == ["deep/c.cases.yaml:2:1", "deep/d.cases.yaml"]


def test_a_case_file_that_leads_out_of_the_pack_is_refused(tmp_path: Path) -> None:
    pack, elsewhere = tmp_path / "pack", tmp_path / "elsewhere.cases.yaml"
    (pack / "rules").mkdir(parents=True)
    elsewhere.write_text("cases: [{name: n, facts: {}, expect: {move: none}}]", encoding="utf-8")
    (pack / "rules" / "some.cases.yaml").symlink_to(elsewhere)
    ((place, _, _),) = list_findings(pack)
    assert place == "some.cases.yaml"


def test_a_pack_without_cases_has_none(tmp_path: Path) -> None:
    assert read_cases(tmp_path, BUILTIN) == []


OVERRIDING = """\
stage: plan
guard: {state: defined}
rules:
  - id: mine/distance
    overrides: plan/defined/distance
    reason: Our people work remotely.
    title: Our people work remotely
    status: stable
    source: policy/remote
    when: {verdict: tighten}
    then: {step: colocation}
    because: Two days together a quarter.
"""


def test_a_removed_rule_in_a_case_is_reported_with_the_pack_and_the_reason(tmp_path: Path) -> None:
    off = "switches_off: [{rule: caution/scores/nothing-to-compare, reason: We compare ourselves.}]\n"
    (tmp_path / "pack.yaml").write_text(f"name: mine\nversion: 1.0.0\n{off}")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own.yaml").write_text(OVERRIDING)
    (tmp_path / "rules" / "own.cases.yaml").write_text(
        "cases:\n  - name: A case of rules that are gone\n    facts: {}\n"
        "    expect: {silent: [plan/defined/distance, caution/scores/nothing-to-compare, mine/distance]}\n"
    )
    with pytest.raises(PackError) as error:
        read_cases(tmp_path, load([str(tmp_path)]))
    assert [(find_quoted(each.sentence), each.sentence.rpartition(": ")[2]) for each in error.value.findings] == [
        (["plan/defined/distance", "mine/distance", "mine"], "Our people work remotely."),
        (["caution/scores/nothing-to-compare", "mine"], "We compare ourselves."),
    ]
