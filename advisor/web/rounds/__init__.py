"""Rounds: two heads and staff rate the 20 statements, each by a link of their own."""
