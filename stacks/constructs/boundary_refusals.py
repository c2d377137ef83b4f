"""What a student's role is refused whoever allows it: types, regions, others' tags, days of no class."""

from collections.abc import Mapping

from aws_cdk import aws_iam as iam

from config.calendar import ends, starts
from stacks.constructs.student_chat import ASK_ANYHOW
from stacks.constructs.student_names import StudentNames
from stacks.constructs.student_work import SPELLED, TAGGED, longest_run

SYSTEM = "system"
"""What stands for a type where an app runs on none of its own (SageMaker guide, condition keys)."""


def refusals(names: StudentNames) -> list[iam.PolicyStatement]:
    """Return the statements that deny."""
    types = {"sagemaker:InstanceTypes": [*names.roster.instance_types, SYSTEM]}
    return [
        # Of every action that carries the key, those that AWS adds later too; where an app says no type it is
        # the domain's default.
        _refuse({"ForAnyValue:StringNotLike": types}, ["sagemaker:*"]),
        *_starts(names),
        *_place_and_time(names),
    ]


def _starts(names: StudentNames) -> list[iam.PolicyStatement]:
    """Refuse what is said wrong when something begins, or not said."""
    return [
        _refuse({"NumericGreaterThanIfExists": longest_run(names)}, ["sagemaker:Create*ingJob"]),
        # No key of the request is the tag's, letter by letter; whose the tag says it is, is refused below.
        _refuse(
            {"ForAllValues:StringNotEquals": SPELLED},
            [f"sagemaker:Create{each}" for each in ("*Job", "Model", "Endpoint*")],
        ),
        # Tags that come later could take over what others look after by its tags.
        _refuse({"StringNotLike": {"sagemaker:TaggingAction": "Create*"}}, ["sagemaker:AddTags"]),
        # Studio's page tags nothing itself: what it makes may do without, but not carry another's.
        _refuse({"StringNotEquals": TAGGED, "Null": dict.fromkeys(TAGGED, "false")}, ["*"]),
    ]


def _place_and_time(names: StudentNames) -> list[iam.PolicyStatement]:
    """Refuse other regions and days.

    Bedrock's profiles send a call on to other regions, and what may be passed is one role of IAM, which has
    no region: both are held by name.
    """
    roster = names.roster
    begin, end = (f"{moment:%Y-%m-%dT%H:%M:%SZ}" for moment in (starts(roster), ends(roster)))
    named = ["iam:PassRole", *([ASK_ANYHOW] if "bedrock" in roster.services else [])]
    elsewhere = {"StringNotEquals": {"aws:RequestedRegion": names.config.region}}
    return [
        _refuse(elsewhere, but=named),
        _refuse({"DateLessThan": {"aws:CurrentTime": begin}}, ["*"]),
        _refuse({"DateGreaterThanEquals": {"aws:CurrentTime": end}}, ["*"]),
    ]


def _refuse(
    conditions: Mapping[str, object], actions: list[str] | None = None, *, but: list[str] | None = None
) -> iam.PolicyStatement:
    """Deny some actions, or all but some."""
    return iam.PolicyStatement(
        effect=iam.Effect.DENY,
        actions=actions,
        not_actions=but,
        resources=["*"],
        conditions=conditions,
    )
