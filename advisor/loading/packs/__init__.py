"""Packs: found, trusted, read, checked against each other, and joined into one rule base."""
