"""Integration tests of kogge.documents: the life of documents on both databases."""
