"""The expressions that a recipe's author writes: `` `mean radius` / area if area > 0 else 0 ``.

Python's own grammar is parsed and never run: columns (in backticks where they are no plain word), numbers,
quoted text, `True`, `False`, `+ - * /`, comparisons, `and or not`, `a if condition else b`, and the
functions below. Arithmetic is of double precision; dividing by zero, and a result that is no finite number,
is missing. `round(x, digits)` is half away from zero, as `floor(abs(x) * 10^digits + 0.5) / 10^digits` in
double precision.
"""

from __future__ import annotations

import ast
import re

from recipe.expressions import Call, Constant, Expression, Schema, Type, column, number, type_of
from recipe.faults import RecipeError

ARITHMETIC = {ast.Add: "add", ast.Sub: "subtract", ast.Mult: "multiply", ast.Div: "divide"}
COMPARISONS = {
    ast.Eq: "equal",
    ast.NotEq: "unequal",
    ast.Lt: "less",
    ast.LtE: "at_most",
    ast.Gt: "more",
    ast.GtE: "at_least",
}
FUNCTIONS: dict[str, tuple[Type | None, Type]] = {
    "abs": (None, "number"),
    "floor": (None, "number"),
    "ceil": (None, "number"),
    "trim": ("text", "text"),
    "lower": ("text", "text"),
    "length": ("text", "integer"),
    "year": ("date", "integer"),
    "month": ("date", "integer"),
    "day": ("date", "integer"),
    "weekday": ("date", "integer"),
}
"""One argument of this type (None: a number), and what it gives. `length` counts code points, Monday is 1."""
_BACKTICKS = re.compile(r"`([^`]+)`")


def parse(text: str, schema: Schema) -> Expression:
    """Read an expression over the columns of `schema`; `RecipeError` saying what is wrong with it."""
    names: list[str] = []

    def stand_in(found: re.Match[str]) -> str:
        names.append(found[1])
        return f"_column_{len(names) - 1}_"

    try:
        body = ast.parse(_BACKTICKS.sub(stand_in, text).strip(), mode="eval").body
    except SyntaxError as error:
        raise RecipeError(f"{text!r} is no expression: {error.msg}") from error
    known = {f"_column_{index}_": name for index, name in enumerate(names)}
    try:
        return _Reader(schema, known).read(body)
    except RecipeError as error:
        raise RecipeError(f"{text!r}: {error}") from error


def finite(part: Expression) -> Expression:
    """Return a number that was computed with what is not finite made missing, and -0 made 0."""
    return Call("finite", (part,), "number") if part.type == "number" else part


class _Reader:
    def __init__(self, schema: Schema, names: dict[str, str]) -> None:
        self._schema, self._names = schema, names

    def read(self, node: ast.expr) -> Expression:
        match node:
            case ast.Constant(value=bool() | int() | float() | str() as value):
                return Constant(value, type_of(value))
            case ast.Name(id=name):
                return column(self._schema, self._names.get(name, name))
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return self._call(name, arguments)
        return self._operator(node)

    def _operator(self, node: ast.expr) -> Expression:
        match node:
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Call("negate", (number(self.read(operand)),), "number")
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Call("not", (self._flag(operand),), "flag")
            case ast.BinOp(left=left, op=operator, right=right) if type(operator) in ARITHMETIC:
                sides = (number(self.read(left)), number(self.read(right)))
                return Call(ARITHMETIC[type(operator)], sides, "number")
            case ast.BoolOp(op=operator, values=values):
                return self._junction("and" if isinstance(operator, ast.And) else "or", values)
            case ast.Compare(left=left, ops=[operator], comparators=[right]) if type(operator) in COMPARISONS:
                return Call(COMPARISONS[type(operator)], self._alike(left, right), "flag")
            case ast.IfExp(test=test, body=body, orelse=orelse):
                then, otherwise = self._alike(body, orelse)
                return Call("choose", (self._flag(test), then, otherwise), then.type)
        raise RecipeError(f"a recipe knows no {type(node).__name__} at position {node.col_offset + 1}")

    def _junction(self, function: str, values: list[ast.expr]) -> Expression:
        found = self._flag(values[0])
        for value in values[1:]:
            found = Call(function, (found, self._flag(value)), "flag")
        return found

    def _flag(self, node: ast.expr) -> Expression:
        if (found := self.read(node)).type != "flag":
            raise RecipeError(f"a condition is needed where there is {found.type}")
        return found

    def _alike(self, *nodes: ast.expr) -> tuple[Expression, ...]:
        """Read expressions of one type; where one is a number, integers become numbers."""
        parts = [self.read(node) for node in nodes]
        types = {part.type for part in parts}
        if types == {"number", "integer"}:
            parts = [number(part) for part in parts]
        elif len(types) > 1:
            raise RecipeError(f"{' and '.join(sorted(types))} do not go together")
        return tuple(parts)

    def _call(self, name: str, arguments: list[ast.expr]) -> Expression:
        match name, arguments:
            case "missing", [one]:
                return Call("missing", (self.read(one),), "flag")
            case "coalesce", [_, _, *_]:
                parts = self._alike(*arguments)
                return Call("coalesce", parts, parts[0].type)
            case "round", [one, ast.Constant(value=int() as digits)] if 0 <= digits <= 9:
                return Call("round", (number(self.read(one)), Constant(digits, "integer")), "number")
            case "days_between", [first, last]:
                days = tuple(self._of_type(part, "date") for part in (first, last))
                return Call("days_between", days, "integer")
            case _, [one] if name in FUNCTIONS:
                wanted, given = FUNCTIONS[name]
                part = number(self.read(one)) if wanted is None else self._of_type(one, wanted)
                return Call(name, (part,), given)
        raise RecipeError(f"a recipe knows no {name}() with {len(arguments)} argument(s) like these")

    def _of_type(self, node: ast.expr, wanted: Type) -> Expression:
        if (found := self.read(node)).type != wanted:
            raise RecipeError(f"{wanted} is needed where there is {found.type}")
        return found
