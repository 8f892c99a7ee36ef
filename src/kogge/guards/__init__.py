"""The guard: which way owns a platform's orders, and what the other way delivered nevertheless."""
