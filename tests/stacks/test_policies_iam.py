"""Who may do what, over every template: no wildcard AWS does not force, no role for another account."""

import json
import re
from collections import Counter
from functools import cache
from typing import Any

import pytest
from policy_sentry.querying.actions import get_action_data

from tests.stacks.reading import (
    Statement,
    Synthesized,
    Template,
    as_list,
    deployed,
    each,
    identity_statements,
)

NO_SOURCE_ACCOUNT = {
    "lambda.amazonaws.com",
    "apigateway.amazonaws.com",
    "ec2.amazonaws.com",
    "ecs.amazonaws.com",
}
"""Services that do not send aws:SourceAccount when they take a role (Lambda, API Gateway and EC2 guides; the
ECS guide's trust policy of an infrastructure role has no condition)."""


OPTIONAL_RESOURCE = {
    # Their only resources are what a call may name besides: a terminology (beside `*`, not
    # instead), a custom adapter, a custom recognizer's endpoint.
    "translate:TranslateText",
    "rekognition:DetectModerationLabels",
    "comprehend:DetectEntities",
    # Without an id in the request, which nobody knows beforehand, it is asked about none in particular.
    "elasticfilesystem:DescribeFileSystems",
    # Without a group in the request it lists the packages that are in none: their names alone say whose.
    "sagemaker:ListModelPackages",
}


@pytest.fixture(scope="module")
def templates(templates: dict[str, Template], chips: Synthesized) -> dict[str, Template]:
    """Chips that no environment has as well, without what stands for the rest of a platform there."""
    more = {name: one for name, one in chips.templates.items() if not name.endswith("-Beside")}
    return templates | more


def trust(role: dict[str, Any]) -> list[Statement]:
    return list(role["Properties"]["AssumeRolePolicyDocument"]["Statement"])


@cache
def needs_no_resource(action: str) -> bool:
    """Ask the service authorization reference whether the action has no resource to be limited to."""
    service, _, name = action.partition(":")
    data = get_action_data(service, name)
    assert data, f"{action} is not an AWS action"
    return action in OPTIONAL_RESOURCE or {row["resource_arn_format"] for row in data[service]} == {"*"}


CEILING = re.compile(r"-Class-\w+/Boundary")
"""A class's boundary: it grants nothing, so what is said of grants is not said of it; tests/stacks/classes is
about what it lets through."""


def grants(templates: dict[str, Template]) -> list[tuple[str, Statement]]:
    """List every statement that allows something by itself."""
    return [
        (where, statement)
        for where, statement in identity_statements(templates)
        if statement["Effect"] == "Allow" and not CEILING.search(where)
    ]


def actions(statement: Statement) -> list[str]:
    return [str(action) for action in as_list(statement["Action"])]


def test_a_role_serves_one_service_of_this_account_only(templates: dict[str, Template]) -> None:
    open_roles = [
        where
        for where, role in each(templates, "AWS::IAM::Role")
        for statement in trust(role)
        if statement["Principal"].get("Service") not in NO_SOURCE_ACCOUNT
        and statement.get("Condition", {}).get("StringEquals", {}).get("aws:SourceAccount")
        != {"Ref": "AWS::AccountId"}
    ]
    assert open_roles == []


def test_no_role_carries_a_policy_of_aws(templates: dict[str, Template]) -> None:
    """EKS and ECS are the exception: what they do with EC2 in the account changes with the services."""
    carrying = {
        (role["Properties"]["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]["Service"], str(policy))
        for _, role in each(templates, "AWS::IAM::Role")
        for policy in role["Properties"].get("ManagedPolicyArns", [])
        if "Fn::ImportValue" not in policy  # declared in another stack of ours
    }
    assert {service for service, _ in carrying} <= {
        "eks.amazonaws.com",
        "ecs.amazonaws.com",
        "ec2.amazonaws.com",
    }
    of_clusters = re.compile(r":iam::aws:policy/(AmazonEKS|AmazonECS\w+ForManagedInstances')")
    assert [policy for _, policy in carrying if not of_clusters.search(policy)] == []


def test_no_action_has_a_wildcard(templates: dict[str, Template]) -> None:
    wide = [
        (where, action)
        for where, statement in grants(templates)
        for action in actions(statement)
        if "*" in action or "?" in action
    ]
    assert wide == []


def test_every_statement_allows_named_actions_and_resources(templates: dict[str, Template]) -> None:
    assert [
        where
        for where, statement in grants(templates)
        if {"NotAction", "NotResource", "NotPrincipal"} & set(statement)
    ] == []


def test_only_a_classs_ceiling_and_what_freezes_refuse_something(templates: dict[str, Template]) -> None:
    refusing = {
        re.sub(r"[0-9A-F]{8}$", "", where)
        for where, statement in identity_statements(templates)
        if statement["Effect"] == "Deny"
    }
    assert {where.partition("/")[2] for where in refusing} == {"Boundary", "Freeze"}


def test_no_role_is_given_a_ceiling(templates: dict[str, Template]) -> None:
    """As a policy of a role it would allow what it names; as its boundary it allows nothing."""
    ceilings = [
        (where, policy)
        for where, policy in each(templates, "AWS::IAM::ManagedPolicy")
        if CEILING.search(where)
    ]
    assert ceilings
    assert [where for where, policy in ceilings if policy["Properties"].get("Roles")] == []
    attached = [
        str(policy)
        for _, role in each(templates, "AWS::IAM::Role")
        for policy in role["Properties"].get("ManagedPolicyArns", [])
    ]
    assert [policy for policy in attached if "Boundary" in policy] == []


def test_a_star_resource_is_only_for_actions_that_have_none(templates: dict[str, Template]) -> None:
    wide = [
        (where, action)
        for where, statement in grants(templates)
        if "*" in as_list(statement["Resource"])
        for action in actions(statement)
        if not needs_no_resource(action)
    ]
    assert wide == []


def test_a_star_resource_is_alone_in_its_policy(templates: dict[str, Template]) -> None:
    mixed = [
        where
        for where, policy in each(templates, "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy")
        if not CEILING.search(where)
        and len(statements := policy["Properties"]["PolicyDocument"]["Statement"]) > 1
        and any("*" in as_list(statement["Resource"]) for statement in statements)
    ]
    assert mixed == []


def test_a_role_is_passed_by_name_to_one_service(templates: dict[str, Template]) -> None:
    loose = [
        where
        for where, statement in grants(templates)
        if "iam:PassRole" in actions(statement)
        and (
            actions(statement) != ["iam:PassRole"]
            or any("*" in str(resource) for resource in as_list(statement["Resource"]))
            or "iam:PassedToService" not in str(statement.get("Condition"))
        )
    ]
    assert loose == []


def test_every_policy_and_every_role_fits_into_what_iam_takes(templates: dict[str, Template]) -> None:
    """IAM quotas: 6,144 characters a managed policy, white space not counted, and ten policies a role."""
    held: Counter[str] = Counter()
    for where, policy in each(templates, "AWS::IAM::ManagedPolicy"):
        document = json.dumps(deployed(policy["Properties"]["PolicyDocument"]), separators=(",", ":"))
        assert len(document) <= 6_144, f"{where}: {len(document)}"
        held.update(f"{where.partition('/')[0]} {role}" for role in policy["Properties"].get("Roles", []))
    assert held.most_common(1)[0][1] <= 10, held.most_common(1)


def test_key_policies_name_the_services_they_let_in(templates: dict[str, Template]) -> None:
    for where, key in each(templates, "AWS::KMS::Key"):
        for statement in key["Properties"]["KeyPolicy"]["Statement"]:
            if "Service" in statement["Principal"]:
                assert statement["Condition"], where
                assert not any("*" in action for action in actions(statement)), where
