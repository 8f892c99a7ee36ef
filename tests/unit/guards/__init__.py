"""Unit tests of kogge.guards."""
