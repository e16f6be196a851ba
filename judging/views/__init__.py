"""Pages of the jury's outcome."""
