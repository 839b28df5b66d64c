"""Packs as their authors write them: entries with their places, and texts for new ones."""
