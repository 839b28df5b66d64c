"""Explanations that can be checked: how the advice came about, why not another, what if, and what would change it."""
