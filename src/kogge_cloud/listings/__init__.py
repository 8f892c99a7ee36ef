"""Articles, stock and prices on their way up to the platform, and what became of each."""
