"""The static sandbox: the cases that Amazon's models document, and nothing else."""
