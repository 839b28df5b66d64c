"""Comparison of two versions of the guidance: what changes in the advice, for whom, and why."""
