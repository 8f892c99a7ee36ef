"""Unit tests of kogge.orders."""
