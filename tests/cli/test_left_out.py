"""The local run deploys what something here stands for, and names the rest."""

import json
from pathlib import Path

from cli.left_out import wanted_stacks


def assembly(folder: Path, stacks: dict[str, tuple[str, list[str]]]) -> Path:
    """Write an assembly of one resource a stack; each stack is named with its type and what it needs."""
    artifacts = {
        name: {
            "type": "aws:cloudformation:stack",
            "displayName": f"Local/{name}",
            "properties": {"templateFile": f"{name}.json", "stackName": f"Local-{name}"},
            "dependencies": needed,
        }
        for name, (_, needed) in stacks.items()
    }
    (folder / "manifest.json").write_text(json.dumps({"artifacts": artifacts}))
    for name, (type_, _) in stacks.items():
        (folder / f"{name}.json").write_text(json.dumps({"Resources": {"One": {"Type": type_}}}))
    return folder


def test_ecs_eks_and_batch_are_left_out_with_all_that_needs_them(tmp_path: Path) -> None:
    folder = assembly(
        tmp_path,
        {
            "Data": ("AWS::S3::Bucket", []),
            "Api": ("AWS::ApiGateway::RestApi", ["Data"]),
            "Containers": ("AWS::ElasticLoadBalancingV2::LoadBalancer", ["Data"]),
            "Tasks": ("AWS::ECS::Service", ["Containers"]),
            "Kubernetes": ("AWS::EKS::Cluster", ["Containers"]),
            "Pods": ("AWS::CloudFormation::CustomResource", ["Kubernetes"]),
            "Queue": ("AWS::Batch::JobQueue", []),
        },
    )
    wanted, left_out = wanted_stacks(folder)
    assert wanted == ["Local/Data", "Local/Api"]
    assert left_out == [f"Local/{name}" for name in ("Containers", "Kubernetes", "Pods", "Queue", "Tasks")]


def test_without_any_of_them_nothing_is_left_out(tmp_path: Path) -> None:
    folder = assembly(tmp_path, {"Data": ("AWS::S3::Bucket", [])})
    assert wanted_stacks(folder) == (["Local/Data"], [])
