"""The meaning of a whole rule base for partly known answers, without an engine: what is possible, what matters."""
