"""Processes are killed and work beside each other."""
