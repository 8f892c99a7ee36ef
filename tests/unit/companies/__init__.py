"""Unit tests of kogge.companies."""
