"""The guided interview: the next question and its reasons, from rules and answers. No terminal, no files."""
