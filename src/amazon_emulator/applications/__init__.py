"""The Application Management API v2023-11-30."""
