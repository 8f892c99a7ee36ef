"""Feeds in memory: what was handed in, and how far each one is by the clock."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from amazon_emulator.documents.store import Document
from amazon_emulator.reports.store import CANCELLED, DONE, QUEUED, RUNNING

FIRST_NUMBER = 70_000_000_001


@dataclass(frozen=True, slots=True)
class FeedWish:
    """What a feed is to change."""

    feed_type: str
    marketplace_ids: tuple[str, ...]
    document: Document
    options: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """How feeds are worked off from now on.

    `seconds` pass from the request to the end, half of them in the queue. `outcome` is DONE, or FATAL: nothing happens.
    """

    seconds: float = 5
    outcome: str = DONE


@dataclass(slots=True)
class Feed:
    """A feed of a seller; times are UTC. `result` is its processing report, once there is one."""

    number: int
    seller_id: str
    region: str
    wish: FeedWish
    created_at: datetime
    starts_at: datetime
    ends_at: datetime
    outcome: str
    result: Document | None = None

    @property
    def feed_id(self) -> str:
        """Its number as Amazon writes it."""
        return str(self.number)

    @property
    def kind(self) -> str:
        """Its type."""
        return self.wish.feed_type

    @property
    def marketplace_ids(self) -> tuple[str, ...]:
        """What it changes."""
        return self.wish.marketplace_ids

    def status(self, now: datetime) -> str:
        """Tell how far it is."""
        if now >= self.ends_at:
            return self.outcome
        return RUNNING if now >= self.starts_at else QUEUED

    def cancel(self, now: datetime) -> None:
        """End it before it began."""
        self.starts_at = self.ends_at = now
        self.outcome = CANCELLED


class Feeds:
    """All sellers' feeds, by number."""

    def __init__(self) -> None:
        """Start empty, with Amazon's ordinary behaviour."""
        self.settings = FeedSettings()
        self._numbers = count(FIRST_NUMBER)
        self._feeds: dict[str, Feed] = {}

    def add(self, seller_id: str, region: str, wish: FeedWish, now: datetime) -> Feed:
        """Take a feed on."""
        duration = timedelta(seconds=self.settings.seconds)
        feed = Feed(
            number=next(self._numbers),
            seller_id=seller_id,
            region=region,
            wish=wish,
            created_at=now,
            starts_at=now + duration / 2,
            ends_at=now + duration,
            outcome=self.settings.outcome,
        )
        self._feeds[feed.feed_id] = feed
        return feed

    def find(self, seller_id: str, feed_id: str) -> Feed | None:
        """Return a seller's feed, if he has one of that id."""
        feed = self._feeds.get(feed_id)
        return feed if feed is not None and feed.seller_id == seller_id else None

    def walk(self, seller_id: str) -> Iterator[Feed]:
        """Go over a seller's feeds, newest first."""
        return (feed for feed in reversed(self._feeds.values()) if feed.seller_id == seller_id)

    def has_result(self, document: Document, now: datetime) -> bool:
        """Tell whether a document is the processing report of a feed that is done."""
        return any(feed.result is document and feed.status(now) == DONE for feed in self._feeds.values())
