"""What one pack may change of another: only what it names, with its reason, and never two packs the same thing."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.consultation import Consultation
from advisor.errors import PackError
from advisor.loading.packs import load
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.rulebase import Override

DISTANCE, COLOCATION = "plan/defined/distance", "colocation"
KNOWN: dict[str, Value] = {"relationship": "defined", "market_customizing": "yes"}


def a_pack(folder: Path, name: str, *, rule: str = "", wording: str = "", steps: str = "", header: str = "") -> Path:
    """A pack with one rule about working side by side, some wording, some steps and more lines of its header."""
    pack = folder / name
    (pack / "rules").mkdir(parents=True)
    (pack / "knowledge").mkdir()
    (pack / "pack.yaml").write_text(f"name: {name}\nversion: 0.1.0\n{header}\n")
    if rule:
        (pack / "rules" / "own.yaml").write_text(
            f"stage: plan\nguard: {{state: defined}}\nrules:\n  - {rule}\n    title: Ours\n    status: test\n"
            "    source: policy/ours\n    when: {verdict: tighten}\n    then: {step: colocation}\n"
            "    because: It is ours.\n"
        )
    if wording:
        (pack / "knowledge" / "words.yaml").write_text(f"wording:\n  {wording}\n")
    if steps:
        (pack / "knowledge" / "steps.yaml").write_text(f"steps:\n  {steps}\n")
    return pack


def refusals(*packs: Path) -> list[str]:
    """The findings about some packs, without their folders."""
    with pytest.raises(PackError) as error:
        load(map(str, packs))
    return [str(finding).replace(f"{packs[0].parent}/", "") for finding in error.value.findings]


def test_a_rule_takes_the_place_of_another_by_saying_so(tmp_path: Path) -> None:
    pack = a_pack(tmp_path, "mine", rule=f"id: mine/apart\n    overrides: {DISTANCE}\n    reason: We work remotely.")
    rulebase = load([str(pack)])
    assert DISTANCE not in rulebase.by_id
    assert rulebase.by_id["mine/apart"].pack == "mine"
    assert rulebase.overrides == (Override(f"rules/{DISTANCE}", "core", "mine", "We work remotely."),)
    steps = {each.id: each.rules for each in Consultation(rulebase).advise(Company(KNOWN)).steps}
    assert "mine/apart" in steps[COLOCATION]


def test_a_rule_may_keep_the_id_of_the_one_it_replaces(tmp_path: Path) -> None:
    pack = a_pack(tmp_path, "mine", rule=f"id: {DISTANCE}\n    overrides: {DISTANCE}\n    reason: We work remotely.")
    rule = load([str(pack)]).by_id[DISTANCE]
    assert (rule.pack, rule.title) == ("mine", "Ours")


def test_a_rule_is_switched_off_with_a_reason(tmp_path: Path) -> None:
    header = f"switches_off:\n  - rule: {DISTANCE}\n    reason: Nobody travels."
    rulebase = load([str(a_pack(tmp_path, "mine", header=header))])
    assert DISTANCE not in rulebase.by_id
    assert [each.reason for each in rulebase.overrides] == ["Nobody travels."]


def test_wording_is_replaced_with_a_reason(tmp_path: Path) -> None:
    pack = a_pack(tmp_path, "mine", wording="move: {overrides: move, reason: shorter, text: 'From {start} to {goal}.'}")
    assert load([str(pack)]).wording["move"] == "From {start} to {goal}."


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"rule": f"id: {DISTANCE}"}, f"mine/rules/own.yaml:4:9: `{DISTANCE}` is there already (at rules/plan/"),
        ({"wording": "move: Go."}, "mine/knowledge/words.yaml:2:3: `move` is there already (at knowledge/wording.yaml"),
        ({"rule": f"id: mine/a\n    overrides: {DISTANCE}"}, "this overrides something but does not say why"),
        (
            {"rule": "id: mine/a\n    overrides: plan/defined/distanse\n    reason: typo"},
            "there is no `plan/defined/distanse` among the rules of an earlier pack to override; did you mean "
            f"`{DISTANCE}`?",
        ),
        ({"rule": "id: mine/a\n    overrides: mine/a\n    reason: self"}, "there is no `mine/a` among the rules"),
        ({"wording": "mine: {overrides: move, reason: r, text: t}"}, "give both one id, by which others refer to it"),
        ({"wording": "move: {overrides: move, reason: r, words: t}"}, "wording `move` has no `words`"),
        ({"header": "switches_off:\n  - rule: none/such\n    reason: r"}, "there is no `none/such` among the rules"),
        ({"header": f"switches_off:\n  - rule: {DISTANCE}"}, "this entry of `switches_off` lacks `reason`"),
        ({"header": "switches_off: all"}, "`switches_off` must be a list of entries with `rule` and `reason`"),
        ({"header": "requires: '>=9'"}, "pack `mine` requires a core of version >=9; this one is 1.0.0"),
        ({"header": "requires: soon"}, "`soon` is not a range of versions; write, for instance, `>=1.0,<2`"),
        ({"header": "replaces_templates: [{template: x.j2, reason: r}]"}, "there is no template `x.j2` in this pack"),
    ],
)
def test_what_does_not_say_enough_is_refused_with_its_place(parts: dict[str, str], said: str, tmp_path: Path) -> None:
    found = refusals(a_pack(tmp_path, "mine", **parts))
    assert any(said in each for each in found), found


def test_a_template_is_replaced_only_by_saying_so(tmp_path: Path) -> None:
    silent = a_pack(tmp_path, "silent")
    open_ = a_pack(tmp_path, "open", header="replaces_templates: [{template: summary.txt.j2, reason: Shorter.}]")
    for pack in (silent, open_):
        (pack / "templates").mkdir()
        (pack / "templates" / "summary.txt.j2").write_text("ours\n")
        (pack / "templates" / "new.txt.j2").write_text("a new one\n")
    assert [each for each in refusals(silent) if "would take the place of the built-in one" in each]
    assert [each.what for each in load([str(open_)]).overrides] == ["templates/summary.txt.j2"]


def test_two_packs_that_change_the_same_thing_are_both_named(tmp_path: Path) -> None:
    one, other = (
        a_pack(tmp_path, name, rule=f"id: {name}/a\n    overrides: {DISTANCE}\n    reason: {name}")
        for name in ("one", "two")
    )
    assert refusals(one, other) == [
        f"two/rules/own.yaml:5:16: pack `two` overrides `{DISTANCE}`, which pack `one` does as well (at "
        "one/rules/own.yaml:4:9); use one of them at a time"
    ]


def test_two_packs_that_bring_the_same_id_are_both_named(tmp_path: Path) -> None:
    one, other = (a_pack(tmp_path, name, rule="id: shared/a") for name in ("one", "two"))
    (found,) = refusals(one, other)
    assert found.startswith("two/rules/own.yaml:4:9: `shared/a` is there already (at one/rules/own.yaml:4:9)")
    assert "from pack `one`" in found


def test_what_an_earlier_pack_changed_is_the_same_whatever_the_order_of_its_files(tmp_path: Path) -> None:
    pack = a_pack(tmp_path, "mine", rule=f"id: mine/a\n    overrides: {DISTANCE}\n    reason: r")
    (pack / "rules" / "own.yaml").rename(pack / "rules" / "zz.yaml")
    assert DISTANCE not in load([str(pack)]).by_id
