"""The policies of a class as AWS would have them: from the templates, with what a deploy knows put in."""

import json
import re
from typing import Any

from tests.stacks.classes.resources import ACCOUNT, BUCKET, DOMAIN, KEY, REGION
from tests.stacks.reading import Template, below, each

PSEUDO = {"AWS::AccountId": ACCOUNT, "AWS::Partition": "aws", "AWS::Region": REGION}
IMPORTED = {"DomainId": DOMAIN, "Workspace": BUCKET, "Key": KEY}
"""What one stack takes of another, by a word of the export's name."""
Document = dict[str, Any]
DEMO = "Classroom-Class-demo"
"""The stack of the class that is swept whole."""


def boundary(templates: dict[str, Template], *, stack: str = DEMO) -> Document:
    """Return the boundary of a class, the demo's if no other is named."""
    return _document(below(templates[stack], "Boundary", "AWS::IAM::ManagedPolicy"))


def freeze(templates: dict[str, Template], *, stack: str = DEMO) -> Document:
    """Return what the guard attaches."""
    return _document(below(templates[stack], "Freeze", "AWS::IAM::ManagedPolicy"))


def access(templates: dict[str, Template], *, stack: str = DEMO) -> list[Document]:
    """Return the policies that every student's role has: of StudentAccess, and no function's called so."""
    own = {stack: templates[stack]}
    return [
        _document(policy)
        for _, policy in each(own, "AWS::IAM::ManagedPolicy")
        if policy["Metadata"]["aws:cdk:path"].split("/")[-3] == "Access"
    ]


def _document(policy: dict[str, Any]) -> Document:
    found: Document = _resolved(policy["Properties"]["PolicyDocument"])
    return found


def _resolved(value: Any) -> Any:
    if isinstance(value, list):
        return [_resolved(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "Ref" in value:
        return PSEUDO[value["Ref"]]
    if "Fn::Join" in value:
        joined = "".join(_resolved(part) for part in value["Fn::Join"][1])
        return re.sub("/[0-9a-f]{64}", "/lessons", joined)
    if "Fn::Sub" in value:
        return value["Fn::Sub"].replace("${AWS::AccountId}", ACCOUNT)
    if "Fn::ImportValue" in value or "Fn::GetAtt" in value:
        text = json.dumps(value)
        (found,) = (known for word, known in IMPORTED.items() if word in text)
        return found
    return {key: _resolved(one) for key, one in value.items()}
