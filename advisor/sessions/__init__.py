"""Saved interviews on disk: the file of a session, its lock, and writing files as a whole."""
