"""Whole tables of companies: one company a row, advised by the expressions of a dataframe library."""
