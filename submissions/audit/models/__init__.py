"""Models: what they stand on, how they were made, measured and loaded."""
