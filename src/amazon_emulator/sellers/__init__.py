"""The Sellers API v1."""
