"""docs/checks.md, made from the table of checks."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.authoring.check.catalogue import CHECKS

GROUPS = {
    "0": "Files",
    "1": "Names, and how the parts fit together",
    "2": "Sources",
    "3": "Cases",
    "4": "What rules mean",
    "5": "Vocabulary and thresholds",
    "6": "Wording",
    "7": "Exemptions",
}
"""What a code is about, by its first digit."""

HEAD = """\
# What `advisor rules check` finds

`advisor rules check --pack DIR` looks at the packs it names. Those that are found by themselves (`ADVISOR_PACKS`,
`advisor.toml`, installed ones) are loaded beside them, and only what keeps them from loading is told. Without `--pack`
it looks at those found, or where there is none at the built-in pack.

It tells all it finds in one run: file, line and column, how bad it is, a code, a sentence, and a remedy. `--format`
gives JSON, SARIF (for code scanning) or JUnit (for test reports). It ends with 0 if there is nothing but notes, with 1
if there are warnings or errors, with 2 after wrong use. `--fix` first mends what has one certain remedy and changes no
meaning, in the packs named with `--pack` and in no other.

A finding that is right as it stands is exempted where it stands, with the reason:

    - id: ours/short-list
      exempt: {ADV503: the law itself names this number}

Rules, facts, conclusions, steps, entries and sources may have `exempt`. Only warnings and notes can be exempted. Checks
that need the whole (what cases show, reachability, what is never read) wait until everything loads. Until then a case
is told of what it names only where no entry with something wrong in it can have been meant. Of a rule whose condition
is not understood, what depends on the condition waits as well.

## While typing

`docs/schemas/` has a JSON Schema for every kind of file, which editors with a YAML language server (among them VS Code
with the YAML extension) complete, explain and mark by. Say so in the first line of a file:

    # yaml-language-server: $schema=../docs/schemas/rules.schema.json

`advisor rules schema --out DIR --pack DIR` writes schemas that know the facts, rules and steps of further packs.
`advisor rules format FILE...` lays files out as those of the built-in pack are, and keeps their comments.
"""


def render_checks_page() -> str:
    """The text of docs/checks.md."""
    return "\n".join([HEAD, *_iter_sections()])


def _iter_sections() -> Iterator[str]:
    for digit, title in GROUPS.items():
        yield f"## {title}\n"
        for code, check in CHECKS.items():
            if code[3] == digit:
                yield f"### {code}: {check.title}\n"
                by_itself = " (`--fix` mends it)" if check.is_fixable else ""
                yield f"{check.severity.capitalize()}{by_itself}. {check.why}\n\nTo mend it: {_decapitalize_sentence(check.fix)}\n"


def _decapitalize_sentence(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
