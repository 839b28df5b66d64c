"""All possible companies of one rule base, or of two: what they can answer, and how many there are."""
