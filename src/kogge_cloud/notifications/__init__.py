"""Being told of changes by the platform itself: subscriptions, the queue, and what is due because of it."""
