"""The rule base as expressions over columns: answers to formulas, formulas to columns. It reads and writes no file."""
