"""Unit tests of kogge.people."""
