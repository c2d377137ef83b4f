"""One batch job from a file to two files, with a bar for each step."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from cli import serving, terminal
from cli.batch import outcome, rows, transform
from cli.batch.outcome import Outcome
from cli.batch.settings import Settings, served_card
from cli.batch.transform import Place
from cli.target import Target


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a person asked for; `source` is a path or an s3:// address of a CSV."""

    model: str
    source: str
    job: str
    folder: Path


def run(request: Request, *, target: Target, settings: Settings) -> Outcome:
    """Send every row that can be sent, wait, and write what came back."""
    card = served_card(target=target, model=request.model)
    stack = serving.stack_name(target=target, model=request.model)
    where = transform.place(target=target, model=request.model, stack=stack, job=request.job)
    with _progress() as bar, tempfile.TemporaryDirectory(prefix="lab2api-batch-") as kept:
        file, answers = Path(kept) / "rows.jsonl", Path(kept) / "answers.jsonl"
        with file.open("w", encoding="utf-8") as into:
            sent = rows.write(_table(target, request.source, folder=Path(kept)), card=card, into=into)
        if not sent.numbers:
            return outcome.write([], sent=sent, card=card, folder=request.folder)
        _upload(target, file, where=where, bar=bar)
        _answer(request, target=target, settings=settings, where=where, bar=bar)
        _download(target, answers, where=where, bar=bar)
        with answers.open(encoding="utf-8") as lines:
            return outcome.write(lines, sent=sent, card=card, folder=request.folder)


def _answer(request: Request, *, target: Target, settings: Settings, where: Place, bar: Progress) -> None:
    sagemaker, job = target.client("sagemaker"), request.job
    task = bar.add_task(f"{job}: starting", total=None)
    transform.create(
        sagemaker=sagemaker,
        job=job,
        where=where,
        instance_type=settings.instance_type,
        instances=settings.instance_count,
    )
    transform.follow(
        sagemaker=sagemaker,
        job=job,
        local=target.local,
        limit_seconds=settings.max_runtime_seconds,
        tell=lambda status: bar.update(task, description=f"{job}: {status}"),
    )
    bar.update(task, total=1, completed=1)


def _table(target: Target, source: str, *, folder: Path) -> Iterator[str]:
    """Yield the lines of the CSV; one at S3 is fetched first, so that a broken read is a whole error."""
    path = Path(source)
    if source.startswith("s3://"):
        location, path = urlsplit(source), folder / "input.csv"
        target.client("s3").download_file(location.netloc, location.path.lstrip("/"), str(path))
    if not path.is_file():
        terminal.stop(f"there is no file {source}")
    with path.open(newline="", encoding="utf-8-sig") as file:
        yield from file


@contextmanager
def _progress() -> Iterator[Progress]:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=terminal.err) as progress:
        yield progress


def _upload(target: Target, file: Path, *, where: Place, bar: Progress) -> None:
    task = bar.add_task("upload", total=file.stat().st_size)
    bucket, _, key = where.source.removeprefix("s3://").partition("/")
    target.client("s3").upload_file(str(file), bucket, key, Callback=lambda count: bar.advance(task, count))


def _download(target: Target, file: Path, *, where: Place, bar: Progress) -> None:
    s3 = target.client("s3")
    size = s3.head_object(Bucket=where.write, Key=where.answers)["ContentLength"]
    task = bar.add_task("download", total=size)
    s3.download_file(where.write, where.answers, str(file), Callback=lambda count: bar.advance(task, count))
