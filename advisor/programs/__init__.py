"""Answers for other programs: facts in, plain data out. No network, no terminal."""
