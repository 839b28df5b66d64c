"""Facts files: whatever is wrong with one is refused, with the code and the place of each fault."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from advisor.errors import FactsError
from advisor.loading import finding_codes as codes
from advisor.loading.facts.facts_file import read_facts
from advisor.model.rulebase import RuleBase
from tests.loading.findings import check_findings

SHAPE = codes.WRONG_SHAPE
RELATIONSHIPS = "`undefined` `defined` `aligned` `integrated` `unknown`"
ALIASES = b"a: &a [x, x]\n" + b"".join(b"%c: &%c [*%c, *%c]\n" % (n + 1, n + 1, n, n) for n in range(97, 122))
DEEP = 100_000
LIMIT = b"assessment: {min_group: 99999999999999999999, totals: {sales: 60}}\n"


class BadFile(NamedTuple):
    """A facts file that must be refused, and what `check_findings` expects of it, in order."""

    id: str
    suffix: str
    content: bytes
    expected: tuple[str, ...]


BAD_FILES = [
    BadFile("a binary file", "yaml", b"\x7fELF\0\0\1", (f"- {codes.NOT_TEXT}",)),
    BadFile("an empty file", "yaml", b"", (f"- {codes.EMPTY_FILE}",)),
    BadFile("an empty JSON file", "json", b" \n", (f"- {codes.EMPTY_FILE}",)),
    BadFile("only a comment", "yaml", b"# nothing yet\n", (f"- {codes.EMPTY_FILE}",)),
    BadFile("broken YAML", "yaml", b"relationship: [defined\n", (f"2:1 {codes.INVALID_SYNTAX}",)),
    BadFile("broken JSON", "json", b'{"relationship": }', (f"1:18 {codes.INVALID_SYNTAX}",)),
    BadFile("broken TOML", "toml", b"relationship = \n", (f"1:16 {codes.INVALID_SYNTAX}",)),
    BadFile(
        "a YAML key twice",
        "yaml",
        b"relationship: defined\nemployees: 4\nrelationship: aligned\n",
        (f"3:1 {codes.DUPLICATE_KEY} `relationship` 1",),
    ),
    BadFile(
        "a JSON key twice",
        "json",
        b'{"employees": 4,\n "relationship": "defined",\n "employees": 5}',
        (f"3:2 {codes.DUPLICATE_KEY} `employees`",),
    ),
    BadFile("a TOML key twice", "toml", b"employees = 4\nemployees = 5\n", (f"2:14 {codes.INVALID_SYNTAX}",)),
    BadFile("two documents", "yaml", b"a: 1\n---\nb: 1\n", (f"2:1 {codes.FORBIDDEN_SYNTAX}",)),
    BadFile("a list for a mapping", "yaml", b"- relationship\n", (f"1:1 {SHAPE}",)),
    BadFile("a JSON list for a mapping", "json", b"[1]", (f"1:1 {SHAPE}",)),
    BadFile("a word for a mapping", "yaml", b"relationship\n", (f"1:1 {SHAPE}",)),
    BadFile("a list for a value", "yaml", b"relationship: [defined]\n", (f"1:15 {SHAPE} `relationship`",)),
    BadFile("a misspelt fact", "yaml", b"relatonship: a\n", (f"1:1 {SHAPE} `relatonship` `relationship`",)),
    BadFile("a wrong value", "yaml", b"relationship: close\n", (f"1:15 {SHAPE} `close` {RELATIONSHIPS}",)),
    BadFile("a negative count", "yaml", b"employees: -3\n", (f"1:12 {SHAPE} `employees` `-3`",)),
    BadFile("part of a person", "yaml", b"employees: 12.5\n", (f"1:12 {SHAPE} `employees` `12.5`",)),
    BadFile("part of a person in JSON", "json", b'{"employees": 12.5}', (f"1:15 {SHAPE} `employees` `12.5`",)),
    BadFile("1e400", "yaml", b"employees: 1e400\n", (f"1:12 {SHAPE} `employees` `1e400`",)),
    BadFile("1e400 in JSON", "json", b'{"employees": 1e400}', (f"1:15 {SHAPE} `employees` `1e400`",)),
    BadFile("1e400 in TOML", "toml", b"employees = 1e400\n", (f"1:13 {SHAPE} `employees` `1e400`",)),
    BadFile("not a number", "yaml", b"employees: .nan\n", (f"1:12 {SHAPE} `employees` `.nan`",)),
    BadFile("not a number in JSON", "json", b'{"employees": NaN}', (f"1:15 {codes.INVALID_SYNTAX} `NaN`",)),
    BadFile("not a number in TOML", "toml", b"employees = nan\n", (f"1:13 {SHAPE} `employees` `nan`",)),
    BadFile("5,000 digits", "yaml", b"employees: " + b"9" * 5000, (f"1:12 {SHAPE} `employees` `999",)),
    BadFile("5,000 digits in JSON", "json", b'{"employees": ' + b"9" * 5000 + b"}", (f"1:15 {SHAPE} `employees` `9",)),
    BadFile("a date", "yaml", b"relationship: 2026-01-01\n", (f"1:15 {SHAPE} `2026-01-01`",)),
    BadFile("a date in TOML", "toml", b"relationship = 2026-01-01\n", (f"1:16 {SHAPE} `2026-01-01`",)),
    BadFile("more than 5 megabytes", "yaml", b"# " + b"x" * 5_000_000, (f"- {codes.TOO_LARGE} 5,000",)),
    BadFile("more than a megabyte of TOML", "toml", b"# " + b"x" * 1_000_000, (f"- {codes.TOO_LARGE} 1,000",)),
    BadFile(
        "aliases among other faults",
        "yaml",
        b"relationship: &a defned\nemploees: 3\ncurrent_conflicts: *a\ncolocated: *zz\nchecklist_done: [*a, *a]\n",
        (
            f"1:15 {SHAPE} `defned` `defined`",
            f"2:1 {SHAPE} `emploees` `employees`",
            f"3:20 {codes.UNREADABLE} `*a`",
            f"4:12 {codes.UNREADABLE} `*zz`",
            f"5:18 {codes.UNREADABLE} `*a`",
            f"5:22 {codes.UNREADABLE} `*a`",
        ),
    ),
    BadFile("an alias as a key", "yaml", b"*a : 3\n*b : 4\n", (f"1:1 {codes.UNREADABLE}", f"2:1 {codes.UNREADABLE}")),
    BadFile("a tag on a list", "yaml", b"employees: !!set [4]\n", (f"1:12 {SHAPE} `tag:yaml.org,2002:set`",)),
    BadFile("too many people", "yaml", b"employees: 1000000000001\n", (f"1:12 {SHAPE} large 1,000,000,000,000",)),
    BadFile("too many digits", "toml", b"employees = 9007199254740993\n", (f"1:13 {SHAPE} large 1,000,000,000,000",)),
    BadFile("a zero in front", "yaml", b"employees: 010\n", (f"1:12 {SHAPE} `010` `10`",)),
    BadFile(
        "a total with too many digits",
        "yaml",
        b"assessment: {totals: {sales: 59.99999999999999999999999, marketing: 999999999999999999999999}}\n",
        (f"1:30 {SHAPE} sales 19", f"1:69 {SHAPE} marketing 20 100"),
    ),
    BadFile("a limit with too many digits", "yaml", LIMIT, (f"1:25 {SHAPE} `min_group` 15 digits",)),
    BadFile(
        "a Python object",
        "yaml",
        b"relationship: !!python/object/apply:os.system ['echo bad > /tmp/never']\n",
        (f"1:15 {SHAPE} `tag:yaml.org,2002:python/object/apply:os.system`",),
    ),
    BadFile("deep YAML", "yaml", b"[" * DEEP, (f"1:22 {codes.TOO_DEEP} 20",)),
    BadFile("deep YAML mappings", "yaml", b"{a: " * DEEP, (f"1:82 {codes.TOO_DEEP} 20",)),
    BadFile("deep JSON", "json", b"[" * DEEP, (f"- {codes.TOO_DEEP} 20",)),
    BadFile("deep closed JSON", "json", b"[" * 900 + b"]" * 900, (f"1:22 {codes.TOO_DEEP} 20",)),
    BadFile("deep TOML", "toml", b"a = " + b"[" * DEEP, (f"- {codes.TOO_DEEP} 20",)),
    BadFile("not UTF-8", "yaml", b"# fine\ncompany: caf\xe9\n", (f"2:13 {codes.NOT_TEXT}",)),
    BadFile(
        "several errors",
        "yaml",
        b"employees: -3\nrelatonship: defined\nrelationship: close\ncurrent_conflicts:\n",
        (
            f"1:12 {SHAPE} `employees` `-3`",
            f"2:1 {SHAPE} `relatonship`",
            f"3:15 {SHAPE} `close`",
            f"4:19 {SHAPE} `current_conflicts` `unknown`",
        ),
    ),
    BadFile(
        "several errors in JSON",
        "json",
        b'{"employees": -3,\n "relatonship": "defined",\n "relationship": true}',
        (f"1:15 {SHAPE} `employees` `-3`", f"2:2 {SHAPE} `relatonship`", f"3:18 {SHAPE} `yes`"),
    ),
    BadFile("a bell in the value", "json", b'{"relationship": "\\u0007\\n"}', (f"1:18 {SHAPE} `??`",)),
    BadFile("control characters", "yaml", b"relationship: \x07\n", (f"1 {codes.FORBIDDEN_SYNTAX}",)),
    BadFile("half a surrogate pair", "json", b'{"company": "\\ud800"}', (f"1:13 {SHAPE} `company` 200",)),
]


def refuse(path: Path | str, rulebase: RuleBase) -> FactsError:
    """Read a facts file that must be refused, and return the error."""
    with pytest.raises(FactsError) as error:
        read_facts(str(path), rulebase)
    return error.value


@pytest.mark.parametrize("bad_file", BAD_FILES, ids=lambda bad_file: bad_file.id)
def test_refuses_a_bad_facts_file_with_codes_and_places(bad_file: BadFile, tmp_path: Path, builtin: RuleBase) -> None:
    path = tmp_path / f"facts.{bad_file.suffix}"
    path.write_bytes(bad_file.content)
    check_findings(refuse(path, builtin).findings, bad_file.expected, path)


def test_refuses_a_number_of_5000_digits_in_toml(tmp_path: Path, builtin: RuleBase) -> None:
    path = tmp_path / "facts.toml"
    path.write_text(f"employees = {'9' * 5000}\n")
    [finding] = refuse(path, builtin).findings
    assert finding.place.file == str(path)
    assert finding.code in (codes.TOO_LARGE, SHAPE)  # Python's own limit on digits may be switched off


def test_suggests_the_nearest_name_of_a_missing_file(tmp_path: Path, builtin: RuleBase) -> None:
    (tmp_path / "facts.yaml").touch()
    path = tmp_path / "fact.yaml"
    check_findings(refuse(path, builtin).findings, [f"- {codes.FILE_NOT_FOUND} `facts.yaml`"], path)


def test_refuses_a_folder(tmp_path: Path, builtin: RuleBase) -> None:
    check_findings(refuse(tmp_path, builtin).findings, [f"- {codes.NOT_READABLE}"], tmp_path)


def test_refuses_names_that_the_system_does_not_allow(tmp_path: Path, builtin: RuleBase) -> None:
    path = tmp_path / ("x" * 400)
    check_findings(refuse(path, builtin).findings, [f"- {codes.NOT_READABLE}"], path)
    check_findings(refuse("a\0b", builtin).findings, [f"a?b {codes.NOT_READABLE}"])


def test_lists_50_errors_and_counts_the_others(tmp_path: Path, builtin: RuleBase) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text("".join(f"f{number}: 1\n" for number in range(90)))
    error = refuse(path, builtin)
    assert (len(error.findings), error.rest) == (50, 40)


def test_an_alias_bomb_has_an_end(tmp_path: Path, builtin: RuleBase) -> None:
    path = tmp_path / "facts.yaml"
    path.write_bytes(ALIASES)
    with pytest.raises(FactsError) as error:
        read_facts(str(path), builtin)
    assert len(error.value.findings) <= 76
