"""Platforms: sales channel accounts and their credentials."""
