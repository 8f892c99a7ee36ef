"""Facts for conditions, and their form field."""
