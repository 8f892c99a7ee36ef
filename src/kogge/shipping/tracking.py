"""Whether a text can be a tracking number of a carrier: lengths and check digits, pure.

What a carrier prints may change any day, so nearly everything is a warning; refused is only what no carrier prints.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from stdnum import ean

from kogge.shipping.carriers import Carrier

SHORTEST, LONGEST = 5, 40
_CHARACTERS = re.compile(r"[A-Z0-9][A-Z0-9./-]*")
_ORDER_NUMBER = re.compile(r"\d{3}-\d{7}-\d{7}")
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_FEDEX_WEIGHTS = (3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1)


class Finding(StrEnum):
    """What is odd about a tracking number."""

    CHARACTERS = "characters"
    LENGTH = "length"
    ORDER_NUMBER = "order_number"
    ONE_DIGIT = "one_digit"
    FORM = "form"
    CHECK_DIGIT = "check_digit"
    OTHER_CARRIER = "other_carrier"


IMPOSSIBLE = frozenset({Finding.CHARACTERS, Finding.LENGTH, Finding.ORDER_NUMBER})
"""No carrier's number is like that."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form that a carrier's numbers have; `check` tells whether the check digit is right, where it has one."""

    pattern: str
    check: Callable[[str], bool] | None = None

    def fits(self, number: str) -> bool:
        """Tell whether a number has this form, whatever its check digit."""
        return re.fullmatch(self.pattern, number) is not None


def normalise(typed: str) -> str:
    """Return a tracking number as it is stored: in capitals, without blanks."""
    return "".join(typed.split()).upper()


def judge(number: str, carrier: Carrier | None) -> Finding | None:
    """Return what is odd about a normalised tracking number of a carrier; None where nothing is odd or known."""
    if _ORDER_NUMBER.fullmatch(number):
        return Finding.ORDER_NUMBER
    if not _CHARACTERS.fullmatch(number):
        return Finding.CHARACTERS
    if not SHORTEST <= len(number) <= LONGEST:
        return Finding.LENGTH
    if len(set(number)) == 1:
        return Finding.ONE_DIGIT
    return _judge_form(number, carrier) if carrier else None


def is_impossible(number: str) -> bool:
    """Tell whether a text cannot be any carrier's number."""
    return judge(number, None) in IMPOSSIBLE


def _judge_form(number: str, carrier: Carrier) -> Finding | None:
    fitting = [form for form in FORMS[carrier] if form.fits(number)]
    if any(_is_right(form, number) for form in fitting):
        return None
    if fitting:
        return Finding.CHECK_DIGIT
    others = (form for other, forms in FORMS.items() if other is not carrier for form in forms if form.check)
    return (
        Finding.OTHER_CARRIER if any(form.fits(number) and _is_right(form, number) for form in others) else Finding.FORM
    )


def _is_right(form: Form, number: str) -> bool:
    return form.check is None or form.check(number)


def _has_gs1_digit(number: str) -> bool:
    """Check the last digit as GS1 does: of SSCC parcel numbers (00 34…) among others."""
    return str(ean.calc_check_digit(number[:-1])) == number[-1]


def _has_s10_digit(number: str) -> bool:
    """Check the digit of the Universal Postal Union's S10, before the country."""
    total = _weigh(number[2:10], _S10_WEIGHTS)
    return {10: 0, 11: 5}.get(11 - total % 11, 11 - total % 11) == int(number[10])


def _has_identcode_digit(number: str) -> bool:
    """Check the last digit of an Identcode of Deutsche Post: weights 4 and 9."""
    return -_weigh(number[:-1], (4, 9) * 6) % 10 == int(number[-1])


def _has_waybill_digit(number: str) -> bool:
    """Check the last digit of an express waybill: the rest modulo 7."""
    return int(number[:-1]) % 7 == int(number[-1])


def _has_ups_digit(number: str) -> bool:
    """Check the last digit of a UPS 1Z number: letters count as (code − 63) modulo 10, every second place twice."""
    digits = [int(each) if each.isdigit() else (ord(each) - 63) % 10 for each in number[2:]]
    total = sum(digits[0:15:2]) + 2 * sum(digits[1:15:2])
    return -total % 10 == digits[15]


def _has_fedex_digit(number: str) -> bool:
    """Check the last of the twelve digits of a FedEx Express number: modulo 11, then 10."""
    return _weigh(number[:11], _FEDEX_WEIGHTS) % 11 % 10 == int(number[11])


def _weigh(digits: str, weights: Iterable[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


_SSCC = Form(r"00\d{18}", _has_gs1_digit)
_S10 = Form(r"[A-Z]{2}\d{9}[A-Z]{2}", _has_s10_digit)

FORMS: dict[Carrier, tuple[Form, ...]] = {
    Carrier.DHL: (
        _SSCC,
        _S10,
        Form(r"\d{12}", _has_identcode_digit),
        Form(r"\d{10}", _has_waybill_digit),
        Form(r"J(JD|VGL)\w{10,30}"),
        Form(r"[A-Z]{2,5}\d{8,18}"),
    ),
    Carrier.DEUTSCHE_POST: (_S10, _SSCC, Form(r"[0-9A-F]{20}"), Form(r"\d{12}", _has_identcode_digit)),
    Carrier.DPD: (Form(r"\d{14}"), Form(r"\d{14}[A-Z0-9]"), Form(r"[A-Z0-9%]{27,28}")),
    Carrier.GLS: (Form(r"\d{11,12}"), Form(r"[A-Z0-9]{8}"), Form(r"\d{14}"), Form(r"[A-Z]{2}\d{9}[A-Z]{2}")),
    Carrier.HERMES: (Form(r"\d{14}"), Form(r"\d{16}"), Form(r"H\d{19}"), Form(r"[A-Z]\d{15,19}")),
    Carrier.UPS: (
        Form(r"1Z[A-Z0-9]{15}\d", _has_ups_digit),
        Form(r"[A-Z]\d{10}"),
        Form(r"\d{9}|\d{12}|\d{18}|\d{26}"),
    ),
    Carrier.FEDEX: (
        Form(r"\d{12}", _has_fedex_digit),
        Form(r"\d{15}", _has_gs1_digit),
        Form(r"\d{20}|\d{22}|\d{34}"),
    ),
    Carrier.TNT: (Form(r"\d{9}"), Form(r"[A-Z]{2}\d{9}[A-Z]{0,2}"), Form(r"\d{14,16}")),
    Carrier.AMAZON: (Form(r"TB[A-Z]\d{12}"), Form(r"[A-Z]{2}\d{10}"), Form(r"AMZ[A-Z0-9]{8,20}")),
}
