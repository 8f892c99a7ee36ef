"""Back-ups of a whole installation in one file, and restoring them."""
