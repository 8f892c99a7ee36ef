"""The Cloud: signs in to platforms, respects their quotas and keeps every order in a feed."""
