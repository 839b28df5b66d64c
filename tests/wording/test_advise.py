"""The wording of `advisor advise`: its help, and each kind of refusal of a facts file once."""

from __future__ import annotations

from pathlib import Path

from tests.wording.transcript import Scenario, check_wording

ANSWERS = '"33333333333333333333"'
REFUSED: dict[str, str | bytes] = {
    "an empty file": "",
    "a fact and a value that do not exist": "relatonship: defined\nrelationship: close\n",
    "a binary file": b"\x7fELF\0\0\1",
    "a file that is not UTF-8": b"company: caf\xe9\n",
    "a file that is too large": b"# " + b"x" * 5_000_000,
    "a character that YAML does not allow": "relationship: \x07\n",
    "a second document": "relationship: defined\n---\nrelationship: aligned\n",
    "too many levels": "[" * 30,
    "an alias": "a: &a [x]\nb: *a\n",
    "a tag": "relationship: !mine defined\n",
    "a key twice": "relationship: defined\nrelationship: aligned\n",
    "a list as a key": "? [a]\n: b\n",
    "a list instead of a mapping": "- relationship\n",
    "values of the wrong shape": (
        "company: [A]\nrelationship: [defined]\nemployees: 12.5\ncurrent_conflicts:\n"
        "tighten_triggers: {a: b}\nscore_one_side_only: yes\n"
    ),
    "a company name that is too long": f"company: {'x' * 201}\n",
    "an assessment that is a word": "assessment: done\n",
    "an assessment without answers": "assessment: {min_group: 0, show_heads: maybe}\n",
    "totals": "assessment:\n  totals: {sales: 120, finance: 40}\n",
    "no totals": "assessment:\n  totals: {}\n",
    "no respondents": "assessment:\n  respondents: []\n",
    "respondents that are a word": "assessment:\n  respondents: many\n",
    "respondents": (
        f"assessment:\n  min_group: few\n  respondents:\n    - 5\n    - {{function: sale, answers: {ANSWERS}}}\n"
        f"    - {{function: sales}}\n    - {{answers: {ANSWERS}}}\n    - {{function: sales, anwers: 1, answers: 3}}\n"
        "    - {function: sales, answers: [1, 2]}\n    - {function: both, answers: {7: 3, 07: 5, 21: 1, 8: 9}}\n"
    ),
}
REFUSED_IN_OTHER_LANGUAGES = {
    "a key twice in JSON": ("facts.json", '{"employees": 4, "employees": 5}'),
    "a constant in JSON": ("facts.json", '{"employees": NaN}'),
}
MISSING = {"a missing file": "facs.yaml", "a folder": "."}


def test_wording(tmp_path: Path) -> None:
    scenarios = [Scenario("help", ("advise", "--help"))]
    scenarios += [Scenario(title, ("advise", "facts.yaml"), {"facts.yaml": text}) for title, text in REFUSED.items()]
    scenarios += [
        Scenario(title, ("advise", name), {name: text}) for title, (name, text) in REFUSED_IN_OTHER_LANGUAGES.items()
    ]
    scenarios += [Scenario(title, ("advise", name), {"facts.yaml": ""}) for title, name in MISSING.items()]
    check_wording("advise", scenarios, tmp_path)
