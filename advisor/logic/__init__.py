"""The meaning of a rule base for partly known answers, without an engine: possible conclusions and deciding facts."""
