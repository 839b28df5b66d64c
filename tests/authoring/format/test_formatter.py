"""Formatting files: meaning and comments stay, and formatting again changes nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from advisor.authoring.format import entry_layout
from advisor.authoring.format.formatter import FormatError, format_text
from advisor.authoring.format.safe_fixes import apply_safe_fixes
from advisor.cli.command_groups import cli
from advisor.cli.output_files import list_rewritable_files
from advisor.errors import MissingExtraError
from advisor.loading.documents.nodes import FindingList, ListNode, MappingNode, Node
from advisor.loading.documents.yaml_reader import read_yaml
from advisor.loading.documents.yaml_trivia import list_comments
from advisor.loading.finding_codes import CANNOT_FORMAT
from tests.profiles import examples

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = [ROOT, ROOT / "packs" / "revops"]


def invoke(*args: str, catch_exceptions: bool = True) -> Result:
    """Run `advisor rules format`."""
    return CliRunner().invoke(cli, ["rules", "format", *args], catch_exceptions=catch_exceptions)


def format_one(text: str, name: str) -> str:
    """Return the text in the house layout."""
    return format_text(text, name).text


def read_meaning(text: str) -> object:
    """Return what a text means; the order of keys and whitespace in texts do not matter."""
    return _plain(read_yaml(text, "text", FindingList()))


def _plain(node: Node | None) -> object:
    if isinstance(node, MappingNode):
        return {key.text: _plain(value) for key, value in node.items}
    if isinstance(node, ListNode):
        return [_plain(item) for item in node.items]
    return None if node is None else (" ".join(node.text.split()), node.quoted, node.is_empty)


def test_files_of_the_packs_have_the_house_layout() -> None:
    texts = [path.read_text(encoding="utf-8") for pack in FOLDERS for path in list_rewritable_files(pack)]
    assert len(texts) > 60
    for text in sorted(texts, key=len)[::6]:  # `advisor rules format --check` of CI looks at all
        assert format_one(text, "x.yaml") == text


UNFORMATTED = """\
# Above all.
stage:   weigh
rules:
- then: {favours: tighten}   # what follows
  id: "mine/one"
  title:   One
  when:
      any: [ {a: yes},
             {b: no} ]
      c:
      - 1
      -   2


  because: >-
    A long
    text.   

  # Before the source.
  source: policy/one
- {because: x, id: two}
"""  # noqa: W291
FORMATTED = """\
# Above all.
stage: weigh
rules:
  - then: {favours: tighten} # what follows
    id: "mine/one"
    title: One
    when:
      any:
        - {a: yes}
        - {b: no}
      c:
        - 1
        - 2


    because: >-
      A long
      text.

  # Before the source.
    source: policy/one
  - {id: two, because: x}
"""


def test_formats_an_unformatted_file() -> None:
    assert format_one(UNFORMATTED, "x.yaml") == FORMATTED


def test_keys_of_a_rule_get_their_usual_order_unless_a_comment_would_lose_its_place() -> None:
    rule = "rules:\n  - because: b\n    then: {x: y}\n    id: one\n    own: o\n    title: t\n"
    assert format_one(rule, "x") == "rules:\n  - id: one\n    title: t\n    then: {x: y}\n    because: b\n    own: o\n"
    commented = rule.replace("    id:", "    # here\n    id:")
    assert format_one(commented, "x") == commented


@pytest.mark.parametrize(
    "text", ["a: &x 1\nb: *x\n", "a: !!python/object:os.system x\n", "a: [\n", "a: 1\na: 2\n", "--- 1\n--- 2\n"]
)
def test_refuses_what_the_loader_refuses(text: str) -> None:
    with pytest.raises(FormatError):
        format_one(text, "x.yaml")


def test_an_entry_that_would_lose_a_comment_is_not_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry_layout, "format_yaml", lambda text: text.replace("# kept", ""))
    result = format_text("a: 1 # kept\n", "x.yaml")
    assert result.text == "a: 1 # kept\n"
    assert [(str(each.place), each.code) for each in result.skipped_entries] == [("x.yaml:1", CANNOT_FORMAT)]
    with pytest.raises(FormatError) as error:
        format_text("[a] # kept\n", "x.yaml")
    assert [each.code for each in error.value.findings] == [CANNOT_FORMAT]


@pytest.mark.parametrize(
    "value",
    [
        "yes",
        "no",
        "on",
        "null",
        "~",
        "",
        "0x1F",
        "1e400",
        "007",
        "2026-01-01",
        "1_000",
        "'12'",
        '"a: b"',
        "a#b",
        "-1",
        "=",
        "12:30:45",
    ],
)
def test_values_keep_their_spelling(value: str) -> None:
    text = f"key: {value}".rstrip() + "\n"
    assert format_one(text, "x.yaml") == text


KEYS = st.sampled_from(["id", "because", "when", "then", "title", "rules", "cases", "name", "facts", "a", "b_c"])
WORDS = st.sampled_from(
    ["yes", "no", "12", "1.50", "'quoted # no comment'", '"two words"', "plain words", "007", "~", "it's", "x:y"]
)
BLANKS = st.sampled_from(["", " ", "   "])
COMMENTS = st.sampled_from(["", "", "  # a remark", " # it's: [odd"])


@st.composite
def flows(draw: st.DrawFn, depth: int = 2) -> str:
    """Draw a value on one line."""
    if depth == 0 or draw(st.booleans()):
        return draw(WORDS)
    gap = draw(BLANKS)
    if draw(st.booleans()):
        return f"[{gap}{', '.join(draw(st.lists(flows(depth - 1), max_size=3)))}{gap}]"
    keys = draw(st.lists(KEYS, max_size=3, unique=True))
    return "{" + gap + ", ".join(f"{key}: {draw(flows(depth - 1))}" for key in keys) + gap + "}"


@st.composite
def blocks(draw: st.DrawFn, indent: int = 0, depth: int = 3) -> str:
    """Draw a mapping over several lines, with comments and spaces in many places."""
    space = " " * indent
    lines = []
    for key in draw(st.lists(KEYS, min_size=1, max_size=4, unique=True)):
        if draw(st.booleans()) and draw(st.booleans()):
            lines.append(f"{draw(st.sampled_from(['', space]))}{draw(st.sampled_from(['', '# above']))}")
        kind = draw(st.sampled_from(["value", "value", "mapping", "list", "text"] if depth else ["value"]))
        remark = draw(COMMENTS)
        if kind == "value":
            lines.append(f"{space}{key}:{draw(BLANKS)} {draw(flows())}{remark}{draw(BLANKS)}")
        elif kind == "mapping":
            lines.append(f"{space}{key}:{remark}")
            lines.append(draw(blocks(indent + draw(st.sampled_from([2, 3, 4])), depth - 1)))
        elif kind == "list":
            lines.append(f"{space}{key}:{remark}")
            further = draw(st.sampled_from([0, 2]))
            lines += [
                f"{space}{' ' * further}- {draw(flows())}{draw(COMMENTS)}" for _ in range(draw(st.integers(1, 3)))
            ]
        else:
            style = draw(st.sampled_from([">-", "|", ">"]))
            lines += [f"{space}{key}: {style}{remark}", f"{space}  some words", f"{space}  and # more"]
    return "\n".join(lines)


TEXTS = blocks().map(lambda text: text + "\n")


@given(text=TEXTS)
def test_formatting_keeps_meaning_and_comments_and_is_idempotent(text: str) -> None:
    findings = FindingList()
    read_yaml(text, "x", findings)
    assert not findings
    try:
        new = format_one(text, "x.yaml")
    except FormatError:  # refused rather than damaged; the next test shows that this is rare
        return
    assert read_meaning(new) == read_meaning(text)
    assert list_comments(new) == list_comments(text)
    assert format_one(new, "x.yaml") == new


def test_refuses_only_few_texts() -> None:
    """The test above would pass for a formatter that refuses everything; this one does not."""
    count = 0
    seen: list[str] = []

    @given(text=TEXTS)
    def collect(text: str) -> None:
        seen.append(text)

    collect()
    for text in seen:
        try:
            format_one(text, "x.yaml")
            count += 1
        except FormatError:
            pass
    assert count >= 0.9 * len(seen)


def drop_quotes(meaning: object) -> object:
    """Return the meaning of a text without whether values are in quotes."""
    if isinstance(meaning, dict):
        return {key: drop_quotes(value) for key, value in meaning.items()}
    if isinstance(meaning, list):
        return [drop_quotes(each) for each in meaning]
    return meaning and (meaning[0], meaning[2])  # type: ignore[index]


ODD = st.lists(
    st.sampled_from(
        [
            *"abc:-#,[]{}'\"|>&*!%@`?~. \t\n\n\r\u0085\u2028\ufeff\\",
            "a: ",
            "\n  - ",
            "\n    b: ",
            " # c\n",
            ">-\n  ",
            "\r\n",
            "---\n",
        ]
    ),
    max_size=30,
).map("".join)


@examples(100)
@given(text=ODD | TEXTS.map(lambda text: text.replace(" #", "\t#").replace(": ", ":\t")) | st.text(max_size=40))
def test_any_text_is_either_formatted_or_refused_with_findings(text: str) -> None:
    try:
        new = format_one(text, "x.yaml")
    except FormatError as error:
        places = {(each.place.file, bool(each.sentence)) for each in error.findings}
        assert places == {("x.yaml", True)}
        return
    if text.strip():
        assert drop_quotes(read_meaning(new)) == drop_quotes(read_meaning(text))  # unprintable characters get quotes
        assert list_comments(new) == list_comments(text)


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("a: b\t# c\n", "a: b # c\n"),
        ("a:\tb\n", "a: b\n"),
        ("a: [b,\tc]\t\n", "a: [b, c]\n"),
        ("a: b\t# d\te\n", "a: b # d\te\n"),
        ("a: |\t# why\n  b\tc\n", "a: | # why\n  b\tc\n"),
    ],
)
def test_a_tab_between_values_becomes_a_space_and_one_in_a_value_stays(text: str, new: str) -> None:
    assert format_one(text, "x.yaml") == new


PARTLY = """\
stage: plan
rules:
- id:   one
  when: {a: b, # why
    c: d}
- title:   Two
  id: two
- id:  three
  because: # why
    it is so
# the end
"""
PARTLY_FORMATTED = """\
stage: plan
rules:
  - id:   one
    when: {a: b, # why
      c: d}
  - id: two
    title: Two
  - id:  three
    because: # why
      it is so
# the end
"""


def test_formats_the_other_entries_and_reports_one_that_cannot_be_formatted() -> None:
    result = format_text(PARTLY, "x.yaml")
    assert result.text == PARTLY_FORMATTED
    assert [(each.place.line, each.code) for each in result.skipped_entries] == [(4, CANNOT_FORMAT), (9, CANNOT_FORMAT)]
    assert ["brackets" in each.sentence for each in result.skipped_entries] == [True, False]
    assert format_text(result.text, "x.yaml") == result


def test_refuses_a_misplaced_comment_outside_entries_with_its_line() -> None:
    with pytest.raises(FormatError) as error:
        format_text("[a, # why\n b]\n", "x.yaml")
    (finding,) = error.value.findings
    assert (finding.place.line, finding.code) == (1, CANNOT_FORMAT)


@given(text=TEXTS)
def test_keeps_windows_line_ends(text: str) -> None:
    windows = text.replace("\n", "\r\n")
    try:
        new = format_one(text, "x.yaml")
    except FormatError:
        return
    assert format_one(windows, "x.yaml") == new.replace("\n", "\r\n")
    assert apply_safe_fixes(windows) == apply_safe_fixes(text).replace("\n", "\r\n")


def test_removes_whitespace_before_windows_line_ends() -> None:
    assert apply_safe_fixes("a: b  \r\nc: yes\r\n") == format_one("a: b  \r\nc: yes\r\n", "x") == "a: b\r\nc: yes\r\n"


@given(text=TEXTS)
def test_fixing_keeps_the_meaning_and_is_idempotent(text: str) -> None:
    new = apply_safe_fixes(text)
    assert read_meaning(new) == read_meaning(text)
    assert list_comments(new) == list_comments(text)
    assert apply_safe_fixes(new) == new
    assert new.endswith("\n")
    assert not any(line != line.rstrip() for line in new.splitlines())


def test_fixing_removes_spaces_and_writes_yes_and_no() -> None:
    text = "when: {met: true, seen: [false, 'true']}  \ntitle: 'One '\nbecause: true\nsingle: true # ever\n\nx: ' y'"
    fixed = "when: {met: yes, seen: [no, 'true']}\ntitle: 'One'\nbecause: true\nsingle: true # ever\n\nx: 'y'\n"
    assert apply_safe_fixes(text) == fixed


@pytest.mark.parametrize("text", ["a: [1  \n", "", "a: 1  \na: 2\n", "a: !!str 1  \n"])
def test_fixing_does_not_change_a_text_that_cannot_be_read(text: str) -> None:
    assert apply_safe_fixes(text) == text


def test_the_command_formats_files_and_keeps_their_permissions(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(UNFORMATTED)
    path.chmod(0o640)
    checked = invoke("--check", str(path))
    assert (checked.exit_code, checked.output.splitlines()[0].partition(": ")[0]) == (1, str(path))
    assert path.read_text() == UNFORMATTED
    result = invoke(str(path))
    assert (result.exit_code, result.output.splitlines()[0].partition(": ")[0]) == (0, str(path))
    assert path.read_text() == format_one(UNFORMATTED, "x.yaml")
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in tmp_path.iterdir()] == ["rules.yaml"]
    assert invoke("--check", str(path)).exit_code == 0


def test_a_pack_folder_means_its_files(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "pack.yaml").write_text("name: mine\nversion: 0.0.1\n")
    (tmp_path / "rules" / "own.yaml").write_text("rules:   []\nstage: plan\n")
    (tmp_path / "notes.yaml").write_text("a:   b\n")
    result = invoke(str(tmp_path))
    assert (result.exit_code, result.output.count("\n")) == (0, 1)
    assert result.output.startswith(f"{tmp_path / 'rules' / 'own.yaml'}: ")
    assert (tmp_path / "notes.yaml").read_text() == "a:   b\n"
    with pytest.raises(FormatError) as error:
        invoke(str(tmp_path / "rules"), catch_exceptions=False)
    assert [str(each.place) for each in error.value.findings] == [str(tmp_path / "rules")]


def test_an_unchanged_entry_is_reported_and_is_no_failure(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + PARTLY.encode())
    result = invoke(str(path))
    assert (result.exit_code, result.stdout.count("\n")) == (0, 1)
    assert result.stderr.startswith(f"{path}:4: ")
    assert path.read_bytes() == b"\xef\xbb\xbf" + PARTLY_FORMATTED.encode()
    assert invoke("--check", str(path)).exit_code == 0


def test_names_the_extra_to_install_if_its_library_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ruamel.yaml", None)
    with pytest.raises(MissingExtraError, match=r"alignment-advisor\[authoring\]"):
        format_one("a: 1\n", "x.yaml")
    assert apply_safe_fixes("a: 1  \n") == "a: 1\n"  # which needs none


def test_reports_files_that_cannot_be_formatted_and_formats_the_others(tmp_path: Path) -> None:
    broken, other = tmp_path / "broken.yaml", tmp_path / "other.yaml"
    broken.write_text("a: [1\n")
    other.write_text("a:   1\n")
    result = invoke(str(broken), str(tmp_path / "none.yaml"), str(other))
    assert isinstance(result.exception, FormatError)
    assert [each.place.file for each in result.exception.findings] == [str(broken), str(tmp_path / "none.yaml")]
    assert (broken.read_text(), other.read_text()) == ("a: [1\n", "a: 1\n")
