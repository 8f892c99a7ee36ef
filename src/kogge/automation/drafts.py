"""What somebody has entered in the assistant of batch actions so far: it travels in its forms, so tabs stay apart."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from django.core import signing

from kogge.automation.models import Preset
from kogge.automation.rules import Definition, RangeKind
from kogge.automation.subjects import SELECTED_AT_MOST
from kogge.kernel.errors import KoggeError

SALT = "kogge.automation.drafts"
LONGEST_QUERY = 2000
LONGEST_ID = 18


class DraftUnreadable(KoggeError):
    """What a form brought back is not what it was given."""

    code = "draft_unreadable"


@dataclass(frozen=True, slots=True)
class Draft:
    """A batch that is being put together.

    `chosen` and `query` are rows and filter of the list that it was begun in, or of a preset; `entered` is the form of
    the range as it was typed.
    """

    chosen: tuple[int, ...] = ()
    query: str = ""
    entered: Mapping[str, Any] = field(default_factory=dict)
    rules: tuple[str, ...] = ()
    preset_id: int | None = None

    def seal(self) -> str:
        """Return the draft as text that only we can write."""
        return signing.dumps(asdict(self), salt=SALT, compress=True)

    @classmethod
    def unseal(cls, sealed: str) -> Self:
        """Return a draft of its text. Raises DraftUnreadable."""
        try:
            stored = signing.loads(sealed, salt=SALT)
            return cls(**(stored | {"chosen": tuple(stored["chosen"]), "rules": tuple(stored["rules"])}))
        except (signing.BadSignature, TypeError, KeyError) as error:
            message = "What was entered cannot be read any more: begin anew."
            raise DraftUnreadable(message) from error

    @classmethod
    def of_list(cls, chosen: list[str], query: str) -> Self:
        """Return the draft that a list begins: what is chosen there, else what its filter leaves."""
        ids = tuple(int(each) for each in chosen[:SELECTED_AT_MOST] if each.isdecimal() and len(each) <= LONGEST_ID)
        kept = query.replace("\0", "")[:LONGEST_QUERY]
        kind = RangeKind.SELECTION if ids else RangeKind.FILTER if kept else RangeKind.ALL
        return cls(ids, kept, {"kind": kind.value})

    @classmethod
    def of_preset(cls, preset: Preset) -> Self:
        """Return the draft of a stored batch. Raises DefinitionInvalid."""
        definition = Definition.read(preset.definition)
        values = dict(definition.range.values)
        ids, query = tuple(values.pop("ids", ())), values.pop("query", "")
        return cls(ids, query, {"kind": definition.range.kind.value} | values, definition.rules, preset.pk)
