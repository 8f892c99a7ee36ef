"""Feeds: files that a seller sends in, and what became of them."""
