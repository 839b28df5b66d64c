"""The commands of `advisor survey`."""
