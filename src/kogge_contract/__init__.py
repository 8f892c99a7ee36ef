"""What Office and Cloud say to each other: typed messages, nothing else."""
