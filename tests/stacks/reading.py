"""How tests read templates: small questions over CloudFormation's JSON."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

Template = dict[str, Any]
Resource = dict[str, Any]
Statement = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Synthesized:
    """What `cdk synth` writes: the assembly's folder, each stack's template as text, and the report."""

    assembly: Path
    texts: dict[str, str]
    report: dict[str, Any]

    @cached_property
    def templates(self) -> dict[str, Template]:
        """Stack name, such as Dev-Data, to parsed template."""
        return {name: json.loads(text) for name, text in self.texts.items()}

    def said(self, stack: str) -> list[str]:
        """What synthesis explained at a stack; the file's name ends in eight digits of the CDK's."""
        (file,) = self.assembly.glob(f"assembly-*/{stack.replace('-', '')}????????.metadata.json")
        metadata = json.loads(file.read_text(encoding="utf-8")).values()
        return [one["data"] for entries in metadata for one in entries if one["type"] == "aws:cdk:info"]


def template_texts(assembly: Path) -> dict[str, str]:
    """Stack name to template text, for every stack of every Stage below `assembly`."""
    texts = {}
    for manifest in sorted(assembly.glob("assembly-*/manifest.json")):
        for artifact in json.loads(manifest.read_text())["artifacts"].values():
            if artifact["type"] == "aws:cloudformation:stack":
                properties = artifact["properties"]
                text = (manifest.parent / properties["templateFile"]).read_text(encoding="utf-8")
                texts[properties["stackName"]] = text
    return texts


def each(templates: dict[str, Template], *types: str) -> list[tuple[str, Resource]]:
    """List `Stack/LogicalId` and the resource, for every resource of the given types.

    Without a single one it fails: a rule over no resources holds of anything. `absent` is for that.
    """
    found = [
        (f"{stack}/{logical_id}", resource)
        for stack, template in templates.items()
        for logical_id, resource in template["Resources"].items()
        if resource["Type"] in types
    ]
    assert found, f"no {' or '.join(types)} in {', '.join(templates)}"
    return found


def absent(template: Template, *types: str) -> bool:
    """Tell whether a template has no resource of any of the types."""
    return not {resource["Type"] for resource in template["Resources"].values()} & set(types)


def only(template: Template, type_: str) -> Resource:
    """Return the one resource of a type."""
    (found,) = (resource for resource in template["Resources"].values() if resource["Type"] == type_)
    return dict(found)


def below(template: Template, path: str, type_: str) -> Resource:
    """Return the one resource of a type that was declared below a construct, such as `Hosting`."""
    (found,) = (
        resource
        for resource in template["Resources"].values()
        if resource["Type"] == type_ and f"/{path}/" in resource["Metadata"]["aws:cdk:path"]
    )
    return dict(found)


def as_list(value: Any) -> list[Any]:
    """IAM writes one as itself and many as a list."""
    return value if isinstance(value, list) else [value]


def identity_statements(templates: dict[str, Template]) -> list[tuple[str, Statement]]:
    """List every statement that gives a role something; without a single one it fails."""
    found = list(_identity_statements(templates))
    assert found, f"no statement in {', '.join(templates)}"
    return found


def _identity_statements(templates: dict[str, Template]) -> Iterator[tuple[str, Statement]]:
    for where, resource in each(templates, "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::Role"):
        documents = [resource["Properties"].get("PolicyDocument")]
        documents += [policy["PolicyDocument"] for policy in resource["Properties"].get("Policies", [])]
        for document in documents:
            for statement in document["Statement"] if document else []:
                yield where, statement


PSEUDO = {
    "AWS::AccountId": "1" * 12,
    "AWS::Partition": "aws",
    "AWS::Region": "ap-southeast-1",
    "AWS::URLSuffix": "amazonaws.com",
}


def deployed(value: Any) -> Any:
    """Return a part of a template as AWS gets it, with text of the usual length for what only a deploy knows.

    An ARN of a key or a bucket has up to 79 characters, a Studio domain's id 14.
    """
    if isinstance(value, list):
        return [deployed(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "Fn::Join" in value:
        separator, parts = value["Fn::Join"]
        return separator.join(deployed(part) for part in parts)
    if "Ref" in value:
        return PSEUDO.get(value["Ref"], "x" * 79)
    if "Fn::GetAtt" in value:
        return "x" * (14 if value["Fn::GetAtt"][1] == "DomainId" else 79)
    if "Fn::ImportValue" in value and "DomainId" in json.dumps(value):
        return "x" * 14
    if len(value) == 1 and next(iter(value)).startswith("Fn::"):
        return "x" * 79
    return {key: deployed(one) for key, one in value.items()}
