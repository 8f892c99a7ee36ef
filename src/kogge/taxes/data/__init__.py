"""The rates of value added tax as a table."""
