"""The house layout of YAML files, and fixes that change no meaning."""
