"""Exchange with decision tables: rules as DMN, cases as TCK test cases, and foreign tables as rules."""
