"""Customers, their statuses and addresses."""
