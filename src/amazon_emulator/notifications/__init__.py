"""The Notifications API: destinations, subscriptions, and what is sent to queues."""
