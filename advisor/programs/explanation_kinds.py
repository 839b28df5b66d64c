"""The kinds of explanations with their options. It loads nothing, so a server is ready before the rules can run."""

from __future__ import annotations

KINDS = {"how": ("target",), "why-not": ("target", "max", "keep"), "what-if": ("tried",), "change": ("to",)}
"""The kinds of explanations, each with its options."""
MAX_LISTED_SETS = 1000
"""The maximum number of changes that `why-not` lists."""
