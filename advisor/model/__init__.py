"""What the advisor talks about: facts, conditions, rules, steps, firings, advice. Values only; no input, no output."""
