"""Unit tests of kogge.documents."""
