"""Columns of a corpus and their values: which is which, and what people meant."""
