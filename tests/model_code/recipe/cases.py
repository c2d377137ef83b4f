# ruff: noqa: E501 - the recipes are one line a key
"""A recipe for every operation, and seeded chains of them, over the columns of tables.py."""

import random

OPERATIONS = {
    "rename": '[[operations]]\ndo = "rename"\ncolumns = {amount = "count", count = "amount"}\n',
    "drop": '[[operations]]\ndo = "drop"\ncolumns = ["seen", "open"]\n',
    "keep": '[[operations]]\ndo = "keep"\ncolumns = ["kind", "name", "amount"]\n',
    "cast": '[[operations]]\ndo = "cast"\ncolumns = {count = "text", open = "integer", day = "text"}\n',
    "cast_back": '[[operations]]\ndo = "cast"\ncolumns = {count = "number"}\n\n'
    '[[operations]]\ndo = "cast"\ncolumns = {amount = "integer"}\non_bad = "missing"\n\n'
    '[[operations]]\ndo = "cast"\ncolumns = {open = "text"}\n',
    "parse_date": '[[operations]]\ndo = "parse_date"\ncolumn = "seen"\nformat = "%d/%m/%Y"\n',
    "bad_date": '[[operations]]\ndo = "parse_date"\ncolumn = "name"\nformat = "%Y%m%d"\non_bad = "missing"\n',
    "trim": '[[operations]]\ndo = "trim"\ncolumns = ["name", "kind"]\n',
    "lower": '[[operations]]\ndo = "lower"\ncolumns = ["name"]\n',
    "fill_missing": '[[operations]]\ndo = "fill_missing"\ncolumns = ["amount", "share of it"]\nvalue = 0.1\n\n'
    '[[operations]]\ndo = "fill_missing"\ncolumns = ["day"]\nvalue = 2020-02-02\n\n'
    '[[operations]]\ndo = "fill_missing"\ncolumns = ["name"]\nvalue = "it\'s $none \\\\"\n',
    "drop_missing": '[[operations]]\ndo = "drop_missing"\ncolumns = ["name", "amount"]\n',
    "replace": '[[operations]]\ndo = "replace"\ncolumns = ["name", "kind"]\nold = ["x", "a", "it\'s $5 \\\\ done"]\nnew = "Y"\n\n'
    '[[operations]]\ndo = "replace"\ncolumns = ["count"]\nold = [42, 3]\n',
    "filter": '[[operations]]\ndo = "filter"\nwhere = "amount > 0.5 or (kind == \'a\' and not open) or missing(day)"\n',
    "clip": '[[operations]]\ndo = "clip"\ncolumns = ["amount", "count"]\nlower = -1\nupper = 10\n',
    "derive": '[[operations]]\ndo = "derive"\ncolumn = "ratio"\nexpression = "round(amount / `share of it` - 1, 2)"\n\n'
    '[[operations]]\ndo = "derive"\ncolumn = "amount"\nexpression = "amount * amount if amount >= 0 else -amount"\n\n'
    '[[operations]]\ndo = "derive"\ncolumn = "letters"\nexpression = "length(lower(trim(name)))"\n\n'
    '[[operations]]\ndo = "derive"\ncolumn = "age"\nexpression = "days_between(day, coalesce(day, day)) + year(day) + month(day) + weekday(day) + day(day)"\n\n'
    '[[operations]]\ndo = "derive"\ncolumn = "odd"\nexpression = "floor(abs(amount)) - ceil(count / 2) * 0"\n',
    "map": '[[operations]]\ndo = "map"\ncolumn = "kind"\nvalues = {a = "one", b = "two"}\n\n'
    '[[operations]]\ndo = "map"\ncolumn = "name"\nvalues = {x = "X"}\notherwise = "other"\n',
    "bucketize": '[[operations]]\ndo = "bucketize"\ncolumn = "amount"\ninto = "size"\nedges = [0, 0.5, 2.5]\n',
    "one_hot": '[[operations]]\ndo = "one_hot"\ncolumn = "kind"\nvalues = ["a", "b"]\n',
    "ordinal": '[[operations]]\ndo = "ordinal"\ncolumn = "kind"\nvalues = ["c", "a"]\n',
    "deduplicate": '[[operations]]\ndo = "deduplicate"\n',
    "deduplicate_some": '[[operations]]\ndo = "sort"\nby = [{column = "amount", descending = true}]\n\n'
    '[[operations]]\ndo = "deduplicate"\ncolumns = ["kind", "open"]\n',
    "sort": '[[operations]]\ndo = "sort"\nby = [{column = "kind"}, {column = "amount", descending = true}, {column = "day"}]\n\n'
    '[[operations]]\ndo = "derive"\ncolumn = "amount"\nexpression = "0 - amount"\n',
    "aggregate": '[[operations]]\ndo = "aggregate"\nby = ["kind", "open"]\n[operations.columns]\n'
    'n = {function = "rows"}\npresent = {function = "count", of = "amount"}\ntotal = {function = "sum", of = "count"}\n'
    'mean = {function = "mean", of = "share of it"}\nleast = {function = "minimum", of = "name"}\nmost = {function = "maximum", of = "day"}\n',
}  # fmt: skip
CHAINED = (
    "trim", "lower", "fill_missing", "drop_missing", "replace", "filter", "clip", "map", "bucketize", "deduplicate",
    "deduplicate_some", "sort",
)  # fmt: skip


def chain(seed: int) -> str:
    """Six operations that go in any order."""
    chance = random.Random(seed)  # noqa: S311 - data, not a secret
    return "\n".join(OPERATIONS[name] for name in chance.sample(CHAINED, 6))
