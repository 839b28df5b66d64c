"""New rules with their first cases and stubs of the knowledge they need."""
