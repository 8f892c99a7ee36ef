"""Unit tests of kogge.middleware."""
