"""Reads the rows of a data file, whatever its format, a few thousand at a time. Pure."""
