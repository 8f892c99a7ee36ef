"""Template tags of status reports."""
