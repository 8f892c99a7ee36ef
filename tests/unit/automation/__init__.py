"""Unit tests of kogge.automation."""
