"""Deploy a synthesized assembly through CloudFormation's API alone, without Node."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

from tests.local.conftest import Client
from tests.local.deployment import deploy, failures

ASSETS = "cdk-hnb659fds-assets-000000000000-us-east-1"
VERSION = "/cdk-bootstrap/hnb659fds/version"


def deploy_assembly(
    folder: Path, client: Client, *, only: str | tuple[str, ...] | None = None
) -> dict[str, dict[str, str]]:
    """Deploy every stack of the assembly, or some and what they depend on; what failed, by stack."""
    wanted = (only,) if isinstance(only, str) else only
    client("s3").create_bucket(Bucket=ASSETS)
    client("ssm").put_parameter(Name=VERSION, Value="30", Type="String", Overwrite=True)
    artifacts = json.loads((folder / "manifest.json").read_text())["artifacts"]
    for artifact in artifacts.values():
        if artifact["type"] == "cdk:asset-manifest":
            _publish(folder, json.loads((folder / artifact["properties"]["file"]).read_text()), client)
    done: dict[str, dict[str, str]] = {}
    for name, artifact in artifacts.items():
        if wanted is not None and artifact.get("properties", {}).get("stackName", name) not in wanted:
            continue
        _deploy(name, artifacts, folder, client, done)
    return {name: failed for name, failed in done.items() if failed}


def _deploy(
    name: str, artifacts: dict[str, Any], folder: Path, client: Client, done: dict[str, dict[str, str]]
) -> None:
    artifact = artifacts[name]
    if name in done or artifact["type"] != "aws:cloudformation:stack":
        return
    for dependency in artifact.get("dependencies", []):
        _deploy(dependency, artifacts, folder, client, done)
    stack, cloudformation = artifact["properties"].get("stackName", name), client("cloudformation")
    # As the CDK CLI does: a template may have 51,200 bytes in the request, and 1 MB in S3.
    file = artifact["properties"]["templateFile"]
    client("s3").put_object(Bucket=ASSETS, Key=file, Body=(folder / file).read_bytes())
    status = deploy(cloudformation, stack, f"https://s3.us-east-1.amazonaws.com/{ASSETS}/{file}")
    done[name] = {} if status == "CREATE_COMPLETE" else {"": status} | failures(cloudformation, stack)


def _publish(folder: Path, manifest: dict[str, Any], client: Client) -> None:
    for file in manifest.get("files", {}).values():
        content = _content(folder / file["source"]["path"], file["source"].get("packaging", "file"))
        for destination in file["destinations"].values():
            client("s3").put_object(Bucket=ASSETS, Key=destination["objectKey"], Body=content)


def _content(path: Path, packaging: str) -> bytes:
    if packaging == "file":
        return path.read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(path.rglob("*")):
            archive.write(file, file.relative_to(path))
    return packed.getvalue()
