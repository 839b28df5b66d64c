"""Makes docs/checks.md from the catalogue of checks (advisor/authoring/check/catalogue.yaml).

From the root: `python docs/checks.py`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

from advisor.authoring.check.catalogue import load_checks

PAGE = Path(__file__).with_name("checks.md")
GROUPS = {
    "0": "Files",
    "1": "Names, and how the parts fit together",
    "2": "Sources",
    "3": "Cases",
    "4": "Logic",
    "5": "Vocabulary and thresholds",
    "6": "Wording",
    "7": "Exemptions",
}
"""What a code is about, by its first digit."""

HEAD = """\
# What `advisor rules check` finds

`advisor rules check --pack DIR` checks the packs that you name. It also loads packs from `ADVISOR_PACKS`,
`advisor.toml` and installed packages, but reports only errors that keep those from loading. Without `--pack` it checks
the packs it finds there. If there are none, it checks the built-in pack.

One run lists all findings. Each has a file, line and column, a severity, a code, a sentence and a fix. `--format`
writes JSON, SARIF (for code scanning) or JUnit (for test reports). The exit code is 0 if there are only notes, 1 if
there are warnings or errors, and 2 if you use the command wrongly. `--fix` first corrects findings that have only one
possible fix. It keeps the meaning of your rules, and changes only packs that you name with `--pack`.

If a finding is right but you want to keep the entry, exempt the entry and give the reason:

    - id: ours/short-list
      exempt: {ADV503: the law itself names this number}

Rules, facts, conclusions, steps, entries and sources can have `exempt`. You can exempt warnings and notes, not errors.

`advisor rules explain CODE` shows what is below on a code: what it means, an example that has the finding, and one that
is right.

## For a whole project

A project can lower a code or switch it off, with a reason, in the file `advisor.toml` of its folder:

    packs = ["packs/ours"]

    [checks.ADV503]
    severity = "off"        # or "note", or "warning" for an error
    reason = "The law itself names these numbers."

Errors that keep the advisor from giving advice can be neither lowered nor switched off. `check` reports a setting
without a reason, and one without effect if it checks all packs of the project.

An old pack can have a baseline: `--write-baseline FILE` writes its present findings to a file, and with `--baseline
FILE` only new findings count. The file names findings by file, code and sentence, so lines can move. Errors that keep
the advisor from giving advice are never in it.

## How it checks

With several `--pack`, what one of them reads, advises or concludes counts for all. Some checks need the whole rule
base, for example whether a rule can fire. They run only if everything loads. Until then, `check` reports an unknown
name in a case only if no broken entry could define it. If `check` cannot read the condition of a rule, it also skips
the checks that depend on this condition.

## While typing

`docs/schemas/` has a JSON Schema for every kind of file. Editors with a YAML language server (such as VS Code with the
YAML extension) use it to complete and explain words and to mark errors. Name it in the first line of a file:

    # yaml-language-server: $schema=../docs/schemas/rules.schema.json

`advisor rules schema --out DIR --pack DIR` writes schemas that know the facts, rules and steps of your packs.
`advisor rules format FILE...` formats files like those of the built-in pack, and keeps their comments.
"""


def main() -> None:
    """Write docs/checks.md."""
    PAGE.write_text(render_checks_page(), encoding="utf-8", newline="\n")


def render_checks_page() -> str:
    """Return the text of docs/checks.md."""
    return "\n".join([HEAD, *_iter_sections()])


def _iter_sections() -> Iterator[str]:
    for digit, title in GROUPS.items():
        yield f"## {title}\n"
        for code, check in load_checks().items():
            if code[3] == digit:
                yield f"### {code}: {check.title}\n"
                remark = " (`--fix` corrects it)" if check.is_fixable else ""
                remark += " (keeps the advisor from giving advice)" if check.keeps_from_advice else ""
                yield f"{check.severity.capitalize()}{remark}. {check.why}\n\nFix: {check.fix}\n"
                place = f" ({check.where})" if check.where != "rule" else ""
                for heading, example in ((f"Avoid{place}", check.avoid), ("Prefer", check.prefer)):
                    yield f"{heading}:\n\n{textwrap.indent(example, '    ')}\n"


if __name__ == "__main__":
    main()
