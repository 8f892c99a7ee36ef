"""Confirmations of shipments on their way to the platform, proven by reading them back."""
