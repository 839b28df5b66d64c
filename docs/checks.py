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
    "8": "Proofs",
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

## Proofs for all companies

`advisor rules check --prove` proves laws for all companies at once, with all packs together. It needs the extra
`prove` (`pip install "alignment-advisor[prove]"`), a solver. The codes `ADV801` to `ADV811` below are the laws. Each
exception is shown with the facts of a company in one line. This line is a facts file: `advisor advise` shows what the
finding says.

- **Which companies.** Every company that a facts file can describe, with any facts unknown, if its answers settle the
  level, the verdict and the move by themselves. So every company that answers all questions is among them. The proof
  says nothing about companies whose verdict stays open, or is settled only because all ways to answer an open
  question agree.
- **Which answers.** Answers that exclude each other are no company. What follows from answers counts: inferred facts,
  sizes from numbers of employees, and where the level comes from. Facts about scores count as independent of each
  other. The company of a finding has real scores. But a law that wants a company can take one whose scores cannot be.
- **Steps.** What withdraws a step (`done`, `hold_back`, `leave_out`) always wins. ADV804 reports what rules can still
  get wrong: advised now and put off, first and last, or part of a later move than the level allows.
- **Laws 1 and 2** of the policy are in the section `exclusions` of the knowledge; a pack can add its own.
- **Time.** `--prove-seconds N` limits the proofs. A law that stays open is reported as ADV812; it never counts as
  proven.

Every company was advised by the advisor itself before it is reported, and got what the finding says.

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
