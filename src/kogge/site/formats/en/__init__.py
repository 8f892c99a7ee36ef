"""English, as offices in Europe write it."""
