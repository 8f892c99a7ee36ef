"""Template tags and filters of the Office's pages."""
