"""Recognises what stands in the wrong line of an address, and proposes where it belongs: pure.

A proposal only moves what the buyer wrote: every word of it is still there, none is added, and the original stays.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from kogge.customers.rules import AddressDraft


class Finding(StrEnum):
    """What was recognised."""

    COMPANY_IN_LINE = "company_in_line"
    COMPANY_IN_NAME = "company_in_name"
    PACKING_STATION = "packing_station"
    HOUSE_NUMBER_APART = "house_number_apart"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A better division of an address, and why."""

    address: AddressDraft
    findings: tuple[Finding, ...]


# Legal forms of Europe's companies, as whole words at the end of a part: "AG" is one, "Agnes" and "AG-Weg" are none.
_LEGAL_FORM = re.compile(
    r"(?<![\w-])(GmbH(\s*&\s*Co\.?\s*KG(aA)?)?|mbH|AG|KG(aA)?|OHG|oHG|e\.\s?K\.?|e\.\s?V\.?|eG|UG(\s*\(haftungsbeschränkt\))?|GbR"
    r"|PartGmbB|Ges\.?m\.?b\.?H\.?|SARL|S\.à\s?r\.l\.|SAS|SASU|EURL|S\.?r\.?l\.?s?|S\.?p\.?A\.?|S\.?n\.?c\.?|S\.L\.U?\.?"
    r"|B\.?V\.?|N\.V\.|BVBA|Sp\.\s?z\s?o\.\s?o\.|s\.r\.o\.|a\.s\.|Ltd\.?|Limited|LLP|PLC|Inc\.?|AB|ApS|A/S|Oy)(?![\w-])"
)
_PACKING_STATION = re.compile(r"\b(pack|paket)station\b|\bpostfiliale\b|\bpaketbox\b", re.IGNORECASE)
_POST_NUMBER = re.compile(r"(\bpost\s?-?\s?(nummer|nr\.?)\s*:?\s*)?\b\d{6,10}\b", re.IGNORECASE)
_HOUSE_NUMBER = re.compile(r"(Nr\.?\s*)?\d{1,4}\s?[a-zA-Z]?([-/]\d{1,4}\s?[a-zA-Z]?)?")
_LINES = ("line1", "line2", "line3")


def propose(address: AddressDraft) -> Proposal | None:
    """Return a better division of an address, or None where nothing is out of place."""
    proposed, findings = address, []
    for finding, look in _LOOKS:
        changed = look(proposed)
        if changed is not None:
            proposed = changed
            findings.append(finding)
    return Proposal(proposed, tuple(findings)) if findings else None


def _find_packing_station(address: AddressDraft) -> AddressDraft | None:
    """Put the station where the street stands, and the buyer's number at the carrier below it (DHL, Packstation)."""
    places = [name for name in ("company_name", *_LINES) if _PACKING_STATION.search(getattr(address, name))]
    if not places:
        return None
    station = getattr(address, places[0])
    others = [(name, getattr(address, name)) for name in ("company_name", *_LINES) if name != places[0]]
    numbers = [(name, text) for name, text in others if text and _POST_NUMBER.fullmatch(text.strip())]
    rest = [text for name, text in others if text and (name, text) not in numbers and name != "company_name"]
    company = "" if places[0] == "company_name" or "company_name" in dict(numbers) else address.company_name
    lines = [station, *(text for _, text in numbers), *rest]
    if len(lines) > len(_LINES):
        return None
    changed = replace(address, company_name=company, **dict(zip(_LINES, [*lines, "", ""], strict=False)))
    return changed if changed != address else None


def _find_company_in_line(address: AddressDraft) -> AddressDraft | None:
    """Take a company out of the street's lines, as long as a street is left."""
    if address.company_name:
        return None
    lines = [getattr(address, name) for name in _LINES]
    companies = [line for line in lines if _is_company(line)]
    left = [line for line in lines if line and line not in companies]
    if len(companies) != 1 or not any(re.search(r"\d", line) for line in left):
        return None
    return replace(address, company_name=companies[0], **dict(zip(_LINES, [*left, "", "", ""], strict=False)))


def _find_company_in_name(address: AddressDraft) -> AddressDraft | None:
    """Take a company for what it is where a person's name is expected."""
    if address.company_name or not _is_company(address.name):
        return None
    return replace(address, company_name=address.name, name="")


def _find_house_number(address: AddressDraft) -> AddressDraft | None:
    """Join a house number that stands alone to the street above it."""
    street, number = address.line1.strip(), address.line2.strip()
    if not street or re.search(r"\d", street) or not _HOUSE_NUMBER.fullmatch(number):
        return None
    return replace(address, line1=f"{street} {number}", line2=address.line3, line3="")


def _is_company(text: str) -> bool:
    return bool(_LEGAL_FORM.search(text)) and not _PACKING_STATION.search(text)


_LOOKS = (
    (Finding.PACKING_STATION, _find_packing_station),
    (Finding.COMPANY_IN_LINE, _find_company_in_line),
    (Finding.COMPANY_IN_NAME, _find_company_in_name),
    (Finding.HOUSE_NUMBER_APART, _find_house_number),
)
