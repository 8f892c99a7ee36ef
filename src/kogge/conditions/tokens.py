"""A condition's text → tokens: what each is, and where it stands. No token ever depends on another's meaning."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kogge.conditions.errors import ConditionInvalid
from kogge.conditions.spelling import MEANT_SIGNS, QUOTES, SIGNS, WORDS, fold

MAX_LENGTH = 2_000


class Sort(StrEnum):
    """What a token is."""

    NUMBER = "number"
    TEXT = "text"
    NAME = "name"
    WORD = "word"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a condition: as it was typed at `position`, and what it means.

    `value` is the plain English spelling of a word or sign, the content of a text, the digits of a number, the name.
    """

    sort: Sort
    typed: str
    position: int
    value: str

    @property
    def end(self) -> int:
        """The position after it."""
        return self.position + len(self.typed)

    def is_one_of(self, *values: str) -> bool:
        """Tell whether it is one of these words or signs."""
        return self.sort in {Sort.WORD, Sort.SIGN} and self.value in values


_TEXTS = "|".join(f"{opening}[^{closing}\n]*[{closing}]" for opening, closing in QUOTES.items())
_PIECE = re.compile(
    rf"""
    (?P<space>\s+)
    | (?P<number>[0-9][\w.]*)
    | (?P<name>[^\W\d][\w\u0300-\u036f.]*)
    | (?P<text>{_TEXTS})
    | (?P<sign>[-+−(),×÷≤≥≠]|\[|\]|[=!<>~&|*/%?^:]+)
    """,
    re.VERBOSE,
)
_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,10})?")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(\.[0-9]{3})+")


def tokenize(text: str) -> list[Token]:
    """Return the tokens of a condition. Raises ConditionInvalid for what cannot be one, and for too long a text."""
    if len(text) > MAX_LENGTH:
        values = {"length": str(len(text)), "limit": str(MAX_LENGTH)}
        raise ConditionInvalid("too_long", position=MAX_LENGTH, values=values)
    tokens = list(_read_pieces(text))
    _refuse_decimal_commas(tokens)
    return tokens


def _read_pieces(text: str) -> Iterator[Token]:
    position = 0
    while position < len(text):
        found = _PIECE.match(text, position)
        if found is None:
            typed = text[position]
            problem = "text_not_closed" if typed in QUOTES else "unknown_sign"
            raise ConditionInvalid(problem, position=position, token=typed)
        if found.lastgroup != "space":
            yield _READ[str(found.lastgroup)](found.group(), position)
        position = found.end()


def _read_number(typed: str, position: int) -> Token:
    if _GROUPED.fullmatch(typed):
        suggestion = typed.replace(".", "")
        raise ConditionInvalid("grouped_number", position=position, token=typed, suggestion=suggestion)
    if not _NUMBER.fullmatch(typed):
        raise ConditionInvalid("bad_number", position=position, token=typed)
    return Token(Sort.NUMBER, typed, position, typed)


def _read_name(typed: str, position: int) -> Token:
    word = WORDS.get(fold(typed))
    return Token(Sort.WORD, typed, position, word) if word else Token(Sort.NAME, typed, position, typed)


def _read_text(typed: str, position: int) -> Token:
    return Token(Sort.TEXT, typed, position, typed[1:-1])


def _read_sign(typed: str, position: int) -> Token:
    if typed in SIGNS:
        return Token(Sort.SIGN, typed, position, SIGNS[typed])
    meant = MEANT_SIGNS.get(typed, "")
    problem = "single_equals" if typed == "=" else "unknown_sign"
    raise ConditionInvalid(problem, position=position, token=typed, suggestion=meant)


_READ = {"number": _read_number, "name": _read_name, "text": _read_text, "sign": _read_sign}


def _refuse_decimal_commas(tokens: list[Token]) -> None:
    """Refuse `19,99` where no list explains the comma. Raises ConditionInvalid."""
    depth = 0
    for index, token in enumerate(tokens):
        depth += token.is_one_of("[") - token.is_one_of("]")
        if not token.is_one_of(",") or depth > 0 or not 0 < index < len(tokens) - 1:
            continue
        before, after = tokens[index - 1], tokens[index + 1]
        if before.sort == after.sort == Sort.NUMBER and before.end == token.position and token.end == after.position:
            typed, meant = f"{before.typed},{after.typed}", f"{before.value}.{after.value}"
            raise ConditionInvalid("decimal_comma", position=before.position, token=typed, suggestion=meant)


def to_number(token: Token) -> Decimal:
    """Return what a token of digits says, exactly."""
    return Decimal(token.value)
