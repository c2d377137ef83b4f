#!/usr/bin/env python3
"""Fetch a model's archive from S3 and unpack it: what SageMaker does for an endpoint, done by ourselves.

It runs before the server in a task of ECS or a pod of EKS, in the image of the jobs, which has boto3; the
server gets the folder read-only, and no credentials are used by it. Environment: LAB2API_MODEL_DATA_URL,
SAGEMAKER_BASE_DIR; the role of the task by boto3's usual ways.
"""

import os
import re
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from tabular.artifact import unpack
from tabular.paths import DEFAULT_BASE

URL_VARIABLE = "LAB2API_MODEL_DATA_URL"
PATIENT = Config(connect_timeout=5, read_timeout=60, retries={"mode": "standard", "total_max_attempts": 5})


class FetchError(Exception):
    """The model cannot be had; the message says why."""


def fetch(client: Any, *, url: str, directory: Path) -> None:
    """Put the content of the archive at `url` below `directory`, which may be a mounted, empty volume."""
    found = re.fullmatch(r"s3://([a-z0-9.-]{3,63})/(.+)", url)
    if found is None:
        raise FetchError(f"{URL_VARIABLE} is {url!r}: it must be s3://bucket/key")
    directory.mkdir(parents=True, exist_ok=True)
    # Beside the model: the rest of the container's file system is read-only.
    with tempfile.TemporaryDirectory(dir=directory, prefix=".fetched-") as folder:
        archive = Path(folder) / "model.tar.gz"
        try:
            client.download_file(found[1], found[2], str(archive))
            unpack(archive, directory)
        except (ClientError, BotoCoreError, tarfile.TarError, OSError) as error:
            raise FetchError(f"{url} cannot be fetched: {error}") from error


def main(environment: Mapping[str, str] = os.environ) -> int:
    """Fetch; returns 1 with the reason where that fails, and the server is not started then."""
    directory = Path(environment.get("SAGEMAKER_BASE_DIR") or DEFAULT_BASE) / "model"
    try:
        fetch(boto3.client("s3", config=PATIENT), url=environment.get(URL_VARIABLE, ""), directory=directory)
    except FetchError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
