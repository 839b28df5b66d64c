"""The recommendation in its formats: text and Markdown from templates, a page for a browser, PDF and Word."""
