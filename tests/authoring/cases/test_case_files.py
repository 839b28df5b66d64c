"""The cases of the built-in pack, what is told of a case that fails, and case files that cannot be read."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from advisor.authoring.cases.case_files import Case, CaseResult, find_uncovered_rules, read_cases, run_case
from advisor.consultation import Consultation
from advisor.errors import PackError
from advisor.loading.load_rulebase import find_builtin_folder, load
from advisor.model.conditions import iter_required_leaves
from advisor.model.rulebase import STATE
from advisor.model.vocabulary import Stage

BUILTIN = load()
CASES = read_cases(Path(find_builtin_folder()), BUILTIN)


@cache
def consultation() -> Consultation:
    return Consultation(BUILTIN)


@cache
def result(number: int) -> CaseResult:
    """What came of the built-in case of this number; run once, however many tests ask."""
    return run_case(consultation(), CASES[number])


def cases_in(folder: Path, text: str, name: str = "some") -> list[Case]:
    """The cases of a pack in `folder` with one more case file."""
    (folder / "rules").mkdir(exist_ok=True)
    (folder / "rules" / f"{name}.cases.yaml").write_text(text, encoding="utf-8")
    return read_cases(folder, BUILTIN)


def refusals(folder: Path) -> list[str]:
    """The findings about the case files of a pack, without the folder."""
    with pytest.raises(PackError) as error:
        read_cases(folder, BUILTIN)
    return [str(finding).removeprefix(f"{folder}/") for finding in error.value.findings]


@pytest.mark.parametrize("number", range(len(CASES)), ids=[f"{case.place.file}: {case.name}" for case in CASES])
def test_a_builtin_case_comes_true(number: int) -> None:
    assert result(number).failures == ()


def test_every_builtin_rule_fires_in_some_case() -> None:
    assert [rule.id for rule in find_uncovered_rules(BUILTIN, map(result, range(len(CASES))))] == []


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


@pytest.mark.parametrize("stage", [Stage.CLASSIFY, Stage.WEIGH, Stage.DECIDE])
def test_every_rule_behind_a_verdict_is_also_seen_to_stay_silent(stage: Stage) -> None:
    silent = {rule_id for case in CASES for rule_id in case.expect.get("silent", ())}
    assert [rule.id for rule in BUILTIN.rules_by_stage[stage] if rule.id not in silent] == []


def test_every_set_of_possible_verdicts_of_the_policy_has_a_case() -> None:
    sets = {frozenset(case.expect.get("possible_verdicts", ())) for case in CASES}
    expected = ["stay", "tighten", "prepare", "maintain", "stay tighten", "stay prepare", "stay prepare tighten"]
    assert {frozenset(words.split()) for words in expected} <= sets


def test_the_names_of_builtin_cases_are_sentences() -> None:
    names = [case.name for case in CASES]
    assert [name for name in names if not name[0].isupper() or len(name.split()) < 4 or name.endswith(".")] == []


def test_computed_facts_stated_by_a_case_are_kept(tmp_path: Path) -> None:
    text = (
        "cases: [{name: n, facts: {relationship: defined, state_basis: scores, score_state: aligned},"
        " expect: {state: aligned}}]"
    )
    assert run_case(consultation(), cases_in(tmp_path, text)[0]).failures == ()


def test_what_was_expected_and_did_not_come_is_told_beside_what_came(tmp_path: Path) -> None:
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
    with pytest.raises(PackError, match="both to fire and to stay silent"):
        cases_in(tmp_path, text)
    (case,) = cases_in(tmp_path, text.replace("fires: [undefined/frequent-conflicts, ", "fires: ["))
    advice = consultation().advise(case.company)
    waiting = ", ".join(f"`{note.id}`" for note in advice.not_yet) or "none"
    cautions = ", ".join(f"`{caution.id}`" for caution in advice.cautions) or "none"
    assert run_case(consultation(), case).failures == (
        "expected the verdict `stay`, got `tighten`",
        "expected the possible verdicts `stay`, `tighten`, got `tighten`",
        "expected the state `defined`, got `undefined`",
        "expected no move, got a move from `undefined` to `defined`",
        "expected rule `undefined/small-company` to fire, but it stayed silent",
        "expected rule `undefined/frequent-conflicts` to stay silent, but it fired",
        "expected the steps `lead-handoff`, `rules-of-engagement` in this order, "
        "but they came as `rules-of-engagement`, `lead-handoff`: `rules-of-engagement` is of the move "
        "undefined-to-defined, order 10; `lead-handoff` is of the move undefined-to-defined, order 20",
        "expected step `liaison` as already in place, got none",
        f"expected step `rules-of-engagement` as not yet due, got {waiting}",
        f"expected the caution `no-benchmark`, got {cautions}",
    )


def test_a_verdict_that_is_not_settled_is_told_with_what_is_possible(tmp_path: Path) -> None:
    text = "cases: [{name: n, facts: {relationship: defined}, expect: {verdict: stay, state: unknown, move: none}}]"
    assert run_case(consultation(), cases_in(tmp_path, text)[0]).failures == (
        "expected the verdict `stay`, got `undetermined`, since `stay`, `tighten` are possible",
        "expected the state `unknown`, got `defined`",
    )


def test_a_move_that_does_not_come_is_told(tmp_path: Path) -> None:
    text = (
        "cases: [{name: n, facts: {relationship: integrated}, expect: {move: {from: aligned, to: integrated}}},"
        " {name: m, facts: {}, expect: {state: integrated}}]"
    )
    assert [run_case(consultation(), case).failures for case in cases_in(tmp_path, text)] == [
        ("expected a move from `aligned` to `integrated`, got no move",),
        (
            "expected the state `integrated`, got `unknown`,"
            " since `undefined`, `defined`, `aligned`, `integrated` are possible",
        ),
    ]


def test_steps_may_have_others_between_them(tmp_path: Path) -> None:
    (case,) = cases_in(
        tmp_path,
        "cases: [{name: n, facts: {relationship: undefined, current_conflicts: frequent},"
        " expect: {steps: [rules-of-engagement, shared-events]}}]",
    )
    assert run_case(consultation(), case).passed


def test_rules_that_no_case_reaches_are_named(tmp_path: Path) -> None:
    text = "cases: [{name: n, facts: {relationship: integrated}, expect: {verdict: maintain}}]"
    results = [run_case(consultation(), case) for case in cases_in(tmp_path, text)]
    named = [rule.id for rule in find_uncovered_rules(BUILTIN, results)]
    assert "undefined/small-company" in named
    assert "integrated/keep-it-up" not in named
    assert find_uncovered_rules(BUILTIN, []) == BUILTIN.rules


def test_all_findings_of_all_files_are_told_with_their_places(tmp_path: Path) -> None:
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
    one = "the case `A case with misspelt names`"
    assert refusals(tmp_path) == [
        "rules/a.cases.yaml:3:27: `define` is not a value of `relationship`, which can be"
        " `undefined`, `defined`, `aligned`, `integrated` or `unknown`; did you mean `defined`?",
        "rules/a.cases.yaml:3:35: `curent_conflicts` is not a fact; did you mean `current_conflicts`?",
        "rules/a.cases.yaml:5:16: there is no verdict `tightened`; did you mean `tighten`?",
        "rules/a.cases.yaml:6:15: there is no rule `undefined/small-companies`;"
        " did you mean `undefined/small-company`?",
        "rules/a.cases.yaml:7:15: there is no step `rule-of-engagement`; did you mean `rules-of-engagement`?",
        "rules/a.cases.yaml:8:18: there is no caution `zzz`",
        "rules/a.cases.yaml:9:27: there is no verdict `undetermined`;"
        " it can be `maintain`, `prepare`, `stay` or `tighten`",
        f"rules/a.cases.yaml:10:7: {one} cannot expect `fire`; did you mean `fires`?",
        f"rules/a.cases.yaml:11:13: `move` of {one} must be `none` or a mapping such as"
        " `{from: defined, to: aligned}`",
        "rules/a.cases.yaml:12:5: the name `A case with misspelt names` is used already (in line 2);"
        " give this case its own",
        "rules/a.cases.yaml:14:21: there is no state `open`;"
        " it can be `undefined`, `defined`, `aligned`, `integrated` or `unknown`",
        f"rules/a.cases.yaml:14:35: `silent` of {one} is empty",
        "rules/a.cases.yaml:15:5: the case `A case without facts` lacks `facts`;"
        " write `facts: {}` where nothing is known",
        "rules/a.cases.yaml:16:20: `move` of the case `A case without facts` lacks `to`",
        "rules/a.cases.yaml:16:36: `onto` is not a key of `move` of the case `A case without facts`;"
        " did you mean `to`?",
        "rules/a.cases.yaml:17:5: this case lacks `name`",
        "rules/a.cases.yaml:18:13: this case expects nothing; give it an `expect` such as `verdict: tighten`",
        "rules/a.cases.yaml:21:5: `because` is not a key of the case `A case with too many verdicts`",
        "rules/a.cases.yaml:22:23: `verdict` of the case `A case with too many verdicts` takes one value, not a list",
        "rules/a.cases.yaml:23:5: a case must be a mapping with `name`, `facts` and `expect`, not a single value",
        "rules/deep/b.cases.yaml:1:1: a case file must be a mapping with `cases`, a list of cases",
        "rules/deep/c.cases.yaml:2:1: this is not valid YAML: did not find expected node content",
        "rules/deep/d.cases.yaml: this file is empty",
    ]


def test_a_case_file_that_leads_out_of_the_pack_is_refused(tmp_path: Path) -> None:
    pack, elsewhere = tmp_path / "pack", tmp_path / "elsewhere.cases.yaml"
    (pack / "rules").mkdir(parents=True)
    elsewhere.write_text("cases: [{name: n, facts: {}, expect: {move: none}}]", encoding="utf-8")
    (pack / "rules" / "some.cases.yaml").symlink_to(elsewhere)
    assert refusals(pack) == ["rules/some.cases.yaml: this leads out of the pack; copy the file into it"]


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


def test_a_case_that_names_a_rule_that_is_gone_is_told_what_became_of_it(tmp_path: Path) -> None:
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
    assert [each.sentence for each in error.value.findings] == [
        "rule `plan/defined/distance` is replaced by `mine/distance` of pack `mine`: Our people work remotely.",
        "rule `caution/scores/nothing-to-compare` is switched off by pack `mine`: We compare ourselves.",
    ]
