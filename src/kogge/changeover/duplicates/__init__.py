"""Duplicates: two documents of one order, which of them stays, and where the other one goes."""
