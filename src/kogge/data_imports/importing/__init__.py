"""What becomes of a file's records: planned by reading alone, then written."""
