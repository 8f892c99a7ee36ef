"""Pages of the journal: who changed what, when, and what it was before."""
