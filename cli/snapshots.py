"""Compares cdk.out with tests/snapshots, or writes them again. Used by `make diff|snapshots`."""

from __future__ import annotations

import argparse
import difflib
import json
import sys
from pathlib import Path

from cli.target import ROOT

SNAPSHOTS = ROOT / "tests" / "snapshots"


def templates(assembly: Path) -> dict[str, bytes]:
    """Return the bytes of every synthesized template by stack name."""
    found: dict[str, bytes] = {}
    for manifest in sorted(assembly.glob("assembly-*/manifest.json")):
        for artifact in json.loads(manifest.read_text())["artifacts"].values():
            if artifact["type"] == "aws:cloudformation:stack":
                properties = artifact["properties"]
                found[properties["stackName"]] = (manifest.parent / properties["templateFile"]).read_bytes()
    return found


def main() -> int:
    """Return 1 when `--diff` finds a difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--diff", action="store_true", help="print unified diffs")
    parser.add_argument("--write", action="store_true", help="accept the synthesized templates")
    asked = parser.parse_args()
    now = templates(ROOT / "cdk.out")
    before = {
        path.name.removesuffix(".template.json"): path.read_bytes()
        for path in SNAPSHOTS.glob("*.template.json")
    }
    changed = sorted(name for name in now.keys() | before.keys() if now.get(name) != before.get(name))
    if asked.diff:
        for name in changed:
            old, new = (side.get(name, b"").decode().splitlines(keepends=True) for side in (before, now))
            sys.stdout.writelines(difflib.unified_diff(old, new, f"snapshot/{name}", f"synthesized/{name}"))
        return int(bool(changed))
    if asked.write:
        SNAPSHOTS.mkdir(parents=True, exist_ok=True)
        for gone in before.keys() - now.keys():
            (SNAPSHOTS / f"{gone}.template.json").unlink()
        for name, body in now.items():
            (SNAPSHOTS / f"{name}.template.json").write_bytes(body)
        print(f"{len(now)} snapshots, {len(changed)} changed: {', '.join(changed) or 'none'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
