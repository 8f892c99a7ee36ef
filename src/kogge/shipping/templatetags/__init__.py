"""Template tags of shipments."""
