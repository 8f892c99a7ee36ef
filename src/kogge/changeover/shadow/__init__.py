"""The shadow run: what the new way would make of orders, beside what the old way made; nothing is created."""
