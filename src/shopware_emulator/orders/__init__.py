"""Orders: their store, their states, and what happens to them."""
