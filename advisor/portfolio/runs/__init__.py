"""Runs over a whole table: the plan of its columns and results, and one run for each engine."""
