"""Times on the wire."""

from datetime import UTC, datetime


def parse_time(text: str) -> datetime:
    """Read a time as Shopware takes it: with T or a space, without a zone it is UTC. Raises ValueError."""
    moment = datetime.fromisoformat(text.strip())
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def format_time(moment: datetime) -> str:
    """Write a time the way Shopware does: UTC, milliseconds, +00:00."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
