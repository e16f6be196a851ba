"""Boards as readers see them: tables, comparisons, pictures and files, in their language."""
