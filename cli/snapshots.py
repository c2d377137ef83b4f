"""Compares cdk.out with the committed tests/snapshots, or writes them again. Used by `make diff|snapshots`."""

from __future__ import annotations

import argparse
import difflib
import sys
from pathlib import Path

from cli.target import ROOT

SNAPSHOTS = ROOT / "tests" / "snapshots"


def templates(assembly: Path) -> dict[str, bytes]:
    """Return the bytes of every synthesized template by stack name."""
    found = assembly.glob("assembly-*/*.template.json")
    return {
        f"{path.parent.name[len('assembly-') :]}-{_stack(path)}": path.read_bytes() for path in sorted(found)
    }


def _stack(path: Path) -> str:
    name = path.name.removesuffix(".template.json")
    return name.removeprefix(path.parent.name[len("assembly-") :])


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
            lines = [side.get(name, b"").decode().splitlines(keepends=True) for side in (before, now)]
            sys.stdout.writelines(
                difflib.unified_diff(*lines, fromfile=f"snapshot/{name}", tofile=f"synthesized/{name}")
            )
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
