"""The jobs that run now, so that a Stop call, a reset or the end of the emulator reaches their processes."""

import logging
import threading
from collections.abc import Callable
from typing import Protocol, TypeVar

from ministack.core.concurrency import spawn_background

from local.jobs.container import StoppedError
from local.jobs.errors import JobError
from local.sagemaker import events
from local.sagemaker.errors import ServiceError
from local.sagemaker.records import Record, records

LONGEST_REASON = 1024
"""https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeTrainingJob.html"""

Outcome = dict[str, object]


class Stoppable(Protocol):
    """What runs a job's work and can be told to stop, from any thread, also before it has begun."""

    def stop(self) -> None:
        """End the work; whoever waits for it gets `StoppedError`."""


Work = TypeVar("Work", bound=Stoppable)
logger = logging.getLogger("lab2api")
_containers: dict[str, Stoppable] = {}
_lock = threading.Lock()


def start(kind: str, name: str, container: Work, work: Callable[[Record, Work], Outcome]) -> None:
    """Do `work` in the background; its result goes into the record, its error is the FailureReason."""
    record = records.get(kind, name)
    with _lock:
        _containers[record[f"{kind}Arn"]] = container
    spawn_background(_run, kind, name, container, work, thread_name=f"lab2api-{kind}")


def stop(kind: str, name: str) -> None:
    """Stop a job in progress; `ServiceError` in the service's words if it is not."""
    record = records.get(kind, name)
    status = record[f"{kind}Status"]
    with _lock:
        container = _containers.get(record[f"{kind}Arn"])
    if status != "InProgress" or container is None:
        message = f"The request was rejected because the {kind} {name} is in status {status}."
        raise ServiceError(message=message)
    change(kind, name, "Stopping")
    spawn_background(container.stop, thread_name=f"lab2api-stop-{kind}")


def stop_all() -> None:
    """Stop every job."""
    with _lock:
        containers = list(_containers.values())
    for container in containers:
        container.stop()


def change(kind: str, name: str, status: str, **members: object) -> None:
    """Set a job's status, and tell the event bus as SageMaker does."""
    record = records.update(kind, name, **{f"{kind}Status": status}, **members)
    events.state_change(kind, record)


def _run(kind: str, name: str, container: Work, work: Callable[[Record, Work], Outcome]) -> None:
    record = records.get(kind, name)
    try:
        change(kind, name, "Completed", **work(record, container))
    except StoppedError as stopped:
        change(kind, name, "Stopped", FailureReason=str(stopped) if stopped.timed_out else None)
    except (JobError, ServiceError) as error:
        _fail(kind, name, str(error))
    except Exception as error:
        logger.exception("%s %s", kind, name)
        _fail(kind, name, f"InternalServerError: {type(error).__name__}: {error}")
        raise
    finally:
        with _lock:
            _containers.pop(record[f"{kind}Arn"], None)


def _fail(kind: str, name: str, reason: str) -> None:
    logger.warning("%s %s failed: %s", kind, name, reason)
    change(kind, name, "Failed", FailureReason=reason[:LONGEST_REASON])
