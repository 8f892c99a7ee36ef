"""Signing a platform in through the seller's browser."""
