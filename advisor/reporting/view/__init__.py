"""The content of reports, built from an advice and independent of their format."""
