"""The middleware, as of old: schedules and manual synchronisation of platforms, area by area."""
