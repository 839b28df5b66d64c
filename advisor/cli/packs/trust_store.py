"""Changes of the list of trusted packs, which only its owner can read and write."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from advisor.cli.output_files import build_output_error
from advisor.loading.packs.pack_trust import find_trust_file, format_trusted_packs
from advisor.sessions.safe_files import replace_file

_OWNER_ONLY = 0o700


def write_trusted_packs(packs: Mapping[str, str]) -> None:
    """Write the digests of the trusted packs, by the real paths of their folders. Raises OutputError."""
    path = find_trust_file()
    try:
        _make_folder(path.parent)
        replace_file(path, format_trusted_packs(packs))
    except (OSError, ValueError) as error:
        raise build_output_error(path, "the list of trusted packs was not written", error) from None


def _make_folder(folder: Path) -> None:
    """Make a folder that only its owner can enter, in the folder for settings, which may be missing too."""
    folder.parent.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
    folder.mkdir(mode=_OWNER_ONLY, exist_ok=True)
