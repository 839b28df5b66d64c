"""The checks of `advisor rules check` beyond loading: each is a function from a pack as read to findings."""
