"""The most that may be allowed to a student: StudentAccess in fewer words, as a policy has 6,144 characters.

Where a pattern of actions says more than access does, it is about reading or stopping what carries the
student's own name, or about lists. tests/stacks/classes/ceiling.toml says how much more.
"""

import re
from dataclasses import replace

from aws_cdk import aws_iam as iam

from stacks.constructs import student_desk as desk
from stacks.constructs.student_chat import ceiling_of_chat
from stacks.constructs.student_names import StudentNames
from stacks.constructs.student_work import SERVERLESS, kinds_made, own_work, pass_the_role

LISTS = (r"List(?:.+(Jobs)|(Endpoint).+)$", r"List\2*\1")
"""A pattern in place of the lists of each kind of job, and one for endpoints and their configurations."""


def ceiling(names: StudentNames) -> list[iam.PolicyStatement]:
    """Return the statements that allow; under which conditions is what the refusals say."""
    names = replace(names, anywhere=True)
    return [
        _own(names),
        _spaces(names),
        *desk.canvas_session(names),
        *_objects(names),
        _key(names),
        *([pass_the_role(names)] if kinds_made(names) else []),
        desk.own_log(names),
        *desk.work_logs(names),
        *_star(names),
        *ceiling_of_chat(names),
    ]


def _own(names: StudentNames) -> iam.PolicyStatement:
    """Allow to make, look at, stop, use and delete what is theirs, and to see what Studio's page shows.

    Serverless endpoints are held by size, as they have no type; machines are not kept warm after a job; and a
    model, which runs under the role that it was made with, is one of theirs.
    """
    verbs = ["AddTags", "Describe*"]
    if work := own_work(names):
        verbs += ["Create*Job", "CreateModel", "DeleteModel", "Stop*"]
    if "endpoints" in names.roster.services:
        verbs += ["CreateEndpoint*", "DeleteEndpoint", "InvokeEndpoint*", "UpdateEndpoint"]
    return iam.PolicyStatement(
        actions=[*(f"sagemaker:{verb}" for verb in verbs), desk.OPEN],
        resources=[*work, names.domain, names.profile, names.spaces, names.apps],
        conditions={
            "NumericLessThanEqualsIfExists": {**SERVERLESS, "sagemaker:KeepAlivePeriod": "0"},
            "ForAllValues:ArnLike": {"sagemaker:ModelArn": names.own("model")},
        },
    )


def _spaces(names: StudentNames) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        actions=["sagemaker:*App", "sagemaker:*Space"],
        resources=[names.spaces, names.apps],
        conditions=desk.private_and_own(names),
    )


def _objects(names: StudentNames) -> list[iam.PolicyStatement]:
    own, lists, bucket, *lessons = desk.object_statements(names)
    own.add_actions(*bucket.actions)
    own.add_resources(*bucket.resources)
    return [own, lists, *lessons]


def _key(names: StudentNames) -> iam.PolicyStatement:
    """Allow the key through services, of which the other statements say what the student may ask them."""
    verbs = ("CreateGrant", "Decrypt", "DescribeKey", "GenerateDataKey")
    return iam.PolicyStatement(
        actions=[f"kms:{verb}" for verb in verbs],
        resources=[names.key_arn],
        conditions={"Null": {"kms:ViaService": "false"}},
    )


def _star(names: StudentNames) -> list[iam.PolicyStatement]:
    """Allow what has no resource in IAM, and images, which are in any registry."""
    look, *measure = desk.star_statements(names)
    pull = [action for statement in desk.image_statements(names) for action in statement.actions]
    few = {re.sub(*LISTS, action) for action in look.actions}
    for statement in measure if "canvas" in names.roster.services else []:
        # Canvas's own namespace is among them, and none of the others moves anything.
        statement.add_condition("StringLike", {"cloudwatch:namespace": f"{desk.METRICS}/*"})
    return [iam.PolicyStatement(actions=sorted({*few, *pull}), resources=["*"]), *measure]
