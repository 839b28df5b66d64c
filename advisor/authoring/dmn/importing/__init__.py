"""The import of decision tables from DMN files and spreadsheets as a pack of rules."""
