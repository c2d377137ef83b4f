"""How long a class's boundary is once deployed: IAM takes 6,144 characters, white space not counted."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_iam as iam

from stacks.constructs.student_names import StudentNames

MOST = 6_144
"""IAM quotas, managed policies."""
ACCOUNT = "1" * 12
PSEUDO = {"AWS::AccountId": ACCOUNT, "AWS::Partition": "aws"}


def longest(names: StudentNames) -> StudentNames:
    """Return the same class where all that a deploy makes up has the longest name that it can have."""
    region = names.config.region
    assets = f"arn:aws:s3:::cdk-hnb659fds-assets-{ACCOUNT}-{region}"
    return replace(
        names,
        domain_id=f"d-{'x' * 12}",
        bucket_arn=f"arn:aws:s3:::{'x' * 63}",
        key_arn=f"arn:aws:kms:{region}:{ACCOUNT}:key/{'x' * 36}",
        lessons_arn=names.lessons_arn and f"{assets}/{'x' * 64}.zip",
    )


def refuse_too_long(
    names: StudentNames, content: Callable[[StudentNames], Sequence[iam.PolicyStatement]]
) -> None:
    """Raise ValueError, naming the class, if IAM would not take the policy, which a deploy finds out late."""
    roster = names.roster
    if (more := length(names, content) - MOST) > 0:
        raise ValueError(
            f"class {roster.name}: its boundary would have {MOST + more:,} characters and IAM takes "
            f"{MOST:,}; instance_types: names {len(roster.instance_types)}, remove some, or one of services"
        )


def length(names: StudentNames, content: Callable[[StudentNames], Sequence[iam.PolicyStatement]]) -> int:
    """Return the characters of the policy, with the longest names."""
    document = iam.PolicyDocument(statements=list(content(longest(names))))
    found = _deployed(cdk.Stack.of(names.scope).resolve(document))
    return len("".join(json.dumps(found, separators=(",", ":")).split()))


def _deployed(value: Any) -> Any:
    if isinstance(value, list):
        return [_deployed(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "Ref" in value:
        return PSEUDO[value["Ref"]]
    if "Fn::Join" in value:
        return "".join(_deployed(part) for part in value["Fn::Join"][1])
    return {key: _deployed(one) for key, one in value.items()}
