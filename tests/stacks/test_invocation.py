"""The API's proxy and the jobs' worker may ask each model as its mode needs, and read its card: no more."""

from typing import Any

import pytest

from tests.stacks.reading import Statement, Template, as_list, each

INVOKE, ASYNC = "sagemaker:InvokeEndpoint", "sagemaker:InvokeEndpointAsync"
CARD = "s3:GetObject"


def statements(template: Template, who: str) -> list[Statement]:
    (policy,) = (
        policy["Properties"]
        for _, policy in each({"": template}, "AWS::IAM::Policy")
        if policy["Properties"]["PolicyName"]["Fn::Join"][1][0] == f"{who}-"
    )
    return list(policy["PolicyDocument"]["Statement"])


def kinds(statement: Statement) -> list[str]:
    """What a statement's resources are: `endpoint`, `inference-component`."""
    return [
        str(resource).partition(":endpoint")[1][1:] or "inference-component"
        for resource in as_list(statement["Resource"])
    ]


@pytest.mark.parametrize(
    ("stack", "expected"),
    [
        ("Dev-Serving-breast-cancer", [INVOKE, CARD]),
        ("Prod-Serving-breast-cancer", [INVOKE, CARD]),
        ("Modes-Serving-async", [ASYNC, CARD]),
        ("Modes-Serving-component", [INVOKE, CARD]),
        ("Modes-Serving-mock", [CARD]),
    ],
)
def test_both_get_what_the_mode_needs(
    stack: str, expected: list[str], templates: dict[str, Template]
) -> None:
    for who in ("invoke", "work"):
        found = statements(templates[stack], who)
        assert [statement["Action"] for statement in found] == expected
        assert not any("*" in str(statement["Resource"]) for statement in found)


@pytest.mark.parametrize("who", ["invoke", "work"])
def test_a_component_is_named_beside_its_endpoint(who: str, templates: dict[str, Template]) -> None:
    (invoke, _) = statements(templates["Modes-Serving-component"], who)
    assert kinds(invoke) == ["endpoint", "inference-component"]


@pytest.mark.parametrize("who", ["invoke", "work"])
def test_of_many_models_an_archive_of_the_folder_is_asked_and_any_card_read(
    who: str, templates: dict[str, Template]
) -> None:
    template = templates["Modes-Serving-learners"]
    invoke, read, listing = statements(template, who)
    assert invoke["Condition"] == {"StringLike": {"sagemaker:TargetModel": "*.tar.gz"}}
    assert str(as_list(read["Resource"])[-1]).endswith("'*.card.json']]}")
    assert listing["Action"] == "s3:ListBucket"
    assert folder(listing["Condition"]["StringLike"]["s3:prefix"])


def folder(prefix: Any) -> bool:
    """Whether a listing is held to one folder of the bucket."""
    joined = as_list(prefix)[0]["Fn::Join"][1]
    return joined[-1] == "/*" and joined[0]["Fn::Select"][0] == 1
