"""One synthesis of a class of many students, measured: `python -m bench.class_synthesis FOLDER 1000`.

All services and AWS Budgets, so that a sandbox is as large as it gets; the policy packs and the validator run
too. It prints one line of JSON. Reads /proc, so it needs Linux.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import config
from config import Environment
from stacks import build_app

SERVICES = ("canvas", "training", "endpoints", "bedrock")


@dataclass(frozen=True, kw_only=True)
class Measured:
    """`cpu_seconds` are of both processes, Python's and Node's; `peak_bytes` is the sum of their peaks."""

    students: int
    seconds: float
    cpu_seconds: float
    peak_bytes: int
    stacks: int
    most_resources: int
    most_bytes: int
    finding_free: bool


def of_students(slugs: list[str], *, seats: int) -> Environment:
    """Return the classroom with a class of these students, everything in it checked."""
    values = config.load("classroom").model_dump()
    (roster,) = values["classes"]
    students = [{"slug": slug, "group": f"g{slug[-1]}"} for slug in slugs]
    changed = roster | {"seats": seats, "services": SERVICES, "students": students}
    return Environment.model_validate(values | {"classes": [changed], "canvas": {}})


def slug(number: int) -> str:
    """Return the slug of a student, from 1."""
    return f"s{number:04}"


def measured(folder: Path, *, students: int, without: int | None = None) -> Measured:
    """Synthesize `students` planned seats, all taken but one that may be left free."""
    slugs = [slug(number) for number in range(1, students + 1) if number != without]
    begun = time.perf_counter()
    app = build_app(configs=[of_students(slugs, seats=students)], outdir=str(folder))
    found = _findings(app)
    seconds = time.perf_counter() - begun
    texts = [path.read_bytes() for path in folder.glob("assembly-*/*.template.json")]
    return Measured(
        students=len(slugs),
        seconds=seconds,
        cpu_seconds=time.process_time() + sum(_cpu_seconds(process) for process in _children(os.getpid())),
        peak_bytes=sum(_peak_bytes(process) for process in (os.getpid(), *_children(os.getpid()))),
        stacks=len(texts),
        most_resources=max(len(json.loads(text).get("Resources", {})) for text in texts),
        most_bytes=max(len(text) for text in texts),
        finding_free=not found,
    )


def _findings(app: Any) -> bool:
    """Synthesize; a finding outside the register is an answer here, any other error is one."""
    try:
        app.synth()
    except RuntimeError as error:
        if "ValidationFailed" not in str(error):
            raise
        return True
    return False


def _children(process: int) -> Iterator[int]:
    for child in Path(f"/proc/{process}/task/{process}/children").read_text().split():
        yield int(child)
        yield from _children(int(child))


def _cpu_seconds(process: int) -> float:
    """Add up fields 14 and 15 of proc(5), counted after the name, which may hold spaces."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak_bytes(process: int) -> int:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def main(arguments: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the assembly is written")
    parser.add_argument("students", type=int, help="the planned seats, all taken")
    parser.add_argument("--without", type=int, help="the number of a student who is not there")
    given = parser.parse_args(arguments)
    print(json.dumps(asdict(measured(given.folder, students=given.students, without=given.without))))


if __name__ == "__main__":
    main(sys.argv[1:])
