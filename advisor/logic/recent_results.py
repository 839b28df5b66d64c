"""The results used last, kept by what they were computed from."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Result = TypeVar("Result")


class RecentResults(Generic[Result]):
    """At most `limit` results; the one that was not used for the longest time goes first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._results: OrderedDict[Hashable, Result] = OrderedDict()

    def get(self, key: Hashable, compute: Callable[[], Result]) -> Result:
        """Return the result for a key, or compute it."""
        if key not in self._results:
            self.keep(key, compute())
        self._results.move_to_end(key)
        return self._results[key]

    def find(self, key: Hashable) -> Result | None:
        """Return the result for a key; None if there is none any more."""
        if key not in self._results:
            return None
        self._results.move_to_end(key)
        return self._results[key]

    def keep(self, key: Hashable, result: Result) -> None:
        """Keep a result, instead of an earlier one for the same key."""
        self._results[key] = result
        self._results.move_to_end(key)
        while len(self._results) > self._limit:
            self._results.popitem(last=False)

    def forget(self, key: Hashable) -> None:
        """Remove the result for a key, if there is one."""
        self._results.pop(key, None)
