"""What falls away where nobody may create a role: the one table that the plan, synth and the docs read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from config.account import Account
    from config.models import Environment


@dataclass(frozen=True, kw_only=True)
class Loss:
    """`lost` is not there, and `instead` is what there is; `{account...}` in them is a setting.

    `holds` tells of which accounts it is true.
    """

    key: str
    lost: str
    instead: str
    of_a_class: bool = False
    holds: Callable[[Account], bool] = lambda account: True

    def __str__(self) -> str:
        return f"{self.key}: {self.lost}. {self.instead}."


LOSSES = (
    Loss(
        key="least privilege",
        lost="Functions, jobs and machines have no role of their own, so each may do what all may",
        instead="All run as the account's role; iam-policy-report.txt in cdk.out says what each needs",
    ),
    Loss(
        key="confused deputy",
        lost="The role's trust is AWS's own: without aws:SourceAccount, and without session names of Studio",
        instead="CloudTrail says what was done as the role, and not for which student",
    ),
    Loss(
        key="image",
        lost="No container image of ours is built",
        instead="Endpoints and jobs run AWS's scikit-learn container (image = prebuilt)",
        holds=lambda account: "CodeBuild" not in account.services,
    ),
    Loss(
        key="chat",
        lost="No guardrail and so no chat, summaries or streamed chat",
        instead="The API lacks these routes, though /v1/openapi.json names them; the rest of /v1/ai is there",
        holds=lambda account: "Bedrock" not in account.services,
    ),
    Loss(
        key="terminologies",
        lost="Translations follow no terminology",
        instead="A request that names one is told that there is none",
        holds=lambda account: "Translate" not in account.services,
    ),
    Loss(
        key="concurrency",
        lost="Of {account.concurrent_functions} functions at once none is reserved, so one can use up all",
        instead="API Gateway's throttle bounds what comes in",
        holds=lambda account: not account.reserves,
    ),
    Loss(
        key="deployment",
        lost="There are no roles of `cdk bootstrap` to deploy with",
        instead="`lab2api deploy` uses your own credentials, and makes the bucket for templates and code",
    ),
    Loss(
        key="isolation",
        lost="No student has a role of their own: each can read and change what every other one has",
        instead="Profiles, spaces, prefixes and names are kept apart by agreement, and told apart by name",
        of_a_class=True,
    ),
    Loss(
        key="boundary",
        lost="Nothing denies types, regions, tags, others' names, or the days before and after the class",
        instead="The account denies what it denies; the guard counts whatever runs, and the teardown ends it",
        of_a_class=True,
    ),
    Loss(
        key="freeze",
        lost="Who is frozen can start something new, and ask services past the API: nothing denies it",
        instead="The API key is disabled, and each minute what runs in SageMaker is stopped again",
        of_a_class=True,
    ),
    Loss(
        key="budgets",
        lost="AWS Budgets cannot act, as it needs a role to act with",
        instead="The guard alone counts and stops; the account may have a budget of its own",
        of_a_class=True,
    ),
    Loss(
        key="attribution",
        lost="No session carries the student's tag, so the bill tells students apart by resources only",
        instead="The guard counts what is called by a student's name or runs in their profile",
        of_a_class=True,
    ),
    Loss(
        key="apps",
        lost="No more than {account.most_apps} Studio apps run at once",
        instead="Students take turns, or each has an account of their own, as in a Learner Lab",
        of_a_class=True,
        holds=lambda account: account.most_apps is not None,
    ),
)


def falls_away(environment: Environment) -> tuple[Loss, ...]:
    """Return what an environment and its classes lack: nothing where roles can be made."""
    account = environment.account
    if account is None:
        return ()
    held = [loss for loss in LOSSES if loss.holds(account)]
    return tuple(replace(loss, lost=loss.lost.format(account=account)) for loss in held)
