"""Integration tests of kogge.people."""
