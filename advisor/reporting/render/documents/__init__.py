"""The recommendation as documents with pictures: a page for a browser, PDF and Word."""
