"""Everything that the routes share: the rule base, who may come in, the consultations, and the threads that compute.

Rules are run in two threads with a consultation each: one for questions and answers, one after the other, so that no
two answers are written at the same time; and one for reports, so that no question waits for a picture.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from advisor.errors import MissingExtraError
from advisor.model.rulebase import RuleBase
from advisor.reporting.render.own_pages import OwnPages
from advisor.reporting.view.pack_notice import build_pack_notice
from advisor.web.consultations.folder import MAX_CONSULTATIONS, ConsultationFolder
from advisor.web.consultations.open_consultation import ConsultationShelf
from advisor.web.security.access import Access
from advisor.web.security.addresses import Addresses

if TYPE_CHECKING:
    from advisor.consultation import Consultation
    from advisor.web.rounds.store import RoundStore

TEMPLATES = Path(__file__).parents[1] / "pages" / "templates"
MAX_KEPT_REPORTS = 40
Result = TypeVar("Result")


@dataclass(frozen=True)
class SiteLimits:
    """How much a server takes: bytes of a form and of a file, seconds for a body and for an answer, consultations."""

    form_bytes: int = 1_200_000
    upload_bytes: int = 10_000_000
    body_seconds: float = 20.0
    request_seconds: float = 60.0
    consultations: int = MAX_CONSULTATIONS


@dataclass
class Site:
    """One server. `data` is the folder of the consultations; `database` is the address of the database of rounds.

    Without an address, rounds are in a file in `data`.
    """

    rulebase: RuleBase
    data: Path
    access: Access
    guests: Access
    addresses: Addresses
    limits: SiteLimits = field(default_factory=SiteLimits)
    database: str = ""

    def __post_init__(self) -> None:
        self.pages = OwnPages(TEMPLATES)
        self.folder = ConsultationFolder(self.data, self.limits.consultations)
        self.pack_lines = build_pack_notice(self.rulebase).packs
        self._asking = ThreadPoolExecutor(1, "questions")
        self._reporting = ThreadPoolExecutor(1, "reports")
        self._opening = Lock()
        self._reports: OrderedDict[tuple[str, ...], bytes] = OrderedDict()

    @property
    def is_https(self) -> bool:
        """Whether people reach this server through https."""
        return self.addresses.public_url.startswith("https://")

    @cached_property
    def shelf(self) -> ConsultationShelf:
        """The consultations; used by the thread for questions only."""
        with self._opening:
            if "shelf" not in self.__dict__:
                self.__dict__["shelf"] = ConsultationShelf(self.folder, self._create_adviser())
            kept: ConsultationShelf = self.__dict__["shelf"]
            return kept

    @cached_property
    def adviser(self) -> Consultation:
        """A consultation over the rule base; used by the thread for reports only."""
        return self._create_adviser()

    def prepare(self) -> None:
        """Let both threads load what the first visit needs, while the server is ready already."""
        self._asking.submit(lambda: self.shelf)
        self._reporting.submit(lambda: self.adviser)

    def _create_adviser(self) -> Consultation:
        from advisor.consultation import Consultation  # here, so that a server is ready before the rules can run

        return Consultation(self.rulebase)

    @cached_property
    def rounds(self) -> RoundStore:
        """The rounds; opened when the first one is needed. Raises MissingExtraError without the library."""
        if find_spec("sqlalchemy") is None:
            raise MissingExtraError("rounds", "rounds")
        from advisor.web.rounds.store import RoundStore  # here, since most visits need no database

        return RoundStore(self.database, self.data)

    async def ask(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """Run a function of the consultations in the thread for questions."""
        return await asyncio.get_running_loop().run_in_executor(self._asking, function, *arguments)

    async def report(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """Run a function of reports in the thread for them."""
        return await asyncio.get_running_loop().run_in_executor(self._reporting, function, *arguments)

    def keep_report(self, key: tuple[str, ...], build: Callable[[], bytes]) -> bytes:
        """Return a report that was made before, or make it. The key has all that it depends on."""
        if key not in self._reports:
            self._reports[key] = build()
        self._reports.move_to_end(key)
        while len(self._reports) > MAX_KEPT_REPORTS:
            self._reports.popitem(last=False)
        return self._reports[key]

    def close(self) -> None:
        """End the threads when their work is done."""
        self._asking.shutdown()
        self._reporting.shutdown()
        if "rounds" in self.__dict__:
            self.rounds.close()
