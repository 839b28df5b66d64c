"""The commands that explain an advice."""
