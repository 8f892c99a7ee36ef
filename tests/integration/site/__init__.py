"""Integration tests of kogge.site: every page through Django's test client."""
