"""Exchange with decision tables elsewhere: rules as DMN, cases as TCK tests, and tables as rules."""
