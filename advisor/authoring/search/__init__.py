"""The search for companies with a wanted result."""
