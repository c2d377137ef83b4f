"""The verbs `lab2api class freeze|unfreeze`: an order to the guard, which carries it out by its own role."""

from __future__ import annotations

import json
import time
from typing import Annotated, Any

import typer
from botocore.exceptions import ClientError

from cli import terminal
from cli.classes.known import known
from cli.classes.shared import guard, ledger
from cli.target import Target, of_environment
from config.roster import Roster
from config.roster_files import load_roster

Name = Annotated[str, typer.Argument(metavar="ROSTER", help="A class of config/rosters.")]
Slug = Annotated[str, typer.Option("--student", help="Whom, by slug.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
MOST_TRIES, TRY_SECONDS = 5, 2.0
"""Where Lambda has no place for one more call."""


def freeze(
    name: Name,
    student: Slug,
    reason: Annotated[str, typer.Option("--reason", help="Why, for the student to read.")] = "",
    as_json: AsJson = False,
) -> None:
    """Stop a student: apps, endpoints and jobs end, the role may start nothing, the API key opens nothing.

    Files and disks stay. `lab2api class unfreeze` gives all of it back.
    """
    _order(name, {"action": "freeze", "student": student, "reason": reason}, as_json=as_json)


def unfreeze(
    name: Name,
    student: Slug,
    budget: Annotated[
        float | None, typer.Option("--budget", min=0.01, max=10_000, help="The student's new budget, USD.")
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why, for the ledger.")] = "",
    as_json: AsJson = False,
) -> None:
    """Let a frozen student work again. Who has spent the budget needs a larger one, or would freeze at once.

    The new budget holds until the roster's is changed: write it there too. Whom AWS Budgets froze needs it
    there first, and deployed: the guard and the bill count apart.
    """
    order: dict[str, Any] = {"action": "unfreeze", "student": student, "reason": reason}
    if budget is not None:
        order["budget_usd"] = f"{budget:.2f}"
    _order(name, order, as_json=as_json)


def _order(name: str, order: dict[str, Any], *, as_json: bool) -> None:
    roster = load_roster(name)
    target = of_environment(roster.environment)
    known(roster, [order["student"]], table=ledger(target, roster))
    answer = _invoke(target, roster, order)
    if refused := answer.get("refused"):
        terminal.stop(str(refused), hint="For a larger budget: --budget USD" if "budget" in refused else "")
    if as_json:
        terminal.print_json(answer)
        return
    terminal.out.print(f"{order['student']} is {answer['state']}: {answer['reason']}", markup=False)
    if stopped := answer.get("stopped"):
        terminal.out.print(f"ended: {', '.join(stopped)}", markup=False, soft_wrap=True)
    if failed := answer.get("failed"):
        terminal.stop(f"not all of it: {', '.join(failed)}", hint="The guard tries again each minute.")


def _invoke(target: Target, roster: Roster, order: dict[str, Any]) -> dict[str, Any]:
    client, function = target.client("lambda"), guard(target, roster)
    for attempt in range(1, MOST_TRIES + 1):
        try:
            answer = client.invoke(FunctionName=function, Payload=json.dumps(order))
        except ClientError as error:
            if error.response["Error"]["Code"] != "TooManyRequestsException" or attempt == MOST_TRIES:
                raise
            time.sleep(TRY_SECONDS)
            continue
        told: dict[str, Any] = json.loads(answer["Payload"].read())
        if "FunctionError" in answer:
            terminal.stop(f"the guard failed: {told.get('errorType')}", hint="Its log group says more.")
        return told
    raise TimeoutError("the guard was not asked")
