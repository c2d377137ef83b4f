"""Boundaries with one thing wrong: a statement left out, an allowance widened, a refusal loosened."""

import copy
from collections.abc import Iterator
from typing import Any

from tests.stacks.reading import as_list

Document = dict[str, Any]
Statement = dict[str, Any]
WRONG_TYPE, ANOTHER = "ml.p4d.24xlarge", "demo-binh"
LOOSENED: dict[str, Any] = {
    "sagemaker:InstanceTypes": WRONG_TYPE,
    "aws:RequestTag/student": ANOTHER,
    "aws:TagKeys": "Student",
    "aws:RequestedRegion": "eu-west-1",
}
"""A value more that a refusal spares."""
MOVED = {
    "sagemaker:MaxRuntimeInSeconds": "3601",
    "DateLessThan": "2026-09-06T16:59:59Z",
    "DateGreaterThanEquals": "2035-06-30T17:00:01Z",
}
"""A limit one further, by key or operator."""


def mutants(boundary: Document) -> Iterator[tuple[str, Document]]:
    """Yield what is wrong and the boundary with it."""
    for at, statement in enumerate(boundary["Statement"]):
        name = f"{at} {statement['Effect']} {as_list(statement.get('Action', statement.get('NotAction')))[0]}"
        yield f"{name}: dropped", _replaced(boundary, at, None)
        change = _widened if statement["Effect"] == "Allow" else _loosened
        for what, changed in change(statement):
            yield f"{name}: {what}", _replaced(boundary, at, changed)


def _replaced(boundary: Document, at: int, statement: Statement | None) -> Document:
    statements = list(boundary["Statement"])
    statements[at : at + 1] = [statement] if statement else []
    return boundary | {"Statement": statements}


def _widened(statement: Statement) -> Iterator[tuple[str, Statement]]:
    if statement["Resource"] != "*":
        yield "any resource", statement | {"Resource": "*"}
    services = sorted({f"{action.partition(':')[0]}:*" for action in as_list(statement["Action"])})
    yield "any action", statement | {"Action": services}
    yield from _without_conditions(statement)


def _without_conditions(statement: Statement) -> Iterator[tuple[str, Statement]]:
    for operator, keys in statement.get("Condition", {}).items():
        for key in keys:
            changed = copy.deepcopy(statement)
            del changed["Condition"][operator][key]
            changed["Condition"] = {name: found for name, found in changed["Condition"].items() if found}
            yield f"without {key}", changed if changed["Condition"] else _bare(changed)


def _bare(statement: Statement) -> Statement:
    return {name: value for name, value in statement.items() if name != "Condition"}


def _loosened(statement: Statement) -> Iterator[tuple[str, Statement]]:
    """A refusal spares more; without a condition it would refuse more, which is as wrong."""
    yield from _without_conditions(statement)
    for operator, keys in statement["Condition"].items():
        for key, value in keys.items():
            changed = copy.deepcopy(statement)
            if key in LOOSENED and operator != "Null":
                changed["Condition"][operator][key] = [*as_list(value), LOOSENED[key]]
                yield f"spares {LOOSENED[key]}", changed
            elif moved := MOVED.get(key, MOVED.get(operator)):
                changed["Condition"][operator][key] = moved
                yield f"until {moved}", changed
        if operator.endswith("IfExists"):
            plain = operator.removesuffix("IfExists")
            condition = {plain: keys} | {k: v for k, v in statement["Condition"].items() if k != operator}
            yield "spares what is not said", statement | {"Condition": condition}
    for actions in ("Action", "NotAction"):
        yield from _of_fewer(statement, actions)


def _of_fewer(statement: Statement, element: str) -> Iterator[tuple[str, Statement]]:
    found = as_list(statement.get(element, []))
    if element == "NotAction" and found:
        yield "spares SageMaker", statement | {element: [*found, "sagemaker:*"]}
    for action in found if len(found) > 1 else []:
        yield f"{element} without {action}", statement | {element: [one for one in found if one != action]}
