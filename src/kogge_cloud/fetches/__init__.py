"""Fetches: the contract's requests for them, and a plain way to carry them out that most platforms can share."""
