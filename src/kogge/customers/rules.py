"""Pure rules of recognising people and addresses."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass, fields
from functools import cached_property

# Vowel and voicing signs of Indian, Thai, Khmer and Japanese writing are no letters to Unicode, but make other words.
_NOT_A_WORD = re.compile(r"[^\w\x1e\x1f\u0900-\u109f\u1780-\u17ff\u3099\u309a]+|_+")
_BETWEEN_NUMBERS = re.compile(r"(?<=\d)[^\w\x1f]+(?=\d)")
# Latin, Greek and Cyrillic accents.
_ACCENTS = re.compile("[\u0300-\u036f]+")
_STREET = re.compile(r"(strasse|str)\b")
_SPELLINGS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "æ": "ae", "ł": "l", "ı": "i"})

BLOCK_LETTERS = 3
KEY_LENGTH = 64


@dataclass(frozen=True, slots=True)
class AddressDraft:
    """An address as the platform wrote it."""

    name: str = ""
    company_name: str = ""
    line1: str = ""
    line2: str = ""
    line3: str = ""
    postal_code: str = ""
    city: str = ""
    district: str = ""
    region: str = ""
    country: str = ""
    phone: str = ""

    def values(self) -> tuple[str, ...]:
        """Return the fields in order."""
        return (
            self.name, self.company_name, self.line1, self.line2, self.line3, self.postal_code, self.city,
            self.district, self.region, self.country, self.phone,
        )  # fmt: skip

    def describe(self) -> dict[str, str]:
        """Return the fields by name, as a document keeps them."""
        return dict(zip(ADDRESS_FIELDS, self.values(), strict=True))

    @property
    def can_be_delivered_to(self) -> bool:
        """Whether there is somebody, and a street or the like."""
        return bool(self.name or self.company_name) and bool(self.line1 or self.line2 or self.line3)


ADDRESS_FIELDS = tuple(field.name for field in fields(AddressDraft))


def draft_of(written: object) -> AddressDraft:
    """Return an address as a value, of anything that has its fields."""
    return AddressDraft(**{name: getattr(written, name) for name in ADDRESS_FIELDS})


@dataclass(frozen=True)
class CustomerDraft:
    """A buyer as an order names him. `reference` is the platform's id of the buyer, where it has one."""

    reference: str
    name: str
    company_name: str
    email: str
    email_is_relay: bool
    phone: str
    vat_id: str
    address: AddressDraft | None
    invoice_address: AddressDraft | None = None

    @property
    def is_known_to_nobody(self) -> bool:
        """Whether the platform said nothing by which the buyer could be told from others."""
        return not (self.reference or self.name or self.company_name)

    @cached_property
    def match_key(self) -> str:
        """What buyers of the same name and address have in common; empty where that is not enough to tell."""
        if self.address is None or not self.address.can_be_delivered_to:
            return ""
        name = self.company_name or self.name or self.address.company_name or self.address.name
        return digest(name, *_place(self.address))

    @cached_property
    def block_key(self) -> str:
        """What buyers have in common who may be the same: postal code and how the last word of the name begins."""
        name = normalise((self.name or self.company_name).replace(",", " ").split(" ")[-1])
        if self.address is None or not self.address.postal_code or not name:
            return ""
        place = f"{self.address.country}{normalise(self.address.postal_code)}"
        return f"{place}:{name[:BLOCK_LETTERS]}"[:KEY_LENGTH]

    @property
    def email_key(self) -> str:
        """What buyers of the same e-mail address have in common; a relay address is the platform's, not the buyer's."""
        if self.email_is_relay or not self.email:
            return ""
        # Not normalised further: dots and signs tell people's addresses apart.
        return hashlib.sha256(self.email.strip().casefold().encode()).hexdigest()


def normalise(text: str) -> str:
    """Return text without what people write differently: case, accents, umlaut spellings, punctuation, "Str.".

    Numbers stay apart (house 1/2 is not house 12), and so does what the unit separator keeps apart.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    if not folded.isascii():
        folded = _ACCENTS.sub("", unicodedata.normalize("NFKD", folded.translate(_SPELLINGS)))
    return _NOT_A_WORD.sub("", _BETWEEN_NUMBERS.sub("\x1e", _STREET.sub("str", folded)))


def digest(*parts: str) -> str:
    """Return the SHA-256 (hex) of the normalised parts."""
    return hashlib.sha256(normalise("\x1f".join(parts)).encode()).hexdigest()


def fingerprint(address: AddressDraft) -> str:
    """Return what the same address has in common with itself, however it was typed."""
    return digest(address.name, address.company_name, *_place(address), address.district, address.region)


def _place(address: AddressDraft) -> tuple[str, ...]:
    """Return what tells a place: which of the lines stay empty does not."""
    lines = filter(None, (address.line1, address.line2, address.line3))
    return *lines, address.postal_code.replace(" ", ""), address.city, address.country
