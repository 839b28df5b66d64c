"""Readers of facts files and packs; each reports all errors of an input in one run, with their places."""
