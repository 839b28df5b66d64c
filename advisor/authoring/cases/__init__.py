"""The cases of packs: read, run, and explained if they fail."""
