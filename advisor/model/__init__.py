"""The values of the advisor: facts, conditions, rules, steps, firings and advice. No input, no output."""
