"""The export of a rule base as a DMN model with test cases."""
