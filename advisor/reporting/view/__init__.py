"""The content of reports, built from an advice and ready for a template; no format is known here."""
