"""Portfolios for tests of figures and pages: counts as the library would return them, without counting a table."""

from __future__ import annotations

from advisor.model.portfolio_figures import PortfolioFigures
from advisor.model.rulebase import RuleBase
from advisor.portfolio.summary.portfolio_counts import Cell, CellCounts, DecidingCounts, PortfolioCounts
from advisor.portfolio.summary.portfolio_figures import build_figures

OPEN = "undetermined"
ADVISED: CellCounts = {
    ("", OPEN): 40,
    ("undefined", "tighten"): 120,
    ("undefined", OPEN): 60,
    ("defined", "stay"): 90,
    ("defined", "prepare"): 3,
    ("defined", "tighten"): 75,
    ("defined", OPEN): 22,
    ("aligned", "stay"): 15,
    ("aligned", "tighten"): 2,
    ("integrated", "maintain"): 12,
}


def take(*cells: Cell, share: float = 1.0) -> CellCounts:
    """Return some cells of the portfolio with a share of their companies."""
    return {cell: int(ADVISED[cell] * share) for cell in cells if int(ADVISED[cell] * share)}


def build_counts() -> PortfolioCounts:
    """Build a portfolio with groups that are shown, held back, small, and nearly everybody."""
    still_open = (("", OPEN), ("undefined", OPEN), ("defined", OPEN))
    moved = (("undefined", "tighten"), ("defined", "tighten"), ("aligned", "tighten"))
    return PortfolioCounts(
        refused=7,
        advised=ADVISED,
        strengths={
            "clear": take(("undefined", "tighten"), ("defined", "stay"), share=0.6),
            "mixed": take(("defined", "tighten"), share=0.5),
            "slight": take(("aligned", "stay")),
        },
        moves={
            "undefined": {},
            "defined": take(("undefined", "tighten")),
            "aligned": take(("defined", "tighten")),
            "integrated": take(("aligned", "tighten")),
        },
        flags={
            "reason:undefined/frequent-conflicts": take(("undefined", "tighten"), ("undefined", OPEN), share=0.7),
            "reason:defined/commoditizing-or-customizing": take(("defined", "tighten"), share=0.9),
            "reason:undefined/small-company": take(("undefined", OPEN), share=0.05),
            "step:rules-of-engagement": take(*moved[:1]),
            "step:disciplined-communication": take(*moved[1:2], share=0.98),
            "caution:trouble-conflicts": take(*ADVISED, share=0.999),
            "trouble:conflicts": take(("undefined", "tighten"), ("defined", "stay"), share=0.4),
            "trouble:topic_pricing": take(("defined", "stay"), share=0.03),
            "trouble:neglect": {},
        },
        deciding={
            "current_conflicts": DecidingCounts(
                take(*still_open, share=0.9), take(*still_open, share=0.5), take(*still_open, share=0.8)
            ),
            "effort_duplicated": DecidingCounts(take(*still_open), {}, take(still_open[2])),
            "relationship": DecidingCounts(take(still_open[0]), take(still_open[0], share=0.1), take(still_open[0])),
            "roles_defined": DecidingCounts(take(*still_open), {}, {}),
        },
        left_out=("checklist_done",),
    )


def build_example(rulebase: RuleBase, least: int = 5) -> PortfolioFigures:
    """Build the figures of the portfolio."""
    return build_figures(build_counts(), rulebase, least)
