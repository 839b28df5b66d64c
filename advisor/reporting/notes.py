"""Numbered notes: each locator is cited by a number in the text and told once, at the end."""

from __future__ import annotations


class Notes:
    """The notes of one report, numbered from 1 in the order in which they are first cited."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def cite(self, locator: str) -> str:
        """The mark that stands in the text: `[3]`."""
        return f"[{self._numbers.setdefault(locator, len(self._numbers) + 1)}]"

    def of(self, locators: list[str]) -> str:
        """The notes cited so far among these locators: `[1] table/…, [3] body/…`."""
        cited = sorted((self._numbers[locator], locator) for locator in locators if locator in self._numbers)
        return ", ".join(f"[{number}] {locator}" for number, locator in cited)
