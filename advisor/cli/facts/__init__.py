"""The commands `advisor facts …`: one module for each, named like the command."""
