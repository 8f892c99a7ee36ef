"""The Tokens API v2021-03-01."""
