"""Tables of companies in files and databases: read, advised in one pass, and written as a whole or not at all."""
