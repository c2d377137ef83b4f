"""The run's one synthesis, in place of one of each embedded AWS: `lab2api` takes it for its own."""

from __future__ import annotations

from pathlib import Path

from cli import cdk


def place(assembly: Path, *, state: Path, environment: str) -> None:
    """Leave in a state folder what `lab2api` would find there had it synthesized these sources before.

    The fixture `local` goes without: there the command synthesizes, with the real CDK CLI.
    """
    state.mkdir(parents=True, exist_ok=True)
    own = state / f"assembly-{environment}"
    own.symlink_to(assembly, target_is_directory=True)
    own.with_suffix(".sha256").write_text(cdk.fingerprint(), encoding="utf-8")
