"""A revision of a git repository as a folder of files, without a checkout: `REV`, or `REV:path` for a folder in it."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

from advisor.errors import Finding, PackError, Place

PACK_PARTS = ("pack.yaml", "knowledge", "rules", "templates")
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
    """The files of a revision, in a new folder below `scratch`: those of the pack, where there is one, else all.

    Raises PackError where git does not hand them out.
    """
    tree = _format_tree_name(name)
    top = _run_git("ls-tree", "--name-only", "-z", tree).stdout.decode(errors="replace").split("\0")
    parts = [part for part in PACK_PARTS if part in top] if PACK_PARTS[0] in top else []
    folder = Path(scratch, f"revision-{sum(1 for _ in scratch.iterdir())}")
    folder.mkdir(mode=0o700)
    try:
        archived = _run_git("archive", "--format=tar", tree, *parts)
        if archived.returncode:
            raise _build_error(name, archived.stderr.decode(errors="replace"))
        if not hasattr(tarfile, "data_filter"):
            raise _build_error(name, "Python 3.11.4 or later is needed to unpack it safely")
        with tarfile.open(fileobj=io.BytesIO(archived.stdout)) as files:
            files.extractall(folder, filter="data")
    except (OSError, subprocess.TimeoutExpired, tarfile.TarError) as error:
        raise _build_error(name, str(error)) from None
    return folder


def _format_tree_name(name: str) -> str:
    """The name of the tree: of the whole revision unless a path is given."""
    revision, colon, path = name.partition(":")
    return f"{revision}:{path.strip('/')}" if colon and path.strip("/") else revision


def _run_git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run git at the top of the repository of the present folder, so that paths mean the same wherever one stands."""
    found = subprocess.run(
        ["git", "rev-parse", "--show-toplevel"],
        capture_output=True,
        check=False,
        timeout=TIMEOUT_SECONDS,
        stdin=subprocess.DEVNULL,
    )
    top = found.stdout.decode(errors="replace").strip() or "."
    return subprocess.run(
        ["git", "-C", top, *arguments],
        capture_output=True,
        check=False,
        timeout=TIMEOUT_SECONDS,
        stdin=subprocess.DEVNULL,
    )


def _build_error(name: str, reason: str) -> PackError:
    told = " ".join(reason.split()).removeprefix("fatal: ") or "git gives no reason"
    return PackError([Finding(Place(name), f"git does not hand out this revision: {told}")])
