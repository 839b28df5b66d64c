"""Facts files, answers to the statements and saved interviews: read, checked, written and edited."""
