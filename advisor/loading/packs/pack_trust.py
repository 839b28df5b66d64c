"""Trust in packs that only the current folder names: given once for a folder and its content, and kept in a file.

Whoever writes a folder could otherwise turn the advice of everybody who works in it. The file belongs to the user and
lies outside of any project: `advisor/trusted-packs.json` in the folder for settings (XDG Base Directory Specification).
"""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

from advisor.errors import Finding, PackError, Place, describe_os_error
from advisor.loading import finding_codes as codes
from advisor.loading.documents.input_files import read_bytes
from advisor.loading.documents.nodes import FindingList
from advisor.loading.documents.yaml_reader import UnreadableError
from advisor.loading.packs.pack_discovery import HEADER_FILE, PACK_FOLDERS, FoundPack
from advisor.loading.packs.pack_files import MAX_PACK_BYTES, MAX_TEMPLATE_BYTES, PackFiles

TRUST_FILE = "advisor/trusted-packs.json"
MAX_TRUST_BYTES = 1_000_000


def find_trust_file() -> Path:
    """Return the path of the file, which may not exist. Raises PackError if the user has no folder for settings."""
    named = os.environ.get("APPDATA" if os.name == "nt" else "XDG_CONFIG_HOME", "")
    if os.path.isabs(named):  # noqa: PTH117  # the specification says to ignore a relative path
        return Path(named) / TRUST_FILE
    try:
        return Path.home() / ".config" / TRUST_FILE
    except RuntimeError:
        sentence = "there is no folder for your settings; set the variable to one"
        raise PackError.at("XDG_CONFIG_HOME", sentence, codes.INVALID_TRUST_FILE) from None


def read_trusted_packs() -> Mapping[str, str]:
    """Read the digests of the trusted packs, by the real paths of their folders.

    Raises PackError if the file cannot be read, or if others could have written it.
    """
    path = find_trust_file()
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise _build_error(path, f"this file cannot be read: {describe_os_error(error)}") from None
    if os.name != "nt" and (status.st_uid != os.getuid() or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)):
        raise _build_error(
            path, f"others can change this file; type `chmod 600 {shlex.quote(str(path))}`, or delete it"
        )
    try:
        data, _ = read_bytes(str(path), MAX_TRUST_BYTES)
    except UnreadableError as error:
        raise PackError([error.finding]) from None
    try:
        packs = json.loads(data)["packs"]
        return {str(folder): str(digest) for folder, digest in packs.items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise _build_error(path, "this is not a list of trusted packs; delete it and trust your packs again") from None


def format_trusted_packs(packs: Mapping[str, str]) -> str:
    """Format trusted packs as the text of the file."""
    return json.dumps({"packs": dict(sorted(packs.items()))}, indent=1, ensure_ascii=False) + "\n"


def compute_content_digest(folder: str) -> str:
    """Return a digest over the names and contents of all files of a pack. Raises PackError if they are too large."""
    files = PackFiles(Path(folder), "", FindingList())
    names = [HEADER_FILE, *(name for part in PACK_FOLDERS for name in files.list_files(part))]
    digest, remaining = hashlib.sha256(), MAX_PACK_BYTES + MAX_TEMPLATE_BYTES
    for name in names:
        path = Path(folder) / name
        try:
            data = read_bytes(str(path), remaining)[0] if files.is_own_file(name) else b""
        except UnreadableError:
            data = b""  # the loader reports it
        remaining -= len(data)
        if remaining < 0:
            sentence = f"this pack is larger than {(MAX_PACK_BYTES + MAX_TEMPLATE_BYTES) // 10**6} MB; make it smaller"
            raise PackError.at(folder, sentence, codes.TOO_LARGE)
        digest.update(
            f"{len(name.encode(errors='surrogateescape'))} {name} {len(data)} ".encode(errors="surrogateescape")
        )
        digest.update(data)
    return digest.hexdigest()


def check_trust(packs: Iterable[FoundPack]) -> None:
    """Refuse packs that only the current folder names and nobody has trusted. Raises PackError with all of them."""
    found = [pack for pack in packs if pack.found_by]
    if not found:
        return
    trusted = read_trusted_packs()
    findings = []
    for pack in found:
        path = os.path.realpath(pack.folder)
        if not os.path.isdir(path):  # noqa: PTH112  # the loader reports a folder that does not exist
            continue
        digest = trusted.get(path)
        if digest == compute_content_digest(path):
            continue
        problem = (
            "has changed since you trusted it" if digest else "can change your advice, and you have not trusted it"
        )
        way_out = f"look at it, and type `advisor packs trust {shlex.quote(pack.folder)}` if you know who wrote it"
        sentence = f"the pack `{path}` {problem}; {way_out}"
        findings.append(Finding(Place(pack.found_by), sentence, codes.UNTRUSTED_PACK))
    if findings:
        raise PackError(findings)


def _build_error(path: Path, sentence: str) -> PackError:
    return PackError.at(str(path), sentence, codes.INVALID_TRUST_FILE)
