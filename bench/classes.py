"""How a class's synthesis grows with its students: `python -m bench.classes`, one size after the other."""

import argparse
import json
import subprocess
import sys
import tempfile

from bench.class_synthesis import Measured
from bench.starter import ROOT

SMALL, LARGE = 100, 1_000
MOST_GROWTH, MOST_BYTES_OF_MEMORY = 3.0, 3 * 10**9
"""Of the time for one student, in the large class beside the small one; and of both processes together."""
MOST_RESOURCES, MOST_BYTES = 400, 700_000
"""Of one template; CloudFormation takes 500 and 1 MB."""


def measure(students: int) -> Measured:
    """Synthesize in a process of its own: what one leaves behind must not slow the next."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        command = [sys.executable, "-m", "bench.class_synthesis", f"{folder}/out", str(students)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return read(done.stdout)


def read(output: str) -> Measured:
    """Read the last line, after what a synthesis says."""
    return Measured(**json.loads(output.splitlines()[-1]))


def growth(small: Measured, large: Measured) -> float:
    """Return how much more processor time a student takes in the large class; below 1 it is less."""
    return (large.cpu_seconds / large.students) / (small.cpu_seconds / small.students)


def marginal(small: Measured, large: Measured) -> float:
    """Return the seconds of one student more, without what any platform takes."""
    return (large.cpu_seconds - small.cpu_seconds) / (large.students - small.students)


def broken(small: Measured, large: Measured) -> list[str]:
    """Name what is above its bound."""
    bounds = {
        "growth": (growth(small, large), MOST_GROWTH),
        "memory": (large.peak_bytes, MOST_BYTES_OF_MEMORY),
        "resources": (large.most_resources, MOST_RESOURCES),
        "bytes": (large.most_bytes, MOST_BYTES),
    }
    return [
        f"{name}: {value:,.2f} is above {most:,}" for name, (value, most) in bounds.items() if value > most
    ]


def table(small: Measured, large: Measured) -> str:
    """Write both as a table, and the two ratios."""
    head = "| students | wall | processor | a student | peak memory | stacks | largest template |"
    rows = [head, "|---|---|---|---|---|---|---|", *(_row(one) for one in (small, large))]
    ratio, more = growth(small, large), marginal(small, large) * 1000
    return "\n".join([*rows, "", f"for a student: {ratio:.2f} times; one student more: {more:.0f} ms"])


def _row(one: Measured) -> str:
    each = one.cpu_seconds / one.students * 1000
    largest = f"{one.most_resources} resources, {one.most_bytes / 1000:.0f} kB"
    cells = (
        f"{one.students:,}",
        f"{one.seconds:.0f} s",
        f"{one.cpu_seconds:.0f} s",
        f"{each:.0f} ms",
        f"{one.peak_bytes / 1e9:.2f} GB",
        f"{one.stacks}",
        largest,
    )
    return f"| {' | '.join(cells)} |"


def main(arguments: list[str]) -> int:
    """Measure, print, and with `--check` compare with the bounds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 where a figure is above its bound")
    given = parser.parse_args(arguments)
    small, large = measure(SMALL), measure(LARGE)
    print(table(small, large))
    found = broken(small, large)
    print("\n".join(found))
    return 1 if given.check and found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
