"""Pages of the order feed."""

from pydantic import BaseModel, ConfigDict, Field

from kogge_contract.orders import FeedEntry


class FeedPage(BaseModel):
    """Versions after a sequence number, oldest first. `head` is the newest sequence there is."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    entries: tuple[FeedEntry, ...]
    next_after: int = Field(ge=0)
    head: int = Field(ge=0)
