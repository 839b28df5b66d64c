"""The guided interview: which question comes next and why. Functions of rules and answers; no terminal, no files."""
