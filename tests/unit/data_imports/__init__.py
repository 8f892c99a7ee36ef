"""Unit tests of kogge.changeover."""
