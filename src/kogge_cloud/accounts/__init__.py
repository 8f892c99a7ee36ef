"""Tenants, their credentials and the platforms they registered."""
