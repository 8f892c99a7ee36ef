"""Believable orders from a seed, with every trap that real ones hold."""
