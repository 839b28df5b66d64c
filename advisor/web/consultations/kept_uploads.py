"""Survey files that cannot be read yet, kept until their sender has said what is missing.

They stay in memory only, so nothing of them is left on disk, and nobody but the session that sent them can use them.
"""

from __future__ import annotations

from time import monotonic
from typing import NamedTuple

from advisor.web.consultations.folder import create_secret_name
from advisor.web.consultations.survey_upload import SaidOfSurvey
from advisor.web.security.forms import Upload

KEEP_SECONDS = 1_800.0
MAX_KEPT = 20
MAX_KEPT_BYTES = 40_000_000


class KeptUpload(NamedTuple):
    """Files of one session (`owner` is its cookie), what was said about them, and when they are removed."""

    files: tuple[Upload, ...]
    said: SaidOfSurvey
    owner: str
    until: float


class KeptUploads:
    """The files that are kept, the oldest first. Limits on their number and size remove the oldest."""

    def __init__(self) -> None:
        self._kept: dict[str, KeptUpload] = {}

    def keep(self, files: tuple[Upload, ...], said: SaidOfSurvey, owner: str, name: str = "") -> str:
        """Keep files, instead of those with this name; return the name under which they are found."""
        self.remove(name, owner)
        name = name or create_secret_name()
        self._kept[name] = KeptUpload(files, said, owner, monotonic() + KEEP_SECONDS)
        self.remove_old()
        return name

    def find(self, name: str, owner: str) -> KeptUpload | None:
        """Find the files that this session sent; None if they were removed."""
        self.remove_old()
        kept = self._kept.get(name)
        return kept if kept is not None and kept.owner == owner else None

    def remove(self, name: str, owner: str) -> None:
        """Remove files of this session."""
        if name in self._kept and self._kept[name].owner == owner:
            del self._kept[name]

    def remove_old(self) -> None:
        """Remove what was kept for long enough, and the oldest of too many or too large files."""
        now = monotonic()
        for name in [name for name, kept in self._kept.items() if kept.until <= now]:
            del self._kept[name]
        while len(self._kept) > MAX_KEPT or self._count_bytes() > MAX_KEPT_BYTES:
            del self._kept[next(iter(self._kept))]

    def _count_bytes(self) -> int:
        return sum(len(file.data) for kept in self._kept.values() for file in kept.files)
