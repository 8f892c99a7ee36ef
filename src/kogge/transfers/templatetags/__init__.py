"""Template tags of offers."""
