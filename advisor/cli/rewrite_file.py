"""Putting a tidied text in the place of a file: whole or not at all, with the rights the file had."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

from advisor.cli.output_file import replace_file
from advisor.errors import Finding, OutputError, Place
from advisor.loading.input_files import read_text
from advisor.loading.nodes import FindingList
from advisor.loading.pack_files import PackFiles
from advisor.loading.yaml_reader import UnreadableError

_BYTE_ORDER_MARK = "\ufeff"
"""What some editors put before a text to say that it is UTF-8; reading takes it away."""


def list_rewritable_files(pack: Path) -> list[Path]:
    """The YAML files of a pack that may be rewritten; what is wrong with others, the check tells."""
    files = PackFiles(pack, "", FindingList())
    names = ("pack.yaml", *files.list_files("knowledge"), *files.list_files("rules"))
    return [pack / name for name in names if name.endswith(".yaml") and files.is_own_file(name)]


def rewrite_file(path: Path, change: Callable[[str], str], *, dry_run: bool = False) -> bool:
    """Whether `change` makes another text of a file, which is then written unless it is only looked at.

    A file that cannot be read is left to the checks to tell of. Raises OutputError, and what `change` raises.
    """
    try:
        text, _ = read_text(str(path))
    except UnreadableError:
        return False
    new = change(text)
    if new == text or dry_run:
        return new != text
    try:
        target = path.resolve()
        rights = stat.S_IMODE(target.stat().st_mode)
        if not rights & stat.S_IWUSR:
            raise PermissionError(13, "it may not be written to")
        replace_file(
            target, _BYTE_ORDER_MARK + new if target.read_bytes().startswith(_BYTE_ORDER_MARK.encode()) else new
        )
        target.chmod(rights)
    except OSError as error:
        reason = error.strerror or "it cannot be written"
        sentence = f"this was not changed: {reason[:1].lower()}{reason[1:]}"
        raise OutputError([Finding(Place(str(path)), sentence)]) from None
    return True
