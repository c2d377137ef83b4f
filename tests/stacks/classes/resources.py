"""Whose things are, in ARNs: An's, another student's, one's whose name begins alike, and what all share."""

import re
from collections.abc import Iterator

from tests.stacks.classes.chat import ACCOUNT, REGION, model, profile_of

OWNERS = {"own": "demo-an", "another's": "demo-binh", "alike": "demo-an2", "shared": "classroom"}
"""Whose a thing is, and its name or the beginning of it. `alike` begins as An's do; `shared` has no tag."""
THE_CLASS = "the class's"
"""Of what there is one for all: the domain, the bucket, the key, the lessons, the jobs' log groups."""
DOMAIN = "d-abcdefghijkl"
IN_SAGEMAKER, IN_LOGS = (f"arn:aws:{service}:{REGION}:{ACCOUNT}" for service in ("sagemaker", "logs"))
PROFILE = f"{IN_SAGEMAKER}:user-profile/{DOMAIN}"
BUCKET = "arn:aws:s3:::classroom-workspace"
OTHER_BUCKET = "arn:aws:s3:::classroom-artifacts"
LESSONS = f"arn:aws:s3:::cdk-hnb659fds-assets-{ACCOUNT}-{REGION}/lessons.gz"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/11111111-1111-1111-1111-111111111111"
JOB_LOGS = f"{IN_LOGS}:log-group:/aws/sagemaker/TrainingJobs"
ONE_FOR_ALL = {
    ("sagemaker", "domain"): {THE_CLASS: f"{IN_SAGEMAKER}:domain/{DOMAIN}"},
    ("s3", "bucket"): {THE_CLASS: BUCKET, "shared, another bucket": OTHER_BUCKET},
    ("kms", "key"): {THE_CLASS: KEY, "shared, another key": KEY.replace("1111-", "2222-")},
    ("bedrock", "foundation-model"): {
        THE_CLASS: model(REGION),
        f"{THE_CLASS} where its profile leads": model("us-west-2"),
        "shared, where no profile leads": model("eu-central-1"),
        "shared, another model": model(REGION, name="anthropic.claude-opus-4-v1:0"),
    },
}
BESIDE = {
    ("s3", "object"): {
        THE_CLASS: LESSONS,
        "shared, another bucket": f"{OTHER_BUCKET}/users/demo-an/work/x",
    },
    ("logs", "log-group"): {
        THE_CLASS: JOB_LOGS,
        f"{THE_CLASS} as asked": f"{JOB_LOGS}:log-stream:",
        "own, in another place": f"{IN_LOGS}:log-group:/aws/lambda/of-a-platform",
    },
}
"""What is asked about besides each owner's."""


def owner(whose: str) -> str:
    """Return the key in OWNERS of a thing, or the class's."""
    return THE_CLASS if whose.startswith(THE_CLASS) else re.split("[ ,]", whose)[0]


def resources(kind: str, arn: str) -> Iterator[tuple[str, str]]:
    """Return whose, and an ARN: of a kind of AWS's, from the pattern of its ARNs."""
    if arn == "*":
        yield THE_CLASS, "*"
        return
    place = (arn.split(":")[2], kind)
    if place in ONE_FOR_ALL:
        yield from ONE_FOR_ALL[place].items()
        return
    for whose, name in OWNERS.items():
        for part, resource in _arns(place, arn, name).items():
            yield f"{whose} {part}".strip(), resource
    yield from BESIDE.get(place, {}).items()


def _arns(place: tuple[str, str], arn: str, name: str) -> dict[str, str]:
    """Return the ARNs of one owner by part, which is empty where there is one only."""
    groups = {
        "sandbox": f"{IN_LOGS}:log-group:/lab2api/classroom/demo/{name}",
        "endpoint": f"{IN_LOGS}:log-group:/aws/sagemaker/Endpoints/{name}-x",
    }
    streams = {"sandbox": "x", "endpoint": "AllTraffic/i-1", "job": f"{name}-x/algo-1-1"}
    known = {
        ("sagemaker", "user-profile"): {"": f"{PROFILE}/{name}"},
        ("sagemaker", "space"): {"": f"{IN_SAGEMAKER}:space/{DOMAIN}/{name}-lab"},
        ("sagemaker", "app"): {
            "in a space": f"{IN_SAGEMAKER}:app/{DOMAIN}/{name}-lab/jupyterlab/demo-an-default",
            "of Canvas": f"{IN_SAGEMAKER}:app/{DOMAIN}/{name}/canvas/default",
        },
        ("s3", "object"): {
            "": f"{BUCKET}/users/{name}/work/x",
            "of Canvas": f"{BUCKET}/users/{name}/canvas/x",
        },
        ("bedrock", "application-inference-profile"): {"": profile_of(name)},
        ("iam", "role"): {"": f"arn:aws:iam::{ACCOUNT}:role/lab2api/classroom/demo/{name}"},
        ("logs", "log-group"): groups,
        ("logs", "log-stream"): {
            part: f"{(groups | {'job': JOB_LOGS})[part]}:log-stream:{stream}"
            for part, stream in streams.items()
        },
    }
    if place in known:
        return known[place]
    values = {"Partition": "aws", "Region": REGION, "Account": ACCOUNT}
    return {"": re.sub(r"\$\{(\w+)\}", lambda found: values.get(found[1], f"{name}-x"), arn)}
