"""Tags of the orders' parts of pages."""
