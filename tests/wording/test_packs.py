"""The wording of refused packs: each kind of refusal when a pack is loaded, through `advise --pack`, once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.wording.transcript import Scenario, check_wording

FACTS = "relationship: defined\n"
HEADER = "name: mine\nversion: 0.0.1\n"
RULE = """\
stage: plan
rules:
  - id: mine/a
    title: T
    status: test
    source: policy/a
    when: {verdict: tighten}
    then: {step: colocation}
    because: So.
"""
WEIGH = """\
stage: weigh
rules:
  - {id: mine/a, title: T, status: test, source: policy/a, when: %s, then: %s, because: '%s'}
"""
FACT = "source: policy/q, label: l, question: Q?"
STEP = "{title: T, move: defined-to-aligned, order: 1, what: W., first: F., owner: o, sign: S., source: policy/x"
TAKEN = "{favours: tighten, tighten_by: table}"

KNOWLEDGE = {
    "a section that does not exist": "fakts: {}\n",
    "sections that are lists": "steps: []\nfacts: {a: b}\nwording: []\n",
    "a list of sections": "- facts\n",
    "a fact without its parts": "facts:\n  mine: {kind: choice}\n",
    "facts with wrong parts": (
        f"facts:\n  Mine: {{kind: count, values: {{a: b}}, clause: it is, minimum: few, computed: maybe, {FACT}}}\n"
        f"  mine: {{kind: yes_no, values: {{maybe: x, yes: y}}, {FACT}}}\n"
        f"  other: {{kind: colour, {FACT}}}\n"
        f"  third: {{kind: choice, values: {{a: [b], c: ''}}, {FACT}, "
        "filled_from: {fact: employes, bands: {d: {at_least: 1}}, source: policy/q}}\n"
    ),
    "a conclusion with wrong values": "conclusions:\n  mine: {stage: plan, values: a, source: policy/q}\n",
    "a step with wrong parts": (
        f"steps:\n  mine: {STEP}, tasks: [nosuch], weeks: {{from: 4, to: 2, source: policy/x}}, variants: {{a: "
        "{source: policy/x}}}\n"
    ),
    "an entry without words": "metrics:\n  Mine!: {source: policy/a}\n",
    "ids that no answer can have": "statements:\n  x: {title: T, text: T., source: policy/s}\n",
    "a theme without statements": "themes:\n  mine: {title: T, text: T., statements: '1 99', source: policy/t}\n",
    "bands": (
        "bands:\n  defined: {overrides: defined, reason: r, from: 20, below: 100, source: policy/b}\n"
        "  aligned: {overrides: aligned, reason: r, from: abc, below: '7', source: policy/b}\n"
        "  extra: {from: 0, below: 100, source: policy/b}\n"
    ),
    "a work with the prefix of another": "sources:\n  mine: {title: T, prefix: [table]}\n",
    "a wording with a wrong brace": "wording:\n  mine: 'Go {to.there}.'\n",
    "a wording with other placeholders": "wording:\n  move: {overrides: move, reason: r, text: 'From {start}.'}\n",
    "a wording that is too long": f"wording:\n  mine: {'x' * 20_001}\n",
    "markup": "wording:\n  mine: Hello <b>you</b>\n",
    "an invisible character": 'wording:\n  mine: "a\\u200fb"\n',
    "a score that becomes a question": (
        "facts:\n  score_one_side_only: {overrides: score_one_side_only, reason: r, kind: yes_no, "
        f"values: {{yes: a, no: b}}, {FACT}}}\n"
    ),
    "a relationship without an entry": (
        f"facts:\n  relationship: {{overrides: relationship, reason: r, kind: choice, {FACT}, "
        "values: {undefined: a, defined: b, aligned: c, integrated: d, fifth: e}}\n"
    ),
    "a value without words": (
        "conclusions:\n  favours: {overrides: favours, reason: r, stage: weigh, source: policy/x, "
        "values: [stay, tighten, abolish]}\n"
    ),
    "a fact that drops values": (
        "facts:\n  current_conflicts: {overrides: current_conflicts, reason: r, kind: yes_no, "
        f"values: {{yes: a, no: b}}, {FACT}}}\n"
    ),
    "an id that exists": "wording:\n  move: Go.\n",
    "an override without a reason": "wording:\n  move: {overrides: move, text: Go.}\n",
    "an override with another id": "wording:\n  mine: {overrides: move, reason: r, text: Go.}\n",
    "an override of nothing": "wording:\n  qqqq: {overrides: qqqq, reason: r, text: Go.}\n",
    "an override of a list": "wording:\n  move: {overrides: [move], reason: r, text: Go.}\n",
}
RULES = {
    "a rule file that is a list": "- rules\n",
    "a rule file without rules": "stage: plan\n",
    "a rule that is a word": "stage: plan\nrules: [mine]\n",
    "a rule without its parts": "stage: plan\nrules:\n  - id: mine/a\n",
    "an unknown stage and status": RULE.replace("plan", "plann") + RULE.replace("stage: plan\nrules:\n", ""),
    "a condition with wrong names": WEIGH % ("{relatonship: defined, relationship: close}", TAKEN, "So."),
    "a condition with wrong shapes": WEIGH
    % ("{all: a, any: [b], not: {}, employees: many, relationship: [], sales_cycle: {a: b}}", TAKEN, "So."),
    "a condition with wrong bounds": WEIGH
    % ("{all: [{employees: {at_least: 9, at_most: 3}}, {employees: {over: 1, at_least: x}}]}", TAKEN, "So."),
    "a test for unknown": WEIGH % ("{relationship: unknown}", TAKEN, "So."),
    "conclusions that it cannot draw": WEIGH % ("{relationship: defined}", "{favors: stay, verdict: stay}", "So."),
    "a conclusion that is a mapping": WEIGH % ("{relationship: defined}", "{favours: {a: b}}", "So."),
    "a rule that reads a later stage": WEIGH % ("{relationship: defined, verdict: stay}", TAKEN, "So."),
    "a rule that negates its own stage": WEIGH % ("{relationship: defined, not: {friction: economic}}", TAKEN, "So."),
    "a step that does not exist": RULE.replace("step: colocation", "step: colocaton"),
    "a step without the variant": RULE.replace("step: colocation", "step: colocation, variant: qqqq"),
    "a detail without a step": RULE.replace("step: colocation", "place: first"),
    "a brace that does not close": RULE.replace("So.", "'So {.'"),
    "grounds without a fact": RULE.replace("So.", "'{grounds}.'"),
    "a placeholder that is no fact": RULE.replace("So.", "'{relatonship}.'"),
    "a placeholder that may be unknown": RULE.replace("So.", "'{relationship}.'"),
    "an empty file": "# nothing\n",
}
HEADERS = {
    "a header that is a list": "- name\n",
    "a header without a version": "name: mine\n",
    "a name and a version that are sentences": "name: 'fine. Guidance used: core'\nversion: 9.9 only\n",
    "a header for another core": f"{HEADER}requires: '>=9'\n",
    "a header with a wrong range": f"{HEADER}requires: soon\n",
    "rules switched off": f"{HEADER}switches_off: [all, {{rule: none/such, reason: r}}, {{rule: a/b}}]\n",
    "all rules switched off": f"{HEADER}switches_off: all\n",
    "a template that is not there": f"{HEADER}replaces_templates: [{{template: x.j2, reason: r}}]\n",
}
FILES: dict[str, Mapping[str, str]] = {
    "a file with another ending": {"rules/own.yml": RULE},
    "a template that replaces silently": {"templates/summary.txt.j2": "ours\n"},
    "a template that is a program": {"templates/own.typ": "alert\n"},
    "too many folders": {"rules/" + "a/" * 21 + "own.yaml": RULE},
}
PROJECT_FILES = {
    "a project file with another key": "pack = ['ours']\n",
    "a project file with a word": "packs = 'ours'\n",
}


def test_wording(tmp_path: Path) -> None:
    packs: dict[str, Mapping[str, str]] = {title: {"knowledge/own.yaml": text} for title, text in KNOWLEDGE.items()}
    packs |= {title: {"rules/own.yaml": text} for title, text in RULES.items()}
    packs |= {title: {"pack.yaml": text} for title, text in HEADERS.items()}
    packs |= FILES
    scenarios = [
        Scenario(
            title,
            ("advise", "facts.yaml", "--pack", "mine"),
            {"facts.yaml": FACTS, **{f"mine/{name}": text for name, text in ({"pack.yaml": HEADER} | files).items()}},
        )
        for title, files in packs.items()
    ]
    scenarios.append(
        Scenario("a pack that is not there", ("advise", "facts.yaml", "--pack", "x"), {"facts.yaml": FACTS})
    )
    scenarios.append(
        Scenario(
            "a pack twice",
            ("advise", "facts.yaml", "--pack", "mine", "--pack", "copy"),
            {"facts.yaml": FACTS, "mine/pack.yaml": HEADER, "copy/pack.yaml": HEADER},
        )
    )
    scenarios += [
        Scenario(title, ("advise", "facts.yaml"), {"facts.yaml": FACTS, "advisor.toml": text})
        for title, text in PROJECT_FILES.items()
    ]
    check_wording("packs", scenarios, tmp_path)
