"""Files of a git revision, without a checkout: `REV`, or `REV:path` for a folder in it."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

from advisor.errors import PackError
from advisor.loading.finding_codes import GIT_FAILED
from advisor.loading.packs.pack_discovery import HEADER_FILE, PACK_FOLDERS

TIMEOUT_SECONDS = 120


def is_revision(name: str) -> bool:
    """Whether git, in the present folder, knows a revision (or a folder in one) by this name."""
    if name.startswith("-") or "\0" in name:
        return False
    try:
        return _run_git("cat-file", "-t", _format_tree_name(name)).stdout.strip() in (b"commit", b"tag", b"tree")
    except (OSError, subprocess.TimeoutExpired):
        return False


def extract_revision(name: str, scratch: Path) -> Path:
    """Extract the files of a revision into a new folder in `scratch`, and return that folder.

    If the revision is a pack, only the files of the pack are extracted. Raises PackError if git fails.
    """
    tree = _format_tree_name(name)
    top = _run_git("ls-tree", "--name-only", "-z", tree).stdout.decode(errors="replace").split("\0")
    parts = [part for part in (HEADER_FILE, *PACK_FOLDERS) if part in top] if HEADER_FILE in top else []
    folder = Path(scratch, f"revision-{sum(1 for _ in scratch.iterdir())}")
    folder.mkdir(mode=0o700)
    try:
        archive = _run_git("archive", "--format=tar", tree, *parts)
        if archive.returncode:
            raise _build_error(name, archive.stderr.decode(errors="replace"))
        if not hasattr(tarfile, "data_filter"):
            raise _build_error(name, "Python 3.11.4 or later is needed to unpack it safely")
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
            files.extractall(folder, filter="data")
    except (OSError, subprocess.TimeoutExpired, tarfile.TarError) as error:
        raise _build_error(name, str(error)) from None
    return folder


def _format_tree_name(name: str) -> str:
    """Return git's name of the tree: the whole revision, or a folder in it."""
    revision, colon, path = name.partition(":")
    return f"{revision}:{path.strip('/')}" if colon and path.strip("/") else revision


def _run_git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run git at the top of the present repository, so that a path means the same in each of its folders."""
    top = _run_command("git", "rev-parse", "--show-toplevel").stdout.decode(errors="replace").strip() or "."
    return _run_command("git", "-C", top, *arguments)


def _run_command(*words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(words, capture_output=True, check=False, timeout=TIMEOUT_SECONDS, stdin=subprocess.DEVNULL)


def _build_error(name: str, reason: str) -> PackError:
    cause = " ".join(reason.split()).removeprefix("fatal: ") or "git gives no reason"
    return PackError.at(name, f"git cannot read this revision: {cause}", GIT_FAILED)
