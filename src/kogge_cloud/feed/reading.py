"""How every adapter reads an order of its platform: mapped, or kept with the reason why not; pure."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from kogge_cloud.feed.rules import Version
from kogge_contract.orders import Order, Unreadable

_WRITTEN_NUL = "\\u0000"
_REPLACEMENT = "\ufffd"
_REFERENCE_LENGTH = 100
_SHOWN_PLACES = 5


class MappingProblem(Exception):
    """An order cannot be mapped; the problem tells why, without personal data."""

    def __init__(self, problem: Unreadable) -> None:
        """Keep the problem for the feed."""
        super().__init__(problem.message)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Reader:
    """What differs from platform to platform when one of its orders is read.

    `platform` names it in messages. `map_raw` maps the platform's JSON and raises MappingProblem, or pydantic's
    ValidationError. `reference_field` holds the order's number; what stands in `volatile` fields alone makes an
    unreadable order no other problem.
    """

    platform: str
    map_raw: Callable[[Any], Order]
    reference_field: str
    volatile: frozenset[str]

    def read(self, raw: object) -> Version:
        """Map one order as it came; what cannot be mapped becomes a version with its problem."""
        content: Order | Unreadable
        raw, text = make_legible(raw)
        try:
            content = self.map_raw(raw)
        except ValidationError as error:
            content = Unreadable(code="unreadable", message=self._describe(error))
        except MappingProblem as error:
            content = error.problem
        if isinstance(content, Order):
            return Version(content.reference, content, text)
        digest = self._digest(raw)
        return Version(self._find_reference(raw) or f"unreadable-{digest[:16]}", content, text, digest)

    def _describe(self, error: ValidationError) -> str:
        """Say which fields are wrong and how; never what stands in them."""
        places = [
            f"{'.'.join(str(part) for part in each['loc']) or 'order'} ({each['type']})"
            for each in error.errors(include_input=False, include_url=False, include_context=False)
        ]
        shown = ", ".join(places[:_SHOWN_PLACES])
        more = f" and {len(places) - _SHOWN_PLACES} more" if len(places) > _SHOWN_PLACES else ""
        return f"{self.platform}'s order cannot be read: {shown}{more}."

    def _find_reference(self, raw: object) -> str:
        reference = raw.get(self.reference_field) if isinstance(raw, dict) else None
        return reference[:_REFERENCE_LENGTH] if isinstance(reference, str) else ""

    def _digest(self, raw: object) -> str:
        """Identify an unreadable order's content: its time stamp alone does not make it another problem."""
        content: Any = {k: v for k, v in raw.items() if k not in self.volatile} if isinstance(raw, dict) else raw
        return hashlib.sha256(json.dumps(content, default=_plain, sort_keys=True).encode()).hexdigest()


def make_legible(raw: object) -> tuple[object, bytes]:
    """Return an order and its JSON, with a replacement character for what is no text.

    Half an emoji (a name cut in the middle of one) cannot be encoded and a NUL cannot be stored by PostgreSQL: one such
    name must not hold up its page.
    """
    text = json.dumps(raw, default=_plain, ensure_ascii=False, sort_keys=True)
    try:
        if _WRITTEN_NUL not in text:
            return raw, text.encode()
    except UnicodeEncodeError:
        pass
    mended = _mend(raw)
    return mended, json.dumps(mended, default=_plain, ensure_ascii=False, sort_keys=True).encode()


def _mend(value: object) -> object:
    if isinstance(value, str):
        return value.replace("\x00", _REPLACEMENT).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_mend(name): _mend(each) for name, each in value.items()}
    return [_mend(each) for each in value] if isinstance(value, list) else value


def _plain(value: object) -> object:
    """Write numbers that were read exactly: sixteen digits are more than any amount of an order has."""
    if isinstance(value, Decimal):
        return float(value)
    message = f"{type(value).__name__} is not JSON"
    raise TypeError(message)
