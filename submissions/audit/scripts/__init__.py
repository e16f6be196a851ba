"""The scripts and notebooks of a repo."""
