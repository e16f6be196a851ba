"""Boards: who may see them, who stands where, and what the pages and files say."""
