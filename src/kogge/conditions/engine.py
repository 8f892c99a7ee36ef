"""The only module that knows the library `rule_engine`: its grammar decides what binds how, its nodes compare.

The library is shown no text of a person's. Each operand is a symbol `t0`, `t1`, … of its own, so that a symbol tells
where something stands, and neither the library's literals (escapes, huge numbers, dates of an unclear time zone) nor
its built-in names and functions can be reached. Types are checked here: the library compares a number with a text
without a word, and where it does find fault it does not say where.
"""

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Context, DivisionByZero, InvalidOperation, Overflow, localcontext
from itertools import accumulate, pairwise

from rule_engine import Context as LibraryContext
from rule_engine import Rule, ast
from rule_engine.errors import EngineError, RuleSyntaxError

from kogge.conditions.days import read_day
from kogge.conditions.errors import ConditionInvalid
from kogge.conditions.fields import DAY, LIST, NUMBER, TEXT, YES_NO, FieldType, Named
from kogge.conditions.operands import Operand, Term
from kogge.conditions.tokens import Token

Values = Mapping[str, object]
Check = Callable[[Values], bool]
"""Tells whether a condition, or a part of it, holds for the values of its symbols."""

EXACT = Context(prec=60, traps=[DivisionByZero, InvalidOperation, Overflow])
"""How conditions calculate: far more digits than any amount has."""
_COMPARED = {NUMBER, DAY}


@dataclass(frozen=True, slots=True)
class Compiled:
    """What decides, with the values of the symbols that are `constants` and what the others stand for: `fields`."""

    check: Check
    constants: Values
    fields: Mapping[str, Named]

    def holds(self, values: Values) -> bool:
        """Tell whether the condition holds for the values of its fields, by symbol."""
        with localcontext(EXACT):
            return self.check({**self.constants, **values})


def compile_terms(text: str, terms: Sequence[Term]) -> Compiled:
    """Return what decides about a condition. Raises ConditionInvalid where its terms do not fit together."""
    expression = _parse(terms)
    operands = {f"t{index}": term for index, term in enumerate(terms) if isinstance(term, Operand)}
    types = _Types(text, operands)
    types.require(expression, YES_NO, "not_yes_no")
    constants = {
        symbol: operand.value if operand.listed is None else operand.listed
        for symbol, operand in types.operands.items()
        if operand.named is None
    }
    fields = {symbol: operand.named for symbol, operand in types.operands.items() if operand.named}
    return Compiled(_compile(expression, _find_negated(terms)), constants, fields)


def _parse(terms: Sequence[Term]) -> ast.ExpressionBase:
    """Let the library's grammar decide what binds how. Raises ConditionInvalid where a term stands in a wrong place."""
    words = [f"t{index}" if isinstance(term, Operand) else term.value for index, term in enumerate(terms)]
    starts = dict(zip(accumulate((len(word) + 1 for word in words), initial=0), range(len(words)), strict=False))
    _refuse_calls(terms)
    try:
        return Rule(" ".join(words), LibraryContext(default_timezone="utc", decimal_context=EXACT)).statement.expression
    except RuleSyntaxError as problem:
        if problem.token is None:
            end = _token_of(terms[-1], last=True).end if terms else 0
            raise ConditionInvalid("unfinished" if terms else "empty", position=end) from None
        raise _say_unexpected(terms[starts[problem.token.lexpos]]) from None


def _refuse_calls(terms: Sequence[Term]) -> None:
    """Refuse a bracket after an operand: the library would call it. Raises ConditionInvalid."""
    for before, term in pairwise(terms):
        if _is_sign(term, "(") and (isinstance(before, Operand) or _is_sign(before, ")")):
            raise _say_unexpected(term)


def _say_unexpected(term: Term) -> ConditionInvalid:
    token = _token_of(term)
    problem = "chained" if token.is_one_of("==", "!=", "<", ">", "<=", ">=", "in") else "unexpected"
    return ConditionInvalid(problem, position=token.position, token=token.typed)


def _token_of(term: Term, *, last: bool = False) -> Token:
    return term.tokens[-1 if last else 0] if isinstance(term, Operand) else term


def _is_sign(term: Term, *values: str) -> bool:
    return isinstance(term, Token) and term.is_one_of(*values)


def _find_negated(terms: Sequence[Term]) -> frozenset[str]:
    """Return the symbols that stand first after `not in`, of which the library makes `not (… in …)`: not the same."""
    negated = set()
    for index, term in enumerate(terms[:-1]):
        if _is_sign(term, "not") and _is_sign(terms[index + 1], "in"):
            operand = next(at for at in range(index, len(terms)) if isinstance(terms[at], Operand))
            negated.add(f"t{operand}")
    return frozenset(negated)


def _list_symbols(node: ast.ExpressionBase) -> list[str]:
    """Return the symbols below a node, in the order in which they were written."""
    if isinstance(node, ast.SymbolExpression):
        return [node.name]
    if isinstance(node, ast.UnaryExpression):
        return _list_symbols(node.right)
    if isinstance(node, ast.ContainsExpression):
        return [*_list_symbols(node.member), *_list_symbols(node.container)]
    return [*_list_symbols(node.left), *_list_symbols(node.right)]


def _compile(node: ast.ExpressionBase, negated: frozenset[str]) -> Check:
    """Return what decides about a node of yes and no."""
    if isinstance(node, ast.LogicExpression):
        left, right = _compile(node.left, negated), _compile(node.right, negated)
        if node.type == "and":
            return lambda values: left(values) and right(values)
        return lambda values: left(values) or right(values)
    if isinstance(node, ast.UnaryExpression) and not _is_not_in(node, negated):
        inner = _compile(node.right, negated)
        return lambda values: not inner(values)
    return _compile_comparison(node)


def _is_not_in(node: ast.UnaryExpression, negated: frozenset[str]) -> bool:
    return isinstance(node.right, ast.ContainsExpression) and _list_symbols(node.right.container)[0] in negated


def _compile_comparison(node: ast.ExpressionBase) -> Check:
    """Return what decides about one comparison: it does not hold where a value is missing or cannot be calculated."""
    symbols = frozenset(_list_symbols(node))

    def check(values: Values) -> bool:
        if any(values[symbol] is None for symbol in symbols):
            return False
        try:
            return bool(node.evaluate(values))
        except (EngineError, ArithmeticError):
            return False

    return check


class _Types:
    """Finds each node's type and refuses what does not go together; texts that are compared with days become days."""

    def __init__(self, text: str, operands: Mapping[str, Operand]) -> None:
        self.text = text
        self.operands = dict(operands)
        self._rules: Mapping[type, Callable[[ast.ExpressionBase], FieldType]] = {
            ast.SymbolExpression: self._of_symbol,
            ast.UnaryExpression: self._of_unary,
            ast.LogicExpression: self._of_logic,
            ast.ComparisonExpression: self._of_equality,
            ast.ArithmeticComparisonExpression: self._of_order,
            ast.ContainsExpression: self._of_membership,
            ast.AddExpression: self._of_calculation,
            ast.SubtractExpression: self._of_calculation,
            ast.ArithmeticExpression: self._of_calculation,
        }

    def find(self, node: ast.ExpressionBase) -> FieldType:
        """Return a node's type. Raises ConditionInvalid."""
        return self._rules[type(node)](node)

    def require(self, node: ast.ExpressionBase, wanted: FieldType, problem: str) -> None:
        """Refuse a node of another type. Raises ConditionInvalid."""
        found = self.find(node)
        if found is not wanted:
            raise self._refuse(problem, node, type=found.value)

    def _refuse(self, problem: str, node: ast.ExpressionBase, **values: str) -> ConditionInvalid:
        symbols = _list_symbols(node)
        start = self.operands[symbols[0]].tokens[0].position
        end = self.operands[symbols[-1]].tokens[-1].end
        return ConditionInvalid(problem, position=start, token=self.text[start:end], values=values)

    def _operand(self, node: ast.ExpressionBase) -> Operand | None:
        return self.operands[node.name] if isinstance(node, ast.SymbolExpression) else None

    def _of_symbol(self, node: ast.ExpressionBase) -> FieldType:
        operand = self.operands[node.name]
        return operand.type if operand.listed is None else LIST

    def _of_unary(self, node: ast.ExpressionBase) -> FieldType:
        wanted, problem = (YES_NO, "not_yes_no") if node.type == "not" else (NUMBER, "not_a_number")
        self.require(node.right, wanted, problem)
        return wanted

    def _of_logic(self, node: ast.ExpressionBase) -> FieldType:
        self.require(node.left, YES_NO, "not_yes_no")
        self.require(node.right, YES_NO, "not_yes_no")
        return YES_NO

    def _of_calculation(self, node: ast.ExpressionBase) -> FieldType:
        self.require(node.left, NUMBER, "not_a_number")
        self.require(node.right, NUMBER, "not_a_number")
        return NUMBER

    def _of_equality(self, node: ast.ExpressionBase) -> FieldType:
        left, right = self._find_both(node)
        if LIST in {left, right}:
            raise self._refuse("list_compared", node)
        if left is not right:
            raise self._refuse("types_differ", node, left=left.value, right=right.value)
        self._check_values(node.left, node.right)
        self._check_values(node.right, node.left)
        return YES_NO

    def _of_order(self, node: ast.ExpressionBase) -> FieldType:
        left, right = self._find_both(node)
        if left is not right:
            raise self._refuse("types_differ", node, left=left.value, right=right.value)
        if left not in _COMPARED:
            raise self._refuse("not_ordered", node, type=left.value)
        return YES_NO

    def _find_both(self, node: ast.ExpressionBase) -> tuple[FieldType, FieldType]:
        """Return the types of both sides; a text that is compared with a day is read as one."""
        left, right = self.find(node.left), self.find(node.right)
        for type_, other in ((left, node.right), (right, node.left)):
            if type_ is DAY and self._read_days(other):
                return DAY, DAY
        return left, right

    def _of_membership(self, node: ast.ExpressionBase) -> FieldType:
        member = self.find(node.member)
        container = self._operand(node.container)
        held = self._find_held(node, container)
        if member is DAY and container is not None and self._read_days(node.container):
            held = DAY
        if member is not held:
            raise self._refuse("types_differ", node, left=member.value, right=held.value)
        self._check_values(node.member, node.container)
        return YES_NO

    def _find_held(self, node: ast.ExpressionBase, container: Operand | None) -> FieldType:
        """Return the type of what a list holds; a text holds texts."""
        if container is not None and container.listed is not None:
            return container.type
        found = self.find(node.container)
        if found not in {LIST, TEXT}:
            raise self._refuse("not_a_list", node.container, type=found.value)
        return TEXT

    def _read_days(self, node: ast.ExpressionBase) -> bool:
        """Read what is no field as a day or a list of days; False where it is no text. Raises ConditionInvalid."""
        operand = self._operand(node)
        if operand is None or operand.named is not None or operand.type is not TEXT:
            return False
        texts = (operand.value,) if operand.listed is None else operand.listed
        days = tuple(read_day(str(each)) for each in texts)
        if None in days:
            raise self._refuse("not_a_day", node)
        alone = operand.listed is None
        self.operands[node.name] = replace(
            operand, type=DAY, value=days[0] if alone else None, listed=None if alone else days
        )
        return True

    def _check_values(self, node: ast.ExpressionBase, compared: ast.ExpressionBase) -> None:
        """Refuse to compare a field with a text that it never has. Raises ConditionInvalid."""
        left, right = self._operand(node), self._operand(compared)
        if left is None or left.named is None or right is None or right.named is not None:
            return
        possible = left.named.field.values
        for value in (right.value,) if right.listed is None else right.listed:
            if possible and value not in possible:
                problem = self._refuse("unknown_value", compared, field=left.named.key, value=str(value))
                near = difflib.get_close_matches(str(value).casefold(), possible, n=1, cutoff=0.5)
                problem.suggestion = near[0] if near else ""
                problem.known = possible
                raise problem
