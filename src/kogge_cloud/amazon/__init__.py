"""Amazon: sign-in, calls within the quota, fetches, and the mapping to the canonical order."""
