"""Small packs for tests: a core of a few rules, and a further pack without findings."""

from __future__ import annotations

from pathlib import Path

CORE = {
    "pack.yaml": "name: core\nversion: 1.0.0\n",
    "knowledge/facts.yaml": """\
facts:
  state_basis:
    kind: choice
    computed: true
    label: basis
    values: {stated: it is stated, scores: it is scored, signs: it is read from signs}
    source: policy/basis
  relationship:
    kind: choice
    question: Which is it?
    label: relationship
    values: {undefined: it is undefined, defined: it is defined}
    source: body/types
  sales_cycle:
    kind: choice
    question: How long does a sale take?
    label: sales cycle
    values: {short: the sales cycle is short, long: the sales cycle is long}
    source: body/cycle
""",
    "knowledge/rest.yaml": """\
conclusions:
  state: {stage: classify, single: true, values: [undefined, defined], source: policy/state}
  favours: {stage: weigh, values: [stay, tighten], source: policy/weighing}
  reason: {stage: weigh, values_from: reasons, source: policy/weighing}
  verdict: {stage: decide, single: true, values: [stay, tighten], source: policy/verdict}
  move_to: {stage: decide, single: true, values: [defined], source: policy/verdict}
  step: {stage: plan, values_from: steps, source: policy/plan}
  detail: {stage: plan, values_from: details, source: policy/plan}
  variant: {stage: plan, source: policy/plan}
  caution: {stage: caution, source: policy/caution}
sources:
  article: {title: The article, prefix: [body, table]}
  policy: {title: Our judgement, mark: J, prefix: [policy]}
verdicts:
  stay: {title: Leave it alone., text: Leave it., source: policy/stay}
  tighten: {title: Tighten., text: Tighten it., source: policy/tighten}
""",
    "rules/classify.yaml": """\
stage: classify
rules:
  - id: classify/undefined
    title: Stated to be undefined
    status: stable
    source: policy/stated
    when: {state_basis: stated, relationship: undefined}
    then: {state: undefined}
    because: You describe it as undefined.
  - id: classify/defined
    title: Stated to be defined
    status: stable
    source: policy/stated
    when: {state_basis: stated, relationship: defined}
    then: {state: defined}
    because: You describe it as defined.
""",
    "rules/decide.yaml": """\
stage: decide
rules:
  - id: decide/tighten
    title: A reason holds
    status: stable
    source: policy/verdict
    when: {state: undefined}
    then: {verdict: tighten, move_to: defined}
    because: Something speaks for it.
  - id: decide/stay
    title: No reason holds
    status: stable
    source: policy/verdict
    when: {state: defined}
    then: {verdict: stay}
    because: Nothing speaks for it.
""",
}

MINE = {
    "pack.yaml": "name: mine\nversion: 0.1.0\n",
    "knowledge/own.yaml": """\
facts:
  meetings:
    kind: yes_no
    question: Do the two functions meet?
    label: meetings
    values: {yes: the two functions meet, no: the two functions do not meet}
    source: mine/meetings
  people:
    kind: count
    question: How many people are in both functions?
    label: people
    clause: both functions have {value} people
    source: mine/people
  crew:
    kind: choice
    question: Is the crew small or large?
    label: crew
    values: {small: the crew is small, large: the crew is large}
    filled_from: {fact: people, bands: {small: {at_most: 9}, large: {at_least: 10}}, source: mine/people}
    source: mine/people
steps:
  sit-together:
    title: Meet once a month
    move: undefined-to-defined
    order: 5
    what: Both functions meet.
    first: Fix a date.
    owner: both heads
    sign: The meeting takes place.
    source: mine/meetings
sources:
  mine: {title: Our own notes, prefix: [mine]}
""",
    "rules/own.yaml": """\
# What our own notes say.
stage: plan
guard: {state: undefined}
rules:
  - id: mine/no-meetings
    title: The two functions do not meet
    status: experimental
    source: mine/meetings
    when: {meetings: no, crew: small}
    then: {step: sit-together}
    because: You report that {grounds}; a date helps.
""",
    "rules/own.cases.yaml": """\
cases:
  - name: Who does not meet is told to meet
    facts: {relationship: undefined, meetings: no, crew: small}
    expect: {fires: [mine/no-meetings]}
  - name: Who meets is not told to meet
    facts: {relationship: undefined, meetings: yes, crew: small}
    expect: {silent: [mine/no-meetings]}
""",
}

ANOTHER = """\
  - id: mine/another
    title: The two functions do not meet at all
    status: test
    source: mine/meetings
    when: {crew: small, meetings: no}
    then: {step: sit-together}
    because: You report that {grounds}; it is time.
"""
"""A rule that means the same as the one in MINE."""
DECIDES = """\
stage: decide
rules:
  - id: mine/decides
    title: The crew is small
    status: test
    source: mine/meetings
    when: {state: undefined, crew: small}
    then: {verdict: stay}
    because: You report that {grounds}.
"""
"""A rule that gives a verdict to the companies with a small crew at the lowest level."""


def write_pack(folder: Path, files: dict[str, str]) -> Path:
    """Write the files of a pack into a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def change_file(name: str, old: str, new: str) -> dict[str, str]:
    """Return the files of MINE with one text replaced."""
    assert MINE[name].count(old) == 1, f"{old!r} is {MINE[name].count(old)} times in {name}"
    return {**MINE, name: MINE[name].replace(old, new)}


def add_rule(rule: str) -> dict[str, str]:
    """Return the files of MINE with one more rule."""
    return {**MINE, "rules/own.yaml": MINE["rules/own.yaml"] + rule}
