"""While a new model is tried, the old one stays readable: its card for the API, its artifact for AWS."""

from typing import Any

import pytest

from tests.stacks.reading import Resource, Template, as_list
from tests.stacks.test_serving import CANNOT_STREAM, MANY, MOCK, SERVINGS, STACKS, WEIGHTS

CALLERS = ("Invoke", "Work", "Stream")
READER = {"ecs": "Roles/Task/Allowed", "eks": "Role/Allowed"}
"""Which role reads a model in a container, by its mode."""


def found(template: Template, path: str) -> dict[str, Resource]:
    """Logical id to resource, for all that was declared as the construct `path`."""
    return {
        name: resource
        for name, resource in template["Resources"].items()
        if resource["Metadata"]["aws:cdk:path"].endswith(f"/{path}/Resource")
    }


def entry(template: Template) -> tuple[str, Resource]:
    ((name, resource),) = (
        one for one in template["Resources"].items() if one[1]["Type"] == "AWS::SSM::Parameter"
    )
    return name, resource


def one(template: Template, path: str) -> dict[str, Any]:
    ((_, resource),) = found(template, path).items()
    return dict(resource)


def reads(policy: Resource) -> set[str]:
    """What a policy lets be read, whichever other statements it has."""
    statements = policy["Properties"]["PolicyDocument"]["Statement"]
    return {
        str(resource)
        for statement in statements
        if statement["Action"] == "s3:GetObject"
        for resource in as_list(statement["Resource"])
    }


def lists(policy: Resource) -> set[str]:
    """Which folders it lets be listed."""
    statements = policy["Properties"]["PolicyDocument"]["Statement"]
    return {str(statement["Condition"]) for statement in statements if statement["Action"] == "s3:ListBucket"}


@pytest.mark.parametrize("stack", STACKS)
def test_the_old_card_can_be_read_until_the_entry_names_the_new_one(
    stack: str, templates: dict[str, Template]
) -> None:
    template = templates[stack]
    kept, (name, _) = one(template, "Kept/Card"), entry(template)
    assert as_list(kept["DependsOn"]) == [name]
    callers = [policy for path in CALLERS for policy in found(template, path).values()]
    assert len(callers) == len(CALLERS) - (stack in CANNOT_STREAM)
    for policy in callers:
        assert reads(policy) >= reads(kept)
        assert all(role in kept["Properties"]["Roles"] for role in policy["Properties"]["Roles"])


@pytest.mark.parametrize("stack", STACKS)
def test_the_new_card_can_be_read_before_the_entry_names_it(
    stack: str, templates: dict[str, Template]
) -> None:
    template = templates[stack]
    _, resource = entry(template)
    assert set(resource["DependsOn"]) >= {name for path in CALLERS for name in found(template, path)}


@pytest.mark.parametrize("stack", [stack for stack in STACKS if stack not in (MOCK, MANY)])
def test_instances_of_the_old_model_can_start_until_it_is_replaced(
    stack: str, templates: dict[str, Template]
) -> None:
    template = templates[stack]
    kept, (name, _) = one(template, "Kept/Model"), entry(template)
    own = one(template, READER.get(SERVINGS[stack].mode, "Hosting/Role/Allowed"))
    assert as_list(kept["DependsOn"]) == [name]
    assert kept["Properties"]["Roles"] == own["Properties"]["Roles"]
    assert reads(kept)
    assert lists(kept) == (lists(own) if stack == WEIGHTS else set())
    assert reads(kept) <= reads(own)
