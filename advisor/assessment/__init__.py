"""Scores of the 20 statements: the states they allow, what may be shown of them, and how two rounds differ."""
