"""Documents: what reports and feeds hold, behind addresses that work for five minutes."""
