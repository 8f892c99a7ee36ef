"""Journal entries, stock movements and open items: what posted documents leave behind."""
