"""What a request may do: who may come in, from where, how large and how slow it may be."""
