"""Settings that an account with `[account]` would refuse: services, machines and regions that it has not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from config.account import Account
    from config.models import Environment
    from config.roster import Roster

MACHINE = re.compile(r"ml\.[a-z0-9-]+\.[a-z0-9]+")
MOST_NAMED = 6


def broken_account(environment: Environment) -> Iterator[str]:
    """Yield one line for every setting outside of what `[account]` allows."""
    if (account := environment.account) is None:
        return
    if environment.region not in account.regions:
        allowed = ", ".join(account.regions)
        yield f"region: account.regions has no {environment.region}; choose one of {allowed}"
    yield from _services(environment, account)
    yield from _instance_profiles(environment)
    yield from _reserved(environment, account)
    settings = environment.model_dump(exclude={"account", "classes"})
    yield from _machines(settings, account=account)
    for roster in environment.classes:
        yield from _class(roster, account)


def _services(environment: Environment, account: Account) -> Iterator[str]:
    """Check what a person chose by one key; synthesis checks the type of every resource besides."""
    chosen = {
        "image": ("CodeBuild", environment.image == "own", "set it to prebuilt"),
        "api.auth": ("Cognito", environment.api.auth == "cognito", "set it to api-key"),
        "api.waf": ("WAFv2", environment.api.waf, "set it to false"),
        "network": ("EC2", environment.network is not None, "remove the table"),
        "studio": ("SageMaker", environment.studio is not None, "remove the table"),
        "watch": ("CloudWatch", environment.watch.alarms or environment.watch.dashboards, "turn both off"),
    }
    for key, (service, used, advice) in chosen.items():
        if used and service not in account.services:
            yield f"{key}: needs {service}, which account.services has not; {advice}, or add it there"


def _instance_profiles(environment: Environment) -> Iterator[str]:
    for key in ("containers", "batch_queue"):
        if getattr(environment, key) is not None:
            yield f"{key}: its machines need an instance profile, which only IAM makes; remove the table"


def _reserved(environment: Environment, account: Account) -> Iterator[str]:
    if account.reserves:
        return
    reserved = {
        "api.proxy_reserved_concurrency": environment.api.proxy_reserved_concurrency,
        "ai.reserved_concurrency": environment.ai.reserved_concurrency,
    }
    for key, value in reserved.items():
        if value is not None:
            yield (
                f"{key}: account.concurrent_functions is {account.concurrent_functions}, and AWS reserves "
                f"nothing of the last {account.KEPT_UNRESERVED}; remove it"
            )


def _machines(settings: Any, *, account: Account, path: str = "") -> Iterator[str]:
    """Look through all tables: whatever key names an instance type, it is held to the account's."""
    if isinstance(settings, Mapping):
        for key, value in settings.items():
            yield from _machines(value, account=account, path=f"{path}.{key}".removeprefix("."))
    elif isinstance(settings, list | tuple):
        for value in settings:
            yield from _machines(value, account=account, path=path)
    elif isinstance(settings, str) and MACHINE.fullmatch(settings):
        yield from _machine(settings, account=account, path=path)


def _machine(wanted: str, *, account: Account, path: str) -> Iterator[str]:
    if wanted not in account.instance_types:
        yield f"{path}: account.instance_types has no {wanted}; {_instead(account)}"


def _instead(account: Account) -> str:
    return f"take one of {', '.join(account.instance_types[:MOST_NAMED])}"


def _class(roster: Roster, account: Account) -> Iterator[str]:
    path = f"class {roster.name}: "
    for wanted in roster.instance_types:
        yield from _machine(wanted, account=account, path=f"{path}instance_types")
    if "bedrock" in roster.services and "Bedrock" not in account.services:
        yield f"{path}services: bedrock needs Bedrock, which account.services has not; leave it out"
    if roster.budgets:
        yield f"{path}budgets: AWS Budgets needs a role, which [account] excludes; set it to false"
    if roster.accounts:
        yield f"{path}accounts: an account a student is made with roles, which [account] excludes; remove it"
