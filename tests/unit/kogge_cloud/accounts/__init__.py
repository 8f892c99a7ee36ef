"""Unit tests of kogge_cloud.accounts."""
