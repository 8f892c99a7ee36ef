"""Listings: what a seller offers, its stock and its prices."""
