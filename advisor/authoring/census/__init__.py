"""The census of a rule base: how many of all possible companies get which verdict."""
