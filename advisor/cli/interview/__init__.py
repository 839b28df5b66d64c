"""The `advisor interview` command: its options, the conversation at the terminal and the session file."""
