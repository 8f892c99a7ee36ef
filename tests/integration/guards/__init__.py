"""Integration tests of kogge.orders: the page transaction on both databases."""
