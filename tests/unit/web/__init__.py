"""Unit tests of kogge.web."""
