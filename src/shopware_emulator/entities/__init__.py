"""What the shop knows: definitions of entities, master data, and how they hang together."""
