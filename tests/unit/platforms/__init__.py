"""Rules of platforms."""
