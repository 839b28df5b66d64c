"""The checks of `advisor rules check` that go beyond loading, each a function from what was read to findings."""
