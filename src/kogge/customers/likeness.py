"""How much two customers are alike, and why: pure, and explainable point by point."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from kogge.customers.rules import normalise

LIKELY = 60
"""Points from which two customers are shown to a person as perhaps the same."""

_SIMILAR_NAME = 0.84
_SIMILAR_STREET = 0.8


class Clue(StrEnum):
    """What speaks for, or against, two customers being one."""

    SAME_VAT_ID = "same_vat_id"
    SAME_EMAIL = "same_email"
    SAME_NAME = "same_name"
    SIMILAR_NAME = "similar_name"
    NAME_TURNED_ROUND = "name_turned_round"
    SAME_COMPANY = "same_company"
    SAME_STREET = "same_street"
    SIMILAR_STREET = "similar_street"
    SAME_POSTAL_CODE = "same_postal_code"
    SAME_PHONE = "same_phone"
    OTHER_VAT_ID = "other_vat_id"


POINTS = {
    Clue.SAME_VAT_ID: 60,
    Clue.SAME_EMAIL: 45,
    Clue.SAME_NAME: 40,
    Clue.NAME_TURNED_ROUND: 35,
    Clue.SIMILAR_NAME: 25,
    Clue.SAME_COMPANY: 25,
    Clue.SAME_STREET: 25,
    Clue.SIMILAR_STREET: 15,
    Clue.SAME_POSTAL_CODE: 10,
    Clue.SAME_PHONE: 20,
    Clue.OTHER_VAT_ID: -300,
}


@dataclass(frozen=True, slots=True)
class Profile:
    """What of a customer is compared; a relay address is the platform's and is not given."""

    name: str = ""
    company_name: str = ""
    email: str = ""
    phone: str = ""
    vat_id: str = ""
    street: str = ""
    postal_code: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Points from 0 to 100, and what they are made of."""

    points: int
    clues: tuple[Clue, ...]


def compare_customers(one: Profile, other: Profile) -> Likeness:
    """Return how much two customers are alike; the order of the two does not matter."""
    clues = tuple(
        clue
        for clue in (
            _compare_names(one, other),
            Clue.SAME_COMPANY if _same(one.company_name, other.company_name) else None,
            Clue.SAME_EMAIL if one.email and one.email.casefold() == other.email.casefold() else None,
            Clue.SAME_PHONE if _same_phone(one.phone, other.phone) else None,
            _compare_vat_ids(one, other),
            *_compare_places(one, other),
        )
        if clue is not None
    )
    return Likeness(max(0, min(100, sum(POINTS[clue] for clue in clues))), clues)


def _compare_names(one: Profile, other: Profile) -> Clue | None:
    if not one.name or not other.name:
        return None
    if _same(one.name, other.name):
        return Clue.SAME_NAME
    words = [sorted(normalise(word) for word in each.name.replace(",", " ").split()) for each in (one, other)]
    if words[0] == words[1]:
        return Clue.NAME_TURNED_ROUND
    return Clue.SIMILAR_NAME if _ratio(one.name, other.name) >= _SIMILAR_NAME else None


def _compare_vat_ids(one: Profile, other: Profile) -> Clue | None:
    if not one.vat_id or not other.vat_id:
        return None
    return Clue.SAME_VAT_ID if _same(one.vat_id, other.vat_id) else Clue.OTHER_VAT_ID


def _compare_places(one: Profile, other: Profile) -> list[Clue]:
    if not one.postal_code or one.country != other.country or not _same(one.postal_code, other.postal_code):
        return []
    if _same(one.street, other.street):
        return [Clue.SAME_POSTAL_CODE, Clue.SAME_STREET]
    if one.street and other.street and _ratio(one.street, other.street) >= _SIMILAR_STREET:
        return [Clue.SAME_POSTAL_CODE, Clue.SIMILAR_STREET]
    return [Clue.SAME_POSTAL_CODE]


def _same(one: str, other: str) -> bool:
    return bool(one) and bool(normalise(one)) and normalise(one) == normalise(other)


def _same_phone(one: str, other: str) -> bool:
    digits = ["".join(character for character in each if character.isdigit())[-8:] for each in (one, other)]
    return len(digits[0]) >= 6 and digits[0] == digits[1]  # noqa: PLR2004 - shorter is no number of a person


def _ratio(one: str, other: str) -> float:
    # SequenceMatcher depends on the order of its texts.
    first, second = sorted((normalise(one), normalise(other)))
    return SequenceMatcher(None, first, second).ratio()
