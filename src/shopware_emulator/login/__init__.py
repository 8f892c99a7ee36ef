"""Signing in: access tokens of integrations."""
