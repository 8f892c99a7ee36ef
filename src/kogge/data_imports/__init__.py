"""Imports of old data: customers, articles and open documents from files of other programs."""
