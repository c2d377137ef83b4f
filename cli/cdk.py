"""Runs the real CDK CLI, pinned by package-lock.json."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from cli import terminal
from cli.target import ROOT, STATE, Target, clean_environment

CDK = ROOT / "node_modules" / ".bin" / "cdk"
LOG = STATE / "cdk.log"
LAST_LINES = 14
SOURCES = (
    "app.py", "cdk.json", "requirements.txt",
    "config", "stacks", "lambda", "model_code", "docs/lessons", "examples",
)  # fmt: skip


UNCHECKED = {"CDK_VALIDATION": "false"}
"""The strict template validator changes no template, and takes more than half of a synthesis."""


def run(
    *arguments: str, target: Target, quiet: bool = True, variables: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Run `cdk`; a failure ends the command with the CLI's last words and where the rest is."""
    done = subprocess.run(
        [str(CDK), *arguments],
        cwd=ROOT,
        env={**clean_environment(target), "CDK_DISABLE_CLI_TELEMETRY": "1", **variables},
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        text=True,
        check=False,
    )
    if quiet:
        STATE.mkdir(exist_ok=True)
        LOG.write_text(done.stdout, encoding="utf-8")
    if done.returncode:
        said = [*done.stdout.strip().splitlines()[-LAST_LINES:], f"All it said: {LOG}"] if quiet else []
        terminal.stop(f"`cdk {arguments[0]}` ended with {done.returncode}.", hint="\n".join(said))


def fingerprint() -> str:
    """Return the SHA-256 of everything synthesis reads: names and bytes of the source files."""
    digest = hashlib.sha256()
    for source in SOURCES:
        path = ROOT / source
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def assembly(*, target: Target, folder: Path) -> Path:
    """Return the synthesized assembly of the target's environment, made anew only when a source changed.

    It is read or deployed on this machine alone, so the policy packs check it, but not CDK's strict template
    validator: `make synth` asks that one, and so does every deployment to an account.
    """
    stamp = folder.with_suffix(".sha256")
    now = fingerprint()
    if not stamp.exists() or stamp.read_text() != now:
        folder.parent.mkdir(parents=True, exist_ok=True)
        stamp.unlink(missing_ok=True)
        chosen = ("-c", f"environments={target.environment}", "-o", str(folder))
        run("synth", "--quiet", *chosen, target=target, variables=UNCHECKED)
        stamp.write_text(now)
    return folder / f"assembly-{target.environment.capitalize()}"
