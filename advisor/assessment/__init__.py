"""The 20 statements: scores, and the states they allow."""
