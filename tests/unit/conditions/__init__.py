"""Unit tests of kogge.conditions."""
