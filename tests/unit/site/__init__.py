"""Unit tests of kogge.site."""
