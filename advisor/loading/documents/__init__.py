"""Documents of any kind (YAML, TOML, JSON) as nodes with their places, and as text."""
