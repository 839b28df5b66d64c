"""The questionnaire to hand out, in four forms: page to print, form for a browser, spreadsheet, survey tool's file."""
