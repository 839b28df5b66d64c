"""What goes wrong in exchange, as an error of the advisor's own kind."""

from __future__ import annotations

from advisor.errors import AdvisorError


class TableError(AdvisorError):
    """A decision table that cannot be read or said as rules, or rules that cannot be said as one."""
