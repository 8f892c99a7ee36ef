"""Companies (Mandanten), users, their roles, and number ranges."""
