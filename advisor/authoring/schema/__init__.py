"""JSON Schemas for the files of a rule base."""
