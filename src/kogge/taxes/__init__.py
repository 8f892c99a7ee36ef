"""Value added tax: which country's rate a supply bears, why, and how an amount splits into net and tax."""
