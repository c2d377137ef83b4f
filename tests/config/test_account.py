"""Where nobody may create a role: what the account lacks is refused by its key; what falls away is said."""

from typing import Any

import pytest

import config
from config.account import Account
from config.account_losses import LOSSES, falls_away
from config.account_rules import MACHINE
from tests.config.changed import broken

ACADEMY = "class academy: "


def closed() -> Account:
    account = config.load("closed").account
    assert account
    return account


def with_class(**changes: Any) -> list[str]:
    (academy,) = config.load("closed").model_dump()["classes"]
    return broken("closed", classes=[academy | changes])


def test_the_closed_environment_and_its_class_load() -> None:
    closed_ = config.load("closed")
    assert not closed_.laptop, "it is for an account"
    assert [roster.name for roster in closed_.classes] == ["academy"]


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"region": "ap-southeast-1"}, "region: account.regions has no ap-southeast-1; choose one"),
        ({"image": "own"}, "image: needs CodeBuild, which account.services has not; set it to prebuilt"),
        ({"api__waf": True}, "api.waf: needs WAFv2"),
        ({"api__auth": "cognito"}, "api.auth: needs Cognito"),
        ({"training__instance_type": "ml.g5.xlarge"}, "training.instance_type: account.instance"),
        ({"training__processing_instance_type": "ml.m5.4xlarge"}, "training.processing_instance_type: acc"),
        ({"studio__instance_types": ("ml.m5.2xlarge",)}, "studio.instance_types: account.instance"),
        ({"account__services": ("Lambda",)}, "studio: needs SageMaker"),
        ({"account__services": ("Lambda",)}, "watch: needs CloudWatch"),
        ({"api__proxy_reserved_concurrency": 5}, "api.proxy_reserved_concurrency: account"),
        ({"ai__reserved_concurrency": 5}, "ai.reserved_concurrency: account.concurrent_functions is 10"),
        ({"account__role": "Lab Role"}, "account.role: String should match pattern"),
        ({"account__services": ("lambda",)}, "account.services.0: String should match pattern"),
        ({"account__trusted_by": ()}, "account.trusted_by: Tuple should have at least 1 item"),
    ],
)  # fmt: skip
def test_what_the_account_lacks_is_refused_by_its_key(changes: dict[str, Any], line: str) -> None:
    found = broken("closed", **changes)
    assert [one for one in found if one.startswith(line)], found


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"instance_types": ("ml.t3.medium", "ml.g4dn.xlarge")}, "instance_types: account.instance_types"),
        ({"services": ("bedrock",)}, "services: bedrock needs Bedrock, which account.services has not"),
        ({"budgets": True}, "budgets: AWS Budgets needs a role, which [account] excludes; set it to false"),
        ({"accounts": {"organizational_units": ("ou-abcd-12345678",)}}, "accounts: an account a student"),
    ],
)  # fmt: skip
def test_what_a_class_cannot_have_there_is_refused_by_its_key(changes: dict[str, Any], line: str) -> None:
    found = with_class(**changes)
    assert [one for one in found if one.startswith(ACADEMY + line)], found


def test_machines_of_clusters_need_what_only_iam_makes() -> None:
    containers = config.load("accelerated").model_dump()["containers"]
    assert [line for line in broken("closed", containers=containers) if line.startswith("containers: its")]


def test_whatever_key_names_a_machine_is_held_to_the_accounts() -> None:
    """Every type in the file is one of the account's: the sweep finds keys that are yet to be written."""
    found = broken("closed", account__instance_types=("ml.c5.18xlarge",))
    named = {line.partition(":")[0] for line in found if "account.instance_types has no" in line}
    assert {
        "training.instance_type",
        "studio.instance_type",
        f"{ACADEMY}instance_types".partition(":")[0],
    } <= named
    assert MACHINE.fullmatch("ml.g7e.2xlarge")
    assert not MACHINE.fullmatch("ml.t3.medium-like")


def test_an_account_that_reserves_concurrency_lets_functions_have_their_own() -> None:
    assert broken("closed", account__concurrent_functions=1_000, ai__reserved_concurrency=5) == []


@pytest.mark.parametrize(
    ("role", "name", "number"),
    [
        ("LabRole", "LabRole", None),
        ("service/teaching/LabRole", "service/teaching/LabRole", None),
        ("arn:aws:iam::123456789012:role/LabRole", "LabRole", "123456789012"),
        ("arn:aws:iam::123456789012:role/teaching/LabRole", "teaching/LabRole", "123456789012"),
    ],
)
def test_a_role_is_a_name_or_an_arn(role: str, name: str, number: str | None) -> None:
    account = closed().model_copy(update={"role": role})
    assert Account.model_validate(account.model_dump()).role == role
    assert (account.role_name, account.number) == (name, number)


def test_nothing_falls_away_where_roles_can_be_made() -> None:
    others = [environment for environment in config.load_all() if environment.account is None]
    assert others
    assert [falls_away(environment) for environment in others] == [()] * len(others)


def test_what_falls_away_is_named_once_and_says_what_is_there_instead() -> None:
    held = falls_away(config.load("closed"))
    assert {loss.key for loss in held} == {loss.key for loss in LOSSES}
    assert len({loss.key for loss in LOSSES}) == len(LOSSES)
    assert "No more than 2 Studio apps" in " ".join(map(str, held))
    for loss in held:
        assert str(loss) == f"{loss.key}: {loss.lost}. {loss.instead}."


def test_an_account_with_more_lacks_less() -> None:
    services = (*closed().services, "Bedrock", "Translate", "CodeBuild")
    more = closed().model_copy(update={"services": services, "most_apps": None, "concurrent_functions": None})
    held = falls_away(config.load("closed").model_copy(update={"account": more}))
    assert {loss.key for loss in LOSSES} - {loss.key for loss in held} == {
        "image",
        "chat",
        "terminologies",
        "concurrency",
        "apps",
    }
