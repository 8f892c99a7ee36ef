"""Pure building blocks: no Django, no database, no clock, no network."""
