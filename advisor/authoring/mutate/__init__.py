"""Mutants of a rule base: small changes that its cases should notice."""
