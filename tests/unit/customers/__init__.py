"""Unit tests of kogge.customers."""
