"""Merchants' own invoices on their way to the platform, proven by its processing report."""
