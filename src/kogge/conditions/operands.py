"""Tokens → the terms of a condition: fields that there are, values, lists of values, and what stands between them."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kogge.conditions.errors import ConditionInvalid
from kogge.conditions.fields import ENTITIES, NUMBER, TEXT, YES_NO, Fact, FieldType, Named, index_names
from kogge.conditions.spelling import COMPARING, fold
from kogge.conditions.tokens import Sort, Token, to_number

MAX_OPERATORS = 100
MAX_NESTING = 20
_OPERATORS = COMPARING | {"and", "or", "not", "in", "+", "-", "*", "/"}
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Operand:
    """What is compared: a field (`named`), or a value or a list of them, with the tokens that it was written with."""

    tokens: tuple[Token, ...]
    type: FieldType
    named: Named | None = None
    value: Fact = None
    listed: tuple[Fact, ...] | None = None


Term = Operand | Token
"""An operand, or a word, sign or bracket between operands."""


def read_terms(tokens: list[Token], entities: tuple[str, ...]) -> list[Term]:
    """Return the terms of a condition. Raises ConditionInvalid for unknown fields and what is wrong in shape."""
    _refuse_complexity(tokens)
    return list(_read(tokens, entities))


def _read(tokens: list[Token], entities: tuple[str, ...]) -> Iterator[Term]:
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.is_one_of("["):
            closing = next((at for at in range(index, len(tokens)) if tokens[at].is_one_of("]")), None)
            if closing is None:
                raise ConditionInvalid("bracket_not_closed", position=token.position, token=token.typed)
            yield _read_list(tokens[index : closing + 1])
            index = closing
        elif token.sort is Sort.NAME:
            named = _find_field(token, entities)
            yield Operand((token,), named.field.type, named)
        elif token.sort in {Sort.NUMBER, Sort.TEXT} or token.is_one_of("true", "false"):
            yield _read_value((token,))
        else:
            yield token
        index += 1


def _read_value(tokens: tuple[Token, ...]) -> Operand:
    token = tokens[-1]
    if token.sort is Sort.TEXT:
        return Operand(tokens, TEXT, value=token.value)
    if token.sort is Sort.NUMBER:
        number = to_number(token)
        return Operand(tokens, NUMBER, value=-number if len(tokens) > 1 else number)
    return Operand(tokens, YES_NO, value=token.value == "true")


def _read_list(tokens: list[Token]) -> Operand:
    """Read `[value, value, …]`, brackets included: texts alone or numbers alone."""
    operands: list[Operand] = []
    index = 1
    while index < len(tokens) - 1:
        width = 2 if tokens[index].is_one_of("-") and tokens[index + 1].sort is Sort.NUMBER else 1
        value, after = tokens[index + width - 1], tokens[index + width]
        if value.sort not in {Sort.NUMBER, Sort.TEXT}:
            raise ConditionInvalid("list_of_values_only", position=value.position, token=value.typed)
        operands.append(_read_value(tuple(tokens[index : index + width])))
        if not after.is_one_of(",", "]"):
            raise ConditionInvalid("unexpected", position=after.position, token=after.typed)
        if operands[-1].type is not operands[0].type:
            raise ConditionInvalid("list_of_one_kind_only", position=value.position, token=value.typed)
        index += width + 1
        if after.is_one_of(",") and index == len(tokens) - 1:
            raise ConditionInvalid("unexpected", position=tokens[index].position, token=tokens[index].typed)
    if not operands:
        raise ConditionInvalid("list_is_empty", position=tokens[0].position, token=tokens[0].typed)
    return Operand(tuple(tokens), operands[0].type, listed=tuple(each.value for each in operands))


def _find_field(token: Token, entities: tuple[str, ...]) -> Named:
    names = index_names(entities)
    typed = fold(token.value)
    found = names.get(typed)
    if found is not None:
        return found
    kin = _find_kin(typed, names)
    problem = "other_entity" if not kin and typed in index_names(tuple(ENTITIES)) else "unknown_field"
    known = tuple(dict.fromkeys(each.key for each in kin.values())) or entities
    suggestion = _suggest(typed, kin, names)
    raise ConditionInvalid(problem, position=token.position, token=token.typed, suggestion=suggestion, known=known)


def _find_kin(typed: str, names: Mapping[str, Named]) -> dict[str, Named]:
    """Return the fields whose name begins as typed, else those of the entity that was typed."""
    entity = typed.partition(".")[0]
    kin = {name: each for name, each in names.items() if name.startswith(typed)}
    return kin or {name: each for name, each in names.items() if name.partition(".")[0] == entity}


def _suggest(typed: str, kin: Mapping[str, Named], names: Mapping[str, Named]) -> str:
    """Return the full name that was most likely meant, in its own language; empty where none is near."""
    shown = {fold(name): name for each in (kin or names).values() for name in (each.key, each.show("de"))}
    begun = [name for name in shown if name.startswith(typed)]
    if begun:
        return shown[begun[0]] if len(begun) == 1 else ""
    by_field = {name.partition(".")[2]: name for name in reversed(shown)}
    field = typed.rpartition(".")[2][:_LONGEST_NAME]
    near = difflib.get_close_matches(field, by_field, n=1, cutoff=0.7)
    return shown[by_field[near[0]]] if near else ""


def _refuse_complexity(tokens: list[Token]) -> None:
    """Refuse what nobody could read, before anything walks down into it, and brackets that do not match."""
    operators = [token for token in tokens if token.is_one_of(*_OPERATORS)]
    if len(operators) > MAX_OPERATORS:
        excess = operators[MAX_OPERATORS]
        values = {"limit": str(MAX_OPERATORS)}
        raise ConditionInvalid("too_many_operators", position=excess.position, token=excess.typed, values=values)
    opened: list[Token] = []
    for token in tokens:
        if token.is_one_of("("):
            opened.append(token)
        elif token.is_one_of(")"):
            if not opened:
                raise ConditionInvalid("bracket_not_opened", position=token.position, token=token.typed)
            opened.pop()
        if len(opened) > MAX_NESTING:
            values = {"limit": str(MAX_NESTING)}
            raise ConditionInvalid("too_nested", position=token.position, token=token.typed, values=values)
    if opened and not tokens[-1].is_one_of(*_OPERATORS, "("):
        raise ConditionInvalid("bracket_not_closed", position=opened[-1].position, token=opened[-1].typed)
