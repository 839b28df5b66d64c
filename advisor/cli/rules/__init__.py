"""The commands `advisor rules …`: one module for each, named like the command."""
