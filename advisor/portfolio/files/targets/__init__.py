"""Tables to write, of each kind: complete, or not there."""
