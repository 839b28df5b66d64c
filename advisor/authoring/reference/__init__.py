"""The rule base as a reference: lists of rules, everything about one id, and pages to browse."""
