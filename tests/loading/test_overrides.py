"""Overrides: a pack changes only what it names, with a reason, and never what another pack changes too."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.consultation import Consultation
from advisor.errors import Finding, PackError
from advisor.loading import finding_codes as codes
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.rulebase import Override, RuleBase
from tests.loading.findings import check_findings
from tests.loading.load_with_builtin import load_with_builtin

DISTANCE, COLOCATION = "plan/defined/distance", "colocation"
KNOWN: dict[str, Value] = {"relationship": "defined", "market_customizing": "yes"}


def write_pack(
    folder: Path, name: str, *, rule: str = "", wording: str = "", steps: str = "", header: str = ""
) -> Path:
    """Write a pack with one rule, some wording, some steps, and more lines of its header."""
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


def list_findings(*packs: Path) -> list[Finding]:
    """List the findings about some packs, with places below their common folder."""
    with pytest.raises(PackError) as error:
        load_with_builtin(*packs)
    folder = f"{packs[0].parent}/"
    return [
        finding._replace(
            place=finding.place._replace(file=finding.place.file.removeprefix(folder)),
            sentence=finding.sentence.replace(folder, ""),
        )
        for finding in error.value.findings
    ]


def test_a_rule_overrides_another(tmp_path: Path) -> None:
    pack = write_pack(
        tmp_path, "mine", rule=f"id: mine/apart\n    overrides: {DISTANCE}\n    reason: We work remotely."
    )
    rulebase = load_with_builtin(pack)
    assert DISTANCE not in rulebase.rules_by_id
    assert rulebase.rules_by_id["mine/apart"].pack == "mine"
    assert rulebase.overrides == (Override(f"rules/{DISTANCE}", "core", "mine", "We work remotely."),)
    steps = {each.id: each.rules for each in Consultation(rulebase).advise(Company(KNOWN)).steps}
    assert "mine/apart" in steps[COLOCATION]


def test_a_rule_may_keep_the_id_of_the_one_it_replaces(tmp_path: Path) -> None:
    pack = write_pack(
        tmp_path, "mine", rule=f"id: {DISTANCE}\n    overrides: {DISTANCE}\n    reason: We work remotely."
    )
    rule = load_with_builtin(pack).rules_by_id[DISTANCE]
    assert (rule.pack, rule.title) == ("mine", "Ours")


def test_a_rule_is_switched_off_with_a_reason(tmp_path: Path) -> None:
    header = f"switches_off:\n  - rule: {DISTANCE}\n    reason: Nobody travels."
    rulebase = load_with_builtin(write_pack(tmp_path, "mine", header=header))
    assert DISTANCE not in rulebase.rules_by_id
    assert [each.reason for each in rulebase.overrides] == ["Nobody travels."]


def test_wording_is_replaced_with_a_reason(tmp_path: Path) -> None:
    pack = write_pack(
        tmp_path, "mine", wording="move: {overrides: move, reason: shorter, text: 'Next: {goal} ({meaning}).'}"
    )
    assert load_with_builtin(pack).wording["move"] == "Next: {goal} ({meaning})."


RULE_PLACE, WORDING_PLACE, HEADER_PLACE = "mine/rules/own.yaml", "mine/knowledge/words.yaml", "mine/pack.yaml"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"rule": f"id: {DISTANCE}"}, f"{RULE_PLACE}:4:9 {codes.DUPLICATE_ID} `{DISTANCE}` rules/plan/"),
        ({"wording": "move: Go."}, f"{WORDING_PLACE}:2:3 {codes.DUPLICATE_ID} `move` knowledge/wording.yaml"),
        ({"rule": f"id: mine/a\n    overrides: {DISTANCE}"}, f"{RULE_PLACE}:5:16 {codes.INVALID_OVERRIDE} `reason:"),
        (
            {"rule": f"id: mine/a\n    overrides: [{DISTANCE}]\n    reason: a list"},
            f"{RULE_PLACE}:5:16 {codes.INVALID_OVERRIDE} `overrides`",
        ),
        (
            {"rule": "id: mine/a\n    overrides: plan/defined/distanse\n    reason: typo"},
            f"{RULE_PLACE}:5:16 {codes.INVALID_OVERRIDE} `plan/defined/distanse` `{DISTANCE}`?",
        ),
        (
            {"rule": "id: mine/a\n    overrides: mine/a\n    reason: self"},
            f"{RULE_PLACE}:5:16 {codes.INVALID_OVERRIDE} `mine/a`",
        ),
        (
            {"wording": "mine: {overrides: move, reason: r, text: t}"},
            f"{WORDING_PLACE}:2:21 {codes.INVALID_OVERRIDE} `mine` `move`",
        ),
        (
            {"wording": "move: {overrides: move, reason: r, text: 'Next: {goal} ({meaning}).', words: t}"},
            f"{WORDING_PLACE}:2:73 {codes.UNKNOWN_KEY} `words` `move`",
        ),
        (
            {"header": "switches_off:\n  - rule: none/such\n    reason: r"},
            f"{HEADER_PLACE}:4:11 {codes.INVALID_OVERRIDE} `none/such`",
        ),
        (
            {"header": f"switches_off:\n  - rule: {DISTANCE}"},
            f"{HEADER_PLACE}:4:5 {codes.MISSING_KEY} `switches_off` `reason`",
        ),
        ({"header": "switches_off: all"}, f"{HEADER_PLACE}:3:15 {codes.WRONG_SHAPE} `switches_off` `rule` `reason`"),
        ({"header": "switches_off: [all]"}, f"{HEADER_PLACE}:3:16 {codes.WRONG_SHAPE} `rule` `reason`"),
        ({"header": "requires: '>=9'"}, f"{HEADER_PLACE}:3:11 {codes.WRONG_SHAPE} `mine` >=9 1.0.0"),
        ({"header": "requires: soon"}, f"{HEADER_PLACE}:3:11 {codes.WRONG_SHAPE} `soon` `>=1.0,<2`"),
        (
            {"header": "replaces_templates: [{template: x.j2, reason: r}]"},
            f"{HEADER_PLACE}:3:33 {codes.INVALID_OVERRIDE} `x.j2`",
        ),
    ],
)
def test_refuses_a_change_that_is_not_complete(parts: dict[str, str], expected: str, tmp_path: Path) -> None:
    check_findings(list_findings(write_pack(tmp_path, "mine", **parts)), [expected])


def test_replaces_a_template_only_if_the_header_says_so(tmp_path: Path) -> None:
    silent = write_pack(tmp_path, "silent")
    open_ = write_pack(tmp_path, "open", header="replaces_templates: [{template: summary.txt.j2, reason: Shorter.}]")
    for pack in (silent, open_):
        (pack / "templates").mkdir()
        (pack / "templates" / "summary.txt.j2").write_text("ours\n")
        (pack / "templates" / "new.txt.j2").write_text("a new one\n")
    check_findings(list_findings(silent), [f"silent/pack.yaml {codes.INVALID_OVERRIDE} `summary.txt.j2`"])
    assert [each.what for each in load_with_builtin(open_).overrides] == ["templates/summary.txt.j2"]


def test_names_both_packs_that_override_the_same_rule(tmp_path: Path) -> None:
    one, other = (
        write_pack(tmp_path, name, rule=f"id: {name}/a\n    overrides: {DISTANCE}\n    reason: {name}")
        for name in ("one", "two")
    )
    check_findings(
        list_findings(one, other),
        [f"two/rules/own.yaml:5:16 {codes.INVALID_OVERRIDE} `two` `{DISTANCE}` `one` one/rules/own.yaml:4:9"],
    )


def test_names_both_packs_that_have_the_same_id(tmp_path: Path) -> None:
    one, other = (write_pack(tmp_path, name, rule="id: shared/a") for name in ("one", "two"))
    expected = f"two/rules/own.yaml:4:9 {codes.DUPLICATE_ID} `shared/a` `one` one/rules/own.yaml:4:9"
    check_findings(list_findings(one, other), [expected])


def test_an_override_does_not_depend_on_the_order_of_files(tmp_path: Path) -> None:
    pack = write_pack(tmp_path, "mine", rule=f"id: mine/a\n    overrides: {DISTANCE}\n    reason: r")
    (pack / "rules" / "own.yaml").rename(pack / "rules" / "zz.yaml")
    assert DISTANCE not in load_with_builtin(pack).rules_by_id


STEP = (
    "liaison:\n    overrides: liaison\n    reason: ours\n    title: Ours\n    move: defined-to-aligned\n    order: 5\n"
    "    what: W.\n    first: F.\n    owner: o\n    sign: S.\n    source: policy/x\n"
)


def test_reports_once_the_practices_missing_from_a_replaced_step(tmp_path: Path, builtin: RuleBase) -> None:
    used = sorted(
        {
            f"`{atom.value.removeprefix('liaison/')}`"
            for rule in builtin.rules
            for atom in rule.then
            if atom.name == "detail" and atom.value.startswith("liaison/")
        }
    )
    [finding] = list_findings(write_pack(tmp_path, "mine", steps=STEP))
    check_findings([finding], [f"mine/knowledge/steps.yaml:2:3 {codes.INVALID_OVERRIDE} `liaison` practices `core`"])
    positions = [finding.sentence.index(name) for name in used]
    assert positions == sorted(positions)


def test_reports_the_variants_missing_from_a_replaced_step(tmp_path: Path, builtin: RuleBase) -> None:
    step, variant = next(
        (step.id, atom.value)
        for rule in builtin.rules
        for atom in rule.then
        if atom.name == "variant"
        for step in builtin.steps.values()
        if atom.value in step.variants and step.id in rule.list_concluded_values("step")
    )
    findings = list_findings(write_pack(tmp_path, "mine", steps=STEP.replace("liaison", step)))
    expected = f"mine/knowledge/steps.yaml:2:3 {codes.INVALID_OVERRIDE} `{step}` variant `{variant}`"
    check_findings(findings, [expected])


@pytest.mark.parametrize(
    ("fact", "lacking"),
    [
        ("kind: yes_no, values: {yes: they are written, no: they are not}", "`occasional`"),
        ("kind: many, clause: 'it is {value}', empty: it is none, values: {none: x, frequent: y}", "`occasional`"),
        ("kind: count, clause: 'there are {value}'", "kind `choice`"),
    ],
)
def test_reports_once_the_values_missing_from_a_replaced_fact(fact: str, lacking: str, tmp_path: Path) -> None:
    pack = write_pack(tmp_path, "mine")
    (pack / "knowledge" / "facts.yaml").write_text(
        "facts:\n  current_conflicts: {overrides: current_conflicts, reason: r, label: l, question: Q?, "
        f"source: policy/q, {fact}}}\n"
    )
    expected = f"mine/knowledge/facts.yaml:2:3 {codes.INVALID_OVERRIDE} `current_conflicts` {lacking}"
    check_findings(list_findings(pack), [expected])


def test_reports_rules_of_the_overriding_pack_at_their_own_place(tmp_path: Path) -> None:
    rule = "id: mine/a"
    pack = write_pack(tmp_path, "mine", rule=rule)
    (pack / "knowledge" / "facts.yaml").write_text(
        "facts:\n  meeting_room: {kind: choice, label: l, question: Q?, source: policy/q, values: {a: it is a}}\n"
    )
    later = write_pack(tmp_path, "later", rule="id: later/a")
    (later / "knowledge" / "facts.yaml").write_text(
        "facts:\n  meeting_room: {overrides: meeting_room, reason: r, kind: choice, label: l, question: Q?, "
        "source: policy/q, values: {b: it is b}}\n"
    )
    for each in (pack, later):
        file = each / "rules" / "own.yaml"
        file.write_text(file.read_text().replace("{verdict: tighten}", "{verdict: tighten, meeting_room: a}"))
    check_findings(
        list_findings(pack, later),
        [
            f"later/knowledge/facts.yaml:2:3 {codes.INVALID_OVERRIDE} `meeting_room` value `a` `mine`",
            f"later/rules/own.yaml:8:44 {codes.UNKNOWN_VALUE} `a` `meeting_room`",
        ],
    )


def test_reports_once_that_a_conclusion_moved_to_another_stage(tmp_path: Path) -> None:
    pack = write_pack(tmp_path, "mine")
    (pack / "knowledge" / "conclusions.yaml").write_text(
        "conclusions:\n  tighten_by: {overrides: tighten_by, reason: r, stage: plan, values: [table], "
        "source: policy/q}\n"
    )
    expected = f"mine/knowledge/conclusions.yaml:2:3 {codes.INVALID_OVERRIDE} `tighten_by` stage `weigh`"
    check_findings(list_findings(pack), [expected])


def test_refuses_to_switch_off_a_rule_of_the_same_pack(tmp_path: Path) -> None:
    header = "switches_off:\n  - rule: mine/a\n    reason: r"
    findings = list_findings(write_pack(tmp_path, "mine", rule="id: mine/a", header=header))
    expected = f"mine/pack.yaml:4:11 {codes.INVALID_OVERRIDE} `mine/a` mine/rules/own.yaml:4:9"
    check_findings(findings, [expected])


def test_a_header_that_cannot_be_read_has_no_further_findings(tmp_path: Path) -> None:
    one, other = write_pack(tmp_path, "one", rule="id: one/a"), write_pack(tmp_path, "two", rule="id: two/a")
    for pack in (one, other):
        (pack / "pack.yaml").write_text("name: it: is\n")
    expected = [f"{name}/pack.yaml:1:9 {codes.UNREADABLE}" for name in ("one", "two")]
    check_findings(list_findings(one, other), expected)


def test_lists_only_some_of_many_allowed_values(tmp_path: Path) -> None:
    pack = write_pack(tmp_path, "mine", rule="id: mine/a")
    file = pack / "rules" / "own.yaml"
    file.write_text(file.read_text().replace("step: colocation", "step: qqqqqqqq"))
    [finding] = list_findings(pack)
    assert finding.code == codes.UNKNOWN_ENTRY
    assert finding.sentence.count("`") == 2 * (2 + 12)


def test_names_both_packs_that_have_the_same_template(tmp_path: Path) -> None:
    header = "replaces_templates: [{template: summary.txt.j2, reason: ours}]"
    packs = [write_pack(tmp_path, name, header=header) for name in ("one", "two")]
    for pack in packs:
        (pack / "templates").mkdir()
        (pack / "templates" / "summary.txt.j2").write_text("ours")
    expected = f"two/pack.yaml {codes.INVALID_OVERRIDE} `two` `summary.txt.j2` `one` one/templates/summary.txt.j2"
    check_findings(list_findings(*packs), [expected])


def test_reports_only_once_that_a_pack_is_loaded_twice(tmp_path: Path) -> None:
    one, other = (
        write_pack(tmp_path / "a", "one", rule="id: one/x"),
        write_pack(tmp_path / "b", "one", rule="id: one/x"),
    )
    with pytest.raises(PackError) as error:
        load_with_builtin(one, other)
    check_findings(error.value.findings, [f"pack.yaml {codes.WRONG_SHAPE} `one`"], other)
