"""Conditions: read from either language, kept in English, shown in both, and decided for any record."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from kogge.conditions.engine import Compiled, compile_terms
from kogge.conditions.fields import ENTITIES, Facts, FieldType
from kogge.conditions.operands import Operand, Term, read_terms
from kogge.conditions.spelling import GERMAN_WORDS, quote
from kogge.conditions.tokens import Sort, Token, tokenize

ENGLISH, GERMAN = "en", "de"


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that can be decided. Two are equal that read the same in English: `canonical`, the form to store."""

    canonical: str
    _terms: tuple[Term, ...] = field(repr=False, compare=False)
    _compiled: Compiled = field(repr=False, compare=False)

    def __str__(self) -> str:
        """Read as it is stored."""
        return self.canonical

    @property
    def fields(self) -> frozenset[str]:
        """The full English names of the fields that it asks for."""
        return frozenset(named.key for named in self._compiled.fields.values())

    def holds(self, facts: Facts) -> bool:
        """Tell whether it holds for a record; never raises.

        A comparison with something that is missing (None, not among the facts, or no value of the field's type) does
        not hold, nor does one that cannot be calculated (a division by zero).
        """
        return self._compiled.holds(
            {
                symbol: _READERS[named.field.type](facts.get(named.entity.name, {}).get(named.field.name))
                for symbol, named in self._compiled.fields.items()
            }
        )

    def to_language(self, language: str) -> str:
        """Return the condition as people of a language read it: `de` or, for everybody else, English."""
        return _write(self._terms, language)


@lru_cache(maxsize=512)
def _parse(text: str, entities: tuple[str, ...]) -> Condition:
    terms = read_terms(tokenize(text), entities)
    compiled = compile_terms(text, terms)
    return Condition(_write(terms, ENGLISH), tuple(terms), compiled)


def parse(text: str, entities: Iterable[str]) -> Condition:
    """Read a condition about some kinds of records, in German or English.

    Raises ConditionInvalid where it cannot be understood, and KeyError for an entity that there is not.
    """
    chosen = tuple(ENTITIES[name].name for name in entities)
    return _parse(text, chosen)


def _read_text(value: object) -> object:
    return str(value) if isinstance(value, str) else None


def _read_number(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    number = Decimal(value)
    return number if number.is_finite() else None


def _read_yes_no(value: object) -> object:
    return value if isinstance(value, bool) else None


def _read_day(value: object) -> object:
    return value.toordinal() if isinstance(value, date) and not isinstance(value, datetime) else None


def _read_list(value: object) -> object:
    if not isinstance(value, tuple | list):
        return None
    return tuple(str(each) for each in value if isinstance(each, str))


_READERS: Mapping[FieldType, Callable[[object], object]] = {
    FieldType.TEXT: _read_text,
    FieldType.NUMBER: _read_number,
    FieldType.YES_NO: _read_yes_no,
    FieldType.DAY: _read_day,
    FieldType.LIST: _read_list,
}
"""How a field's value becomes what is compared; None where it is no value of the field's type."""


def _write(terms: Sequence[Term], language: str) -> str:
    """Write terms with single spaces, but none inside brackets, before commas and after the sign of a number."""
    written = ""
    glued = True
    before: Term | None = None
    for term in terms:
        closes = isinstance(term, Token) and term.is_one_of(")")
        written += ("" if glued or closes else " ") + _write_term(term, language)
        glued = isinstance(term, Token) and (term.is_one_of("(") or _is_prefix(term, before))
        before = term
    return written


def _is_prefix(term: Token, before: Term | None) -> bool:
    """Tell whether a minus belongs to what follows it: nothing stands before it that could be subtracted from."""
    follows_value = isinstance(before, Operand) or (before is not None and before.is_one_of(")"))
    return term.is_one_of("-") and not follows_value


def _write_term(term: Term, language: str) -> str:
    if isinstance(term, Token):
        return _write_token(term, language)
    if term.named is not None:
        return term.named.show(language)
    if term.listed is None:
        return "".join(_write_token(token, language) for token in term.tokens)
    return "".join(
        _write_token(token, language) + (" " if token.is_one_of(",") and following is not None else "")
        for token, following in zip(term.tokens, (*term.tokens[1:], None), strict=True)
    )


def _write_token(token: Token, language: str) -> str:
    if token.sort is Sort.TEXT:
        return quote(token.value)
    if token.sort is Sort.WORD and language == GERMAN:
        return GERMAN_WORDS[token.value]
    return token.value
