"""How Spark SQL says each function of an expression. Needs no Spark: it is text.

Non-ANSI semantics (`spark.sql.ansi.enabled=false`, the default of 3.5) are assumed: a bad date is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from recipe.expressions import Column, Constant, Expression, Type, Value
from recipe.polars_expressions import INTEGER, NUMBER, date_pattern

TYPES: dict[Type, str] = {
    "text": "STRING",
    "number": "DOUBLE",
    "integer": "BIGINT",
    "date": "DATE",
    "flag": "BOOLEAN",
}
LARGEST = "1.7976931348623157E308D"
WHOLE = "4503599627370496D"
"""2^52: every number from here on is whole, and floor() gives BIGINT, which ends before numbers do."""
SPACES = r"' \t\n\r\u000B\u000C'"
TEMPLATES: dict[str, str] = {
    "abs": "abs({0})",
    "add": "({0} + {1})",
    "and": "({0} AND {1})",
    "at_least": "({0} >= {1})",
    "at_most": "({0} <= {1})",
    "ceil": f"CASE WHEN abs({{0}}) < {WHOLE} THEN CAST(ceil({{0}}) AS DOUBLE) ELSE {{0}} END",
    "choose": "CASE WHEN {0} THEN {1} ELSE {2} END",
    "day": "CAST(day({0}) AS BIGINT)",
    "days_between": "CAST(datediff({1}, {0}) AS BIGINT)",
    "divide": "({0} / {1})",
    "equal": "({0} = {1})",
    "finite": f"CASE WHEN abs({{0}}) <= {LARGEST} THEN {{0}} + 0.0D END",
    "flag_of_text": "CASE WHEN {0} RLIKE '^[Tt][Rr][Uu][Ee]$' THEN true "
    "WHEN {0} RLIKE '^[Ff][Aa][Ll][Ss][Ee]$' THEN false END",
    "floor": f"CASE WHEN abs({{0}}) < {WHOLE} THEN CAST(floor({{0}}) AS DOUBLE) ELSE {{0}} END",
    "integer_of_flag": "CAST({0} AS BIGINT)",
    "integer_of_number": "CASE WHEN abs({0}) < 9007199254740992D AND floor({0}) = {0} "
    "THEN CAST({0} AS BIGINT) END",
    "length": "CAST(char_length({0}) AS BIGINT)",
    "less": "({0} < {1})",
    "lower": "lower({0})",
    "missing": "({0} IS NULL)",
    "month": "CAST(month({0}) AS BIGINT)",
    "more": "({0} > {1})",
    "multiply": "({0} * {1})",
    "negate": "(-{0})",
    "not": "(NOT {0})",
    "number_of_integer": "CAST({0} AS DOUBLE)",
    "or": "({0} OR {1})",
    "subtract": "({0} - {1})",
    "text_of_date": "date_format({0}, 'yyyy-MM-dd')",
    "text_of_flag": "CAST({0} AS STRING)",
    "text_of_integer": "CAST({0} AS STRING)",
    "trim": f"trim(BOTH {SPACES} FROM {{0}})",
    "unequal": "({0} != {1})",
    "weekday": "CAST(weekday({0}) + 1 AS BIGINT)",
    "year": "CAST(year({0}) AS BIGINT)",
}


def sql(part: Expression) -> str:
    """Return the expression as Spark SQL."""
    if isinstance(part, Column):
        return name_sql(part.name)
    if isinstance(part, Constant):
        return _constant(part.value, part.type)
    arguments = [sql(argument) for argument in part.arguments]
    fixed = part.arguments[-1].value if isinstance(part.arguments[-1], Constant) else None
    if part.function in _WRITERS:
        return _WRITERS[part.function](arguments, fixed)
    return TEMPLATES[part.function].format(*arguments)


def name_sql(name: str) -> str:
    """Return a column's name, quoted; names have no backtick."""
    return f"`{name}`"


def text_sql(text: str) -> str:
    """Return text as a literal; no dollar sign is left in it, which a variable substitution could read."""
    return "'" + "".join(_letter(letter) for letter in text) + "'"


def _letter(letter: str) -> str:
    if letter in "\\'":
        return f"\\{letter}"
    return letter if letter.isprintable() and letter != "$" else f"\\U{ord(letter):08X}"


def _constant(value: Value, kind: Type) -> str:
    if value is None:
        return f"CAST(NULL AS {TYPES[kind]})"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return text_sql(value)
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    return f"{value!r}D" if kind == "number" else f"{value}L"


def _round(arguments: list[str], digits: Value) -> str:
    scale = f"{10 ** int(str(digits))}.0D"
    whole = TEMPLATES["floor"].format(f"(abs({arguments[0]}) * {scale} + 0.5D)")
    scaled = f"(({whole}) / {scale})"
    return f"CASE WHEN {arguments[0]} < 0 THEN -{scaled} ELSE {scaled} END"


def _number(arguments: list[str], _: Value) -> str:
    read = f"CASE WHEN {arguments[0]} RLIKE {text_sql(NUMBER)} THEN CAST({arguments[0]} AS DOUBLE) END"
    return TEMPLATES["finite"].format(f"({read})")


def _integer(arguments: list[str], _: Value) -> str:
    matches = f"{arguments[0]} RLIKE {text_sql(INTEGER)}"
    return f"CASE WHEN {matches} THEN CAST({arguments[0]} AS BIGINT) END"


def _date(arguments: list[str], format: Value) -> str:
    """Cut year, month and day out of their places: `to_date` would depend on a session's parser policy."""
    value, places, position = arguments[0], {}, 1
    for piece in str(format).replace("%", " %").split(" "):
        if piece.startswith("%"):
            width = 4 if piece[1] == "Y" else 2
            places[piece[1]] = f"CAST(substring({value}, {position}, {width}) AS INT)"
            position += width + len(piece) - 2
    made = f"make_date({places['Y']}, {places['m']}, {places['d']})"
    return f"CASE WHEN {value} RLIKE {text_sql(date_pattern(str(format)))} THEN {made} END"


_WRITERS: dict[str, Callable[[list[str], Value], str]] = {
    "coalesce": lambda arguments, _: f"coalesce({', '.join(arguments)})",
    "date_of_text": _date,
    "integer_of_text": _integer,
    "number_of_text": _number,
    "one_of": lambda arguments, _: f"({arguments[0]} IN ({', '.join(arguments[1:])}))",
    "round": _round,
}
"""Functions that no template can say."""
