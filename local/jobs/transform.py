"""The work of a transform job: a model server of its own, every object sent to it, the answers put together.

https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-batch-code.html
"""

import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import UTC, datetime
from typing import Any

import urllib3

from local.hosting import container
from local.hosting.copies import started
from local.hosting.model_server import ModelServer
from local.hosting.variants import HEALTH_CHECK_SECONDS
from local.jobs import objects, transform_input
from local.jobs.container import StoppedError
from local.jobs.errors import AlgorithmError, ClientError, JobError
from local.jobs.log import JobLog
from local.jobs.transform_input import InputObject
from local.sagemaker.errors import ServiceError
from local.sagemaker.records import Record
from local.settings import Settings

TIMEOUT_SECONDS, RETRIES = 600, 3
"""https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelClientConfig.html"""

PAUSE_SECONDS = 0.5
"""Before a retry: a connection breaks before its process has ended, and another starts only then."""


class Transform:
    """One job's server. `stop` may be called from any thread, also before it has started."""

    def __init__(self, *, settings: Settings, sleep: Callable[[float], None] = time.sleep) -> None:
        self._sleep = sleep
        self._settings = settings
        self._server: ModelServer | None = None
        self._stopping = False

    def run(self, record: Record) -> dict[str, object]:
        """Answer every input object; returns what DescribeTransformJob answers then.

        The results of good objects are kept if another fails, and the failure names the first that did.
        """
        found = transform_input.inputs(record["TransformInput"]["DataSource"]["S3DataSource"])
        self._start(record)
        try:
            errors = self._answer_all(record, found)
        finally:
            self._end()
        if self._stopping:
            raise StoppedError(timed_out=False)
        if errors:
            failed = f"{len(errors)} of {len(found)} objects failed; first {errors[0]}"
            raise AlgorithmError(failed, exit_code=1)
        return {"TransformEndTime": datetime.now(UTC)}

    def stop(self) -> None:
        """End the server, or keep it from starting; what waits for it is told no."""
        self._stopping = True
        self._end()

    def _start(self, record: Record) -> None:
        name = record["TransformJobName"]
        if self._stopping:
            raise StoppedError(timed_out=False)
        chosen = container.container_of(record["ModelName"])
        server = container.server_of(
            {**chosen, "Environment": {**chosen.get("Environment", {}), **_variables(record)}},
            base=self._settings.state / "jobs" / f"{name}-{uuid.uuid4().hex[:8]}",
            settings=self._settings,
            log=JobLog(kind="TransformJob", job=name),
        )
        self._server = started(server, seconds=HEALTH_CHECK_SECONDS)

    def _end(self) -> None:
        if self._server is not None:
            self._server.stop()

    def _answer_all(self, record: Record, found: list[InputObject]) -> list[str]:
        workers = max(1, int(record.get("MaxConcurrentTransforms", 1)))
        with ThreadPoolExecutor(max_workers=workers) as pool:
            waiting = [pool.submit(copy_context().run, self._answer, record, item) for item in found]
        return [error for future in waiting if (error := future.result())]

    def _answer(self, record: Record, item: InputObject) -> str:
        """Answer one object; returns why that failed, or nothing."""
        output = record["TransformOutput"]
        try:
            body = objects.read(item.uri)
            answers = [
                self._ask(record, payload) for payload in transform_input.payloads(body, record=record)
            ]
            where = f"{output['S3OutputPath'].rstrip('/')}/{item.name}.out"
            objects.put(_assembled(answers, output), uri=where, key_id=output.get("KmsKeyId"))
        except JobError as error:
            return f"{item.uri}: {error}"
        return ""

    def _ask(self, record: Record, payload: bytes) -> bytes:
        client = record.get("ModelClientConfig", {})
        for left in range(int(client.get("InvocationsMaxRetries", RETRIES)), -1, -1):
            answer = self._try(record, payload, client.get("InvocationsTimeoutInSeconds", TIMEOUT_SECONDS))
            if isinstance(answer, bytes):
                return answer
            if not left:
                raise ClientError(answer)
            self._sleep(PAUSE_SECONDS)
        raise ClientError("InvocationsMaxRetries must be at least 0")

    def _try(self, record: Record, payload: bytes, seconds: int) -> bytes | str:
        """Return the answer, or why there is none; `ClientError` for a refusal, which no retry changes."""
        if self._stopping or self._server is None:
            raise StoppedError(timed_out=False)
        try:
            response = self._server.invoke(body=payload, headers=_headers(record), seconds=seconds)
        except (urllib3.exceptions.HTTPError, ServiceError) as error:
            return f"the model server did not answer: {error}"
        if response.status == 200:
            return response.data
        text = f"the model answered {response.status}: {response.data.decode('utf-8', 'replace')[:300]}"
        if response.status < 500:
            raise ClientError(text)
        return text


def _headers(record: Record) -> dict[str, str]:
    given = {
        "Content-Type": record["TransformInput"].get("ContentType"),
        "Accept": record["TransformOutput"].get("Accept"),
    }
    return {name: value for name, value in given.items() if value}


def _assembled(answers: list[bytes], output: dict[str, Any]) -> bytes:
    if output.get("AssembleWith", "None") == "None":
        return b"".join(answers)
    return b"".join(answer if answer.endswith(b"\n") else answer + b"\n" for answer in answers)


def _variables(record: Record) -> dict[str, str]:
    """https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-batch-code.html."""
    declared: dict[str, str] = record.get("Environment", {})
    return declared | {
        "SAGEMAKER_BATCH": "true",
        "SAGEMAKER_MAX_PAYLOAD_IN_MB": str(record.get("MaxPayloadInMB", 6)),
        "SAGEMAKER_BATCH_STRATEGY": str(record.get("BatchStrategy", "MultiRecord")),
        "SAGEMAKER_MAX_CONCURRENT_TRANSFORMS": str(record.get("MaxConcurrentTransforms", 1)),
    }
