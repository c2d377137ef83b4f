"""`lab2api deploy|destroy ENV`: the same templates in your AWS account, by the real CDK CLI."""

from __future__ import annotations

from typing import Annotated

import typer

import config
from cli import cdk, registry, serving, terminal
from cli.target import Target, of_environment

Environment = Annotated[
    str, typer.Argument(metavar="ENV", help="dev, prod, or another file in config/environments.")
]


def _cloud_target(environment: str) -> Target:
    if environment == "local":
        terminal.stop(
            "`local` is this machine's environment", hint="Use: ./lab2api local up, ./lab2api local down"
        )
    return of_environment(environment)


def deploy(environment: Environment) -> None:
    """Bootstrap and deploy every stack of an environment to the account your AWS credentials belong to."""
    target = _cloud_target(environment)
    account = target.client("sts").get_caller_identity()["Account"]
    scope = f"{environment.capitalize()}/*"
    cdk.run("bootstrap", f"aws://{account}/{target.region}", target=target, quiet=False)
    cdk.run("deploy", scope, "-c", f"environments={environment}", target=target, quiet=False)
    terminal.out.print(f"API: {target.api_url()}")


def destroy(
    environment: Environment,
    with_data: Annotated[
        bool, typer.Option(help="First delete every object version and every registered model version.")
    ] = False,
) -> None:
    """Remove an environment. AWS keeps buckets and registry groups that hold something: see --with-data."""
    target = _cloud_target(environment)
    if with_data:
        typer.confirm(f"Delete all data and all registered models of {environment}?", abort=True)
        for name, bucket in target.outputs("Data").items():
            if name.endswith("BucketName"):
                _empty(target=target, bucket=bucket)
        _empty_registry(target=target)
    for stack in serving.serving_stacks(target=target):
        target.client("cloudformation").delete_stack(StackName=stack)
        target.client("cloudformation").get_waiter("stack_delete_complete").wait(StackName=stack)
    scope = f"{environment.capitalize()}/*"
    cdk.run("destroy", scope, "-c", f"environments={environment}", "--force", target=target, quiet=False)


def _empty_registry(*, target: Target) -> None:
    """Delete every model version: AWS refuses to delete a group that holds one."""
    sagemaker = target.client("sagemaker")
    for model in config.load(target.environment).models:
        pages = sagemaker.get_paginator("list_model_packages").paginate(
            ModelPackageGroupName=registry.group_name(target=target, model=model)
        )
        for package in [row["ModelPackageArn"] for page in pages for row in page["ModelPackageSummaryList"]]:
            sagemaker.delete_model_package(ModelPackageName=package)
            terminal.out.print(f"deleted {package.rpartition(':')[2]}")


def _empty(*, target: Target, bucket: str) -> None:
    s3 = target.client("s3")
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        rows = page.get("Versions", []) + page.get("DeleteMarkers", [])
        if rows:
            keys = [{"Key": row["Key"], "VersionId": row["VersionId"]} for row in rows]
            s3.delete_objects(Bucket=bucket, Delete={"Objects": keys})
    terminal.out.print(f"emptied {bucket}")
