"""People who work in companies: accounts, roles, passwords, and the throttle of sign-ins."""
