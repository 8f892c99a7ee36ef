"""What happens to platforms, for features above that have something to clear away."""

from django.dispatch import Signal

signing_out = Signal()
"""A platform is about to be signed out, and its credentials still work: `registration`, `now` (UTC)."""
