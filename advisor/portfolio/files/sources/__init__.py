"""Tables to read, of each kind: their columns, and their rows as a lazy frame."""
