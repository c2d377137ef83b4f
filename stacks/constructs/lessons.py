"""The lessons as one archive in S3, and the scripts that run when a user's app starts."""

import hashlib
import json
from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

from config import Environment
from stacks.constructs.source_archive import CodeArchive, archive

REPOSITORY = Path(__file__).parents[2]
FOLDERS = ("docs/lessons", "examples")
APP_TYPES = ("JupyterLab", "CodeEditor")
LONGEST = 16_384
"""Characters of a lifecycle configuration in base64 (API reference, CreateStudioLifecycleConfig)."""

SCRIPT = """#!/bin/bash
# Brings the lessons into the home folder. An app whose script fails does not start, so this one never fails:
# it waits a minute for S3 and no longer, needs nothing but S3, and leaves what the user has changed as it is.
set -u
archive=$(mktemp)
if timeout 60 aws s3 cp --only-show-errors "s3://${Bucket}/${Key}" "$archive" \\
  && mkdir -p "$HOME/lessons" \\
  && tar -xzf "$archive" -C "$HOME/lessons" --skip-old-files; then
  echo "The lessons are in $HOME/lessons"
else
  echo "The lessons could not be fetched; try again: aws s3 cp s3://${Bucket}/${Key} lessons.tar.gz" >&2
fi
rm -f "$archive"
"""
HAND_IN = """
# Copies ~/work, every five minutes, to where a teardown exports it from: a disk goes with its space.
# What is deleted here stays there. A copy that fails is told in ~/.hand-in.log, and tried again.
hand_in() {
  told() { sed -n 's/.*"'"$1"'" *: *"\\([^"]*\\)".*/\\1/p' "$metadata"; }
  space=$(told SpaceName)
  owner=$(aws sagemaker describe-space --domain-id "$(told DomainId)" --space-name "$space" \
    --query OwnershipSettings.OwnerUserProfileName --output text) || return
  while true; do
    timeout 240 aws s3 sync --only-show-errors "$HOME/work" "s3://${Workspace}/users/$owner/work/$space/"
    sleep 300
  done
}
metadata=/opt/ml/metadata/resource-metadata.json
mkdir -p "$HOME/work"
hand_in > "$HOME/.hand-in.log" 2>&1 < /dev/null &
disown
"""
END = "exit 0\n"


class Lessons(CodeArchive):
    """`arn` is the archive's; `configurations` are ARNs of lifecycle configurations by type of app."""

    def __init__(self, scope: Construct, id: str, *, config: Environment, workspace: s3.IBucket) -> None:
        body = archive(REPOSITORY, FOLDERS)
        super().__init__(scope, id, name="lessons.tar.gz", body=body)
        text, values = script_of(config), {"Bucket": self.bucket_name, "Key": self.key}
        if config.classes:
            values["Workspace"] = workspace.bucket_name
        script = cdk.Fn.sub(text, values)
        version = _version(text, body, config)
        self.configurations = {
            type_: self._configuration(type_, name=f"{config.name}-lessons-{type_}-{version}", script=script)
            for type_ in APP_TYPES
        }

    def _configuration(self, type_: str, *, name: str, script: str) -> str:
        resource = sagemaker.CfnStudioLifecycleConfig(
            self,
            type_,
            studio_lifecycle_config_app_type=type_,
            studio_lifecycle_config_name=name,
            studio_lifecycle_config_content=cdk.Fn.base64(script),
        )
        return resource.attr_studio_lifecycle_config_arn


def script_of(config: Environment) -> str:
    """Return what runs when an app starts; where there are classes, their students' work is handed in."""
    return SCRIPT + (HAND_IN if config.classes else "") + END


def _version(text: str, body: bytes, config: Environment) -> str:
    """Name script, archive and tags: none can be changed, and a replacement needs another name."""
    tags = json.dumps(config.tags, sort_keys=True)
    return hashlib.sha256(text.encode() + body + tags.encode()).hexdigest()[:8]
