"""A local Amazon for development, tests and demonstrations."""
