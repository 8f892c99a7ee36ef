"""Believable orders from a seed: buyers, products and money that adds up the way Amazon's does."""
