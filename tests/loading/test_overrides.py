"""What one pack may change of another: only what it names, with its reason, and never two packs the same thing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from advisor.consultation import Consultation
from advisor.errors import PackError
from advisor.loading.load_rulebase import load
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
    assert DISTANCE not in rulebase.rules_by_id
    assert rulebase.rules_by_id["mine/apart"].pack == "mine"
    assert rulebase.overrides == (Override(f"rules/{DISTANCE}", "core", "mine", "We work remotely."),)
    steps = {each.id: each.rules for each in Consultation(rulebase).advise(Company(KNOWN)).steps}
    assert "mine/apart" in steps[COLOCATION]


def test_a_rule_may_keep_the_id_of_the_one_it_replaces(tmp_path: Path) -> None:
    pack = a_pack(tmp_path, "mine", rule=f"id: {DISTANCE}\n    overrides: {DISTANCE}\n    reason: We work remotely.")
    rule = load([str(pack)]).rules_by_id[DISTANCE]
    assert (rule.pack, rule.title) == ("mine", "Ours")


def test_a_rule_is_switched_off_with_a_reason(tmp_path: Path) -> None:
    header = f"switches_off:\n  - rule: {DISTANCE}\n    reason: Nobody travels."
    rulebase = load([str(a_pack(tmp_path, "mine", header=header))])
    assert DISTANCE not in rulebase.rules_by_id
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
        ({"wording": "move: {overrides: move, reason: r, words: t}"}, "`words` is not a key of wording `move`"),
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
    assert DISTANCE not in load([str(pack)]).rules_by_id


STEP = (
    "liaison:\n    overrides: liaison\n    reason: ours\n    title: Ours\n    move: defined-to-aligned\n    order: 5\n"
    "    what: W.\n    first: F.\n    owner: o\n    sign: S.\n    source: policy/x\n"
)


def test_a_step_without_what_other_rules_use_of_it_is_told_of_once_and_where_it_stands(tmp_path: Path) -> None:
    used = sorted(
        atom.value.removeprefix("liaison/")
        for rule in load().rules
        for atom in rule.then
        if atom.name == "detail" and atom.value.startswith("liaison/")
    )
    (found,) = refusals(a_pack(tmp_path, "mine", steps=STEP))
    assert found.startswith("mine/knowledge/steps.yaml:2:3: step `liaison` overrides another but lacks the practices ")
    assert re.findall("`([^`]+)`", found.partition("practices")[2].partition(" and the ")[0]) == sorted(set(used))
    assert "which rules of pack `core` use; keep " in found


def test_a_step_is_told_of_the_variants_that_it_lacks(tmp_path: Path) -> None:
    (step, variant) = next(
        (step.id, atom.value)
        for rule in load().rules
        for atom in rule.then
        if atom.name == "variant"
        for step in load().steps.values()
        if atom.value in step.variants and step.id in rule.list_concluded_values("step")
    )
    (found,) = refusals(a_pack(tmp_path, "mine", steps=STEP.replace("liaison", step)))
    assert f"`{variant}`" in found
    assert "the variant" in found


@pytest.mark.parametrize(
    ("fact", "lacking"),
    [
        ("kind: yes_no, values: {yes: they are written, no: they are not}", "`occasional`"),
        ("kind: many, clause: 'it is {value}', empty: it is none, values: {none: x, frequent: y}", "`occasional`"),
        ("kind: count, clause: 'there are {value}'", "the kind `choice`"),
    ],
)
def test_a_fact_without_values_that_other_rules_read_is_told_of_once(fact: str, lacking: str, tmp_path: Path) -> None:
    pack = a_pack(tmp_path, "mine")
    (pack / "knowledge" / "facts.yaml").write_text(
        "facts:\n  current_conflicts: {overrides: current_conflicts, reason: r, label: l, question: Q?, "
        f"source: policy/q, {fact}}}\n"
    )
    (found,) = refusals(pack)
    assert found.startswith("mine/knowledge/facts.yaml:2:3: fact `current_conflicts` overrides another but lacks the ")
    assert lacking in found


def test_rules_of_the_overriding_pack_itself_are_told_of_where_they_stand(tmp_path: Path) -> None:
    rule = "id: mine/a"
    pack = a_pack(tmp_path, "mine", rule=rule)
    (pack / "knowledge" / "facts.yaml").write_text(
        "facts:\n  meeting_room: {kind: choice, label: l, question: Q?, source: policy/q, values: {a: it is a}}\n"
    )
    later = a_pack(tmp_path, "later", rule="id: later/a")
    (later / "knowledge" / "facts.yaml").write_text(
        "facts:\n  meeting_room: {overrides: meeting_room, reason: r, kind: choice, label: l, question: Q?, "
        "source: policy/q, values: {b: it is b}}\n"
    )
    for each in (pack, later):
        file = each / "rules" / "own.yaml"
        file.write_text(file.read_text().replace("{verdict: tighten}", "{verdict: tighten, meeting_room: a}"))
    found = refusals(pack, later)
    assert [each.partition(": ")[0] for each in found] == [
        "later/knowledge/facts.yaml:2:3",
        "later/rules/own.yaml:8:44",
    ]
    assert "lacks the value `a`, which rules of pack `mine` use; keep it" in found[0]
    assert "`a` is not a value of `meeting_room`" in found[1]


def test_a_conclusion_told_in_another_stage_is_told_of_once(tmp_path: Path) -> None:
    pack = a_pack(tmp_path, "mine")
    (pack / "knowledge" / "conclusions.yaml").write_text(
        "conclusions:\n  tighten_by: {overrides: tighten_by, reason: r, stage: plan, values: [table], "
        "source: policy/q}\n"
    )
    (found,) = refusals(pack)
    assert "conclusion `tighten_by` overrides another but lacks the stage `weigh`" in found


def test_what_a_pack_switches_off_of_its_own_is_told_as_its_own(tmp_path: Path) -> None:
    header = "switches_off:\n  - rule: mine/a\n    reason: r"
    (found,) = refusals(a_pack(tmp_path, "mine", rule="id: mine/a", header=header))
    assert found.endswith(
        "`mine/a` is one of this pack's own rules; change it where it stands (at mine/rules/own.yaml:4:9)"
    )


def test_a_header_that_cannot_be_read_has_no_further_findings(tmp_path: Path) -> None:
    one, other = a_pack(tmp_path, "one", rule="id: one/a"), a_pack(tmp_path, "two", rule="id: two/a")
    for pack in (one, other):
        (pack / "pack.yaml").write_text("name: it: is\n")
    assert [each.partition(": ")[0] for each in refusals(one, other)] == ["one/pack.yaml:1:9", "two/pack.yaml:1:9"]


def test_of_many_allowed_values_a_few_are_listed(tmp_path: Path) -> None:
    pack = a_pack(tmp_path, "mine", rule="id: mine/a")
    file = pack / "rules" / "own.yaml"
    file.write_text(file.read_text().replace("step: colocation", "step: qqqqqqqq"))
    (found,) = refusals(pack)
    assert found.count("`") == 2 * (2 + 12)
    assert found.endswith(" more")


def test_two_packs_with_one_template_are_both_named_before_any_of_them_is_used(tmp_path: Path) -> None:
    say = "replaces_templates: [{template: summary.txt.j2, reason: ours}]"
    packs = [a_pack(tmp_path, name, header=say) for name in ("one", "two")]
    for pack in packs:
        (pack / "templates").mkdir()
        (pack / "templates" / "summary.txt.j2").write_text("ours")
    assert refusals(*packs) == [
        "two/pack.yaml: pack `two` brings the template `summary.txt.j2`, which pack `one` does as well"
        " (at one/templates/summary.txt.j2); use one of them at a time"
    ]


def test_of_one_pack_twice_there_is_one_thing_to_say(tmp_path: Path) -> None:
    one, other = a_pack(tmp_path / "a", "one", rule="id: one/x"), a_pack(tmp_path / "b", "one", rule="id: one/x")
    with pytest.raises(PackError) as error:
        load([str(one), str(other)])
    assert [str(each) for each in error.value.findings] == [
        f"{other}/pack.yaml: a pack named `one` is loaded already; use it once, or give this one its own name"
    ]
