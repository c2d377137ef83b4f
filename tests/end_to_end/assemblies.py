"""One synthesis of an environment for all of a run's embedded AWS: `lab2api` takes it for its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from cli import cdk
from cli.target import Target
from local import environment as environments
from local.settings import Settings
from tests.stacks.once import folder_of_run, one_process


def state_folder(factory: pytest.TempPathFactory, *, name: str, environment: str) -> Path:
    """Make a state folder with what `lab2api` would find there had it synthesized these sources before.

    The fixture `local` goes without: there the command synthesizes by itself.
    """
    made = _synthesized(folder_of_run(factory) / f"assembly-{environment}", environment)
    state = factory.mktemp(name)
    own = state / made.name
    own.symlink_to(made, target_is_directory=True)
    own.with_suffix(".sha256").write_bytes(made.with_suffix(".sha256").read_bytes())
    return state


def _synthesized(folder: Path, environment: str) -> Path:
    """Synthesize as `lab2api` does, with the real CDK CLI; who comes later waits, and finds it made."""
    variables = environments.client(Settings(state=folder.parent))
    variables["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    target = Target(environment=environment, region=variables["AWS_REGION"], variables=variables)
    with one_process(folder.with_suffix(".lock")), pytest.MonkeyPatch.context() as patch:
        patch.setattr(cdk, "STATE", folder.parent)
        patch.setattr(cdk, "LOG", folder.with_suffix(".log"))
        cdk.assembly(target=target, folder=folder)
    return folder
