"""Template tags of the feature."""
