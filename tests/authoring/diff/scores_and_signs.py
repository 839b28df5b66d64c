"""A small pack in which a state may also be known from scores and from signs."""

from __future__ import annotations

SCORES_AND_SIGNS = {
    "knowledge/ways.yaml": """\
facts:
  score_state:
    kind: choice
    computed: true
    label: scored state
    values: {undefined: it scores as undefined, defined: it scores as defined}
    source: policy/scores
  sign_rules: {kind: yes_no, question: Rules?, label: rules, values: {yes: rules, no: no rules}, source: policy/signs}
  sign_roles: {kind: yes_no, question: Roles?, label: roles, values: {yes: roles, no: no roles}, source: policy/signs}
bands:
  undefined: {title: Undefined, from: 20, below: 40, source: policy/scores}
  defined: {title: Defined, from: 40, below: 101, source: policy/scores}
""",
    "rules/ways.yaml": """\
stage: classify
rules:
  - id: ways/scored-undefined
    title: It scores as undefined
    status: stable
    source: policy/scores
    when: {state_basis: scores, score_state: undefined}
    then: {state: undefined}
    because: It scores as undefined.
  - id: ways/scored-defined
    title: It scores as defined
    status: stable
    source: policy/scores
    when: {state_basis: scores, score_state: defined}
    then: {state: defined}
    because: It scores as defined.
  - id: ways/signs-missing
    title: A sign is missing
    status: stable
    source: policy/signs
    when: {state_basis: signs, not: {sign_rules: yes, sign_roles: yes}}
    then: {state: undefined}
    because: A sign is missing.
  - id: ways/signs-there
    title: Both signs are there
    status: stable
    source: policy/signs
    when: {state_basis: signs, sign_rules: yes, sign_roles: yes}
    then: {state: defined}
    because: Both signs are there.
""",
}
"""Files to add to the small core."""
