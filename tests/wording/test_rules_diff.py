"""The wording of `advisor rules diff`: its help, each part of its report, and each kind of refusal once."""

from __future__ import annotations

from pathlib import Path

from tests.authoring.diff.scores_and_signs import SCORES_AND_SIGNS
from tests.authoring.small_packs import CORE
from tests.wording.transcript import Scenario, check_wording

CASES = "cases: [{name: Settled, facts: {relationship: defined}, expect: {verdict: stay}}]\n"
CAUTION = """\
stage: caution
rules:
  - {id: caution/long, title: Long, status: stable, source: policy/long, when: {sales_cycle: long, state: STATE},
     then: {caution: long}, because: "It takes long."}
"""
PEOPLE = """\
  people: {kind: count, question: How many?, label: people, clause: "{value} people", source: policy/people}
  crew: {kind: choice, question: Small?, label: crew, values: {small: it is small, large: it is large},
    filled_from: {fact: people, bands: {small: {at_most: 9}, large: {at_least: 10}}, source: policy/people},
    source: policy/people}
"""
BANDS = {"below: 40": "below: 45", "from: 40": "from: 45"}
"""Another border between two bands of scores."""


def build_files(*changes: tuple[str, str], **more: str) -> dict[str, str]:
    """Return the small core with a case, scores and signs, with changes in all files and with further files."""
    files = {**CORE, **SCORES_AND_SIGNS, "rules/decide.cases.yaml": CASES}
    files |= {f"rules/{name}.yaml": text for name, text in more.items()}
    for old, new in changes:
        assert any(old in text for text in files.values()), old
        files = {name: text.replace(old, new) for name, text in files.items()}
    return files


def build_scenario(title: str, old: dict[str, str], new: dict[str, str], *args: str, **files: str) -> Scenario:
    """Return a scenario that compares two packs, with further arguments and facts files."""
    folders = {f"{folder}/{name}": text for folder, pack in (("old", old), ("new", new)) for name, text in pack.items()}
    return Scenario(title, ("rules", "diff", "old", "new", *args), {**folders, **files})


STAY = "when: {state: defined}\n    then: {verdict: stay}"
"""How the small core writes its rule for staying."""


def test_wording(tmp_path: Path) -> None:
    core = build_files()
    with_people = build_files(
        ("  sales_cycle:\n", f"{PEOPLE}  sales_cycle:\n"),
        ("when: {state: undefined}", "when: {state: undefined, crew: small}"),
    )
    other_bands = {
        name: text.replace("at_most: 9", "at_most: 19").replace("at_least: 10", "at_least: 20")
        for name, text in with_people.items()
    }
    other_words = (
        *(("verdict: stay}", "verdict: tighten}"), ("title: The article", "title: An article")),
        ("Something speaks", "Much speaks"),
    )
    never = CAUTION.replace("STATE", "undefined, relationship: defined, state_basis: stated").replace("/long", "/never")
    contradiction = STAY.replace("{state: defined}", "{state: [undefined, defined]}")
    many = "    kind: many\n    clause: sales are {value}\n    empty: no sales\n    question: How"
    words = "knowledge/words.yaml"
    tables = {"a.csv": "", "b.csv": "relationship,relationship\ndefined,,,\n", "c.yaml": "relationship: defined\n"}
    scenarios = [
        Scenario("help", ("rules", "diff", "--help")),
        build_scenario("no difference", core, core),
        build_scenario(
            "another verdict, and other wording",
            *(core, build_files(*other_words), "--facts", "acme.yaml"),
            **{"acme.yaml": "relationship: undefined\n"},
        ),
        build_scenario("other bands, as Markdown", core, build_files(*BANDS.items()), "--format", "md"),
        build_scenario(
            "a new rule, and one that never fires",
            core,
            build_files(long=CAUTION.replace("STATE", "defined"), never=never),
        ),
        build_scenario("a contradiction", core, build_files((STAY, contradiction))),
        build_scenario(
            "no verdict any more", core, build_files((STAY, STAY.replace("defined}", "defined, sales_cycle: short}")))
        ),
        build_scenario("a choice computed in another way", with_people, other_bands),
        build_scenario("other answers to a question", core, build_files(("    kind: choice\n    question: How", many))),
        build_scenario(
            "only wording of reports",
            *({**core, words: f"wording: {{move: It {verb} up.}}\n"} for verb in ("goes", "moves")),
        ),
        Scenario("no pack and no version", ("rules", "diff", "empty", "no-such-thing"), {"empty/notes.txt": ""}),
        Scenario("versions that are not installed", ("rules", "diff", "core==0.0", "others==1.0")),
        build_scenario(
            "tables that cannot be read",
            *(core, core, *(word for name in tables for word in ("--table", name))),
            **tables,
        ),
    ]
    check_wording("rules_diff", scenarios, tmp_path)
