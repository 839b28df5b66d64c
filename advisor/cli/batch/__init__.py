"""The command for whole tables."""
