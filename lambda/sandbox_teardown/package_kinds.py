"""Versions of a student's models in the registry, which are called by ARNs."""

from collections.abc import Iterator
from typing import Any

from sandbox_teardown.calls import PAGE, ask, every
from sandbox_teardown.sandbox import Sandbox
from sandbox_teardown.thing import Kind, Thing


def packages(sagemaker: Any, sandbox: Sandbox) -> Kind:
    """Return versions of the student's groups, which keep the groups, and packages without one."""

    def left() -> Iterator[Thing]:
        found, named = sagemaker.list_model_packages, {"NameContains": sandbox.name}
        yield from _named(every(found, "ModelPackageSummaryList", **PAGE, **named), sandbox)
        groups = every(sagemaker.list_model_package_groups, "ModelPackageGroupSummaryList", **PAGE, **named)
        for group in groups:
            name = group["ModelPackageGroupName"]
            if sandbox.owns(name):
                yield from _named(
                    every(found, "ModelPackageSummaryList", **PAGE, ModelPackageGroupName=name), sandbox
                )

    return Kind(
        label="model package",
        left=left,
        remove=lambda thing: ask(sagemaker.delete_model_package, **thing.call),
    )


def _named(packages: Iterator[dict[str, Any]], sandbox: Sandbox) -> Iterator[Thing]:
    for package in packages:
        arn = package["ModelPackageArn"]
        name = arn.partition(":model-package/")[2]
        if sandbox.owns(name):
            yield Thing(name=name, status=package["ModelPackageStatus"], call={"ModelPackageName": arn})
