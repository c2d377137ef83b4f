"""A second deploy, and a deploy after a destroy, trip over nothing that the first one left."""

from typing import Any

import pytest

from tests.stacks.reading import Resource, Template

KEEPING = ("Retain", "RetainExceptOnCreate")
KEPT_UNDER_A_FIXED_NAME = {"Prod-Features/Groupmeasurements", "Prod-Tracking/App"}
"""`Stack/LogicalId` of true exceptions: AWS demands their names, and with them features and runs would go.

Where `[retention]` keeps them, who deploys again after a destroy deletes them first, or names them anew.
"""


def resources(templates: dict[str, Template]) -> dict[str, Resource]:
    return {
        f"{stack}/{logical_id}": resource
        for stack, template in templates.items()
        for logical_id, resource in template["Resources"].items()
    }


def physical_name(resource: Resource) -> Any:
    """The property that names a resource: `Name`, or the type's own word (`LogGroupName`)."""
    word = resource["Type"].rpartition("::")[2]
    properties = resource.get("Properties", {})
    own = [key for key in ("Name", f"{word}Name", f"{word.lower()}Name") if key in properties]
    return properties[own[0]] if own else None


def exported(templates: dict[str, Template]) -> dict[str, tuple[Template, Any]]:
    return {
        f"{stack}/{name}": (template, output["Value"])
        for stack, template in templates.items()
        for name, output in template.get("Outputs", {}).items()
        if "Export" in output
    }


def test_no_export_changes_with_the_code(templates: dict[str, Template]) -> None:
    """CloudFormation refuses to change an export in use; a custom resource's answer changes with the code."""
    exports = exported(templates)
    assert exports
    for where, (template, value) in exports.items():
        source = value.get("Fn::GetAtt", [value.get("Ref")])[0]
        assert not template["Resources"][source]["Type"].startswith("Custom::"), where


def test_what_stays_after_a_destroy_has_no_fixed_name(templates: dict[str, Template]) -> None:
    """The next deploy would find the name taken: "already exists"."""
    everything = resources(templates)
    named = {where for where, resource in everything.items() if physical_name(resource) is not None}
    kept = {where for where, resource in everything.items() if resource.get("DeletionPolicy") in KEEPING}
    assert any("LogGroup" in everything[where]["Type"] for where in named)
    assert any("Bucket" in everything[where]["Type"] for where in kept)
    assert named & kept == KEPT_UNDER_A_FIXED_NAME


@pytest.mark.parametrize("type_", ["AWS::Logs::LogGroup", "AWS::SageMaker::ModelPackageGroup"])
def test_the_names_that_a_service_fixes_are_recognized(type_: str, templates: dict[str, Template]) -> None:
    found = [r for r in resources(templates).values() if r["Type"] == type_]
    assert [resource for resource in found if physical_name(resource) is not None]
