"""Status reports to platforms: rules that cause them, the outbox (Status-Protokolle), and their proven delivery."""
