"""Tables of text from files: separated text and workbooks (XLSX)."""
