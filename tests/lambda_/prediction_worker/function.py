"""The worker over fakes: jobs as the proxy opens them, messages as SQS delivers them, a clock that obeys."""

import json
from dataclasses import dataclass, field
from typing import Any

from aws_lambda_powertools import Logger, Metrics

from http_api.telemetry import Telemetry
from prediction_jobs import result
from prediction_jobs.job import PredictionsJob, Upload
from prediction_jobs.message import write_message
from prediction_jobs.opening import Asked, opened
from prediction_jobs.predictions import PredictionsAnswer
from prediction_jobs.result import Result
from prediction_worker.asking import Asker
from prediction_worker.batch import Batch
from prediction_worker.notified import Finisher
from prediction_worker.working import Worker
from served_models.catalog import Catalog
from served_models.kept import MissingError
from tests.lambda_.document_pages.memory import Memory
from tests.lambda_.inference_proxy.ports import FakeEndpoint, FakeQueue, FakeTime
from tests.lambda_.inference_proxy.samples import CARD, SERVED

QUEUE, DEAD_LETTERS = "arn:aws:sqs:us-east-1:123456789012:jobs", "arn:aws:sqs:us-east-1:123456789012:dead"
BUCKET = "jobs-bucket"
ATTEMPT_SECONDS, JOB_SECONDS = 65.0, 3600


@dataclass
class Function:
    """`deliver` is one message; what is said about it stays in `later` and `done`."""

    most_rows: int = 1000
    most_bytes: int = 1024
    most_upload_bytes: int = 4096
    objects: Memory = field(default_factory=Memory)
    endpoint: FakeEndpoint = field(default_factory=FakeEndpoint)
    queue: FakeQueue = field(default_factory=FakeQueue)
    time: FakeTime = field(default_factory=lambda: FakeTime(seconds=1_000.0))
    parameters: dict[str, str] = field(default_factory=lambda: {"iris": json.dumps(SERVED)})
    later: list[int] = field(default_factory=list)
    remaining: float = 90.0

    def serve(self, **entry: Any) -> None:
        whole = {name: value for name, value in (SERVED | entry).items() if value is not None}
        self.parameters["iris"] = json.dumps(whole)

    def open(self, rows: list[Any] | None = None, **more: Any) -> PredictionsJob:
        """Open a job as the proxy does, of rows or of an upload."""
        payload = None if rows is None else json.dumps({"instances": rows}).encode()
        asked = Asked(
            caller="key-1",
            key=None,
            request_id="request-1",
            model="iris",
            version="7",
            payload=payload,
            rows=None if rows is None else len(rows),
            **more,
        )
        return opened(self.objects, asked, now=self.time.now(), seconds=JOB_SECONDS)

    def upload(self, data: bytes, content_type: Any = "text/csv") -> PredictionsJob:
        self.objects.held["uploads/a/iris/b"] = data
        return self.open(upload=Upload(key="uploads/a/iris/b", content_type=content_type))

    def deliver(self, *bodies: str, received: int = 1, queue: str = QUEUE) -> list[bool]:
        """Deliver messages as one batch; whether each may be deleted."""
        records = [record(body, id_=str(n), received=received, queue=queue) for n, body in enumerate(bodies)]
        failures = self.batch().work({"Records": records}, remaining=lambda: self.remaining)
        failed = {failure["itemIdentifier"] for failure in failures["batchItemFailures"]}
        return [str(number) not in failed for number in range(len(bodies))]

    def work(self, job: PredictionsJob, **more: Any) -> bool:
        [done] = self.deliver(write_message(job.id), **more)
        return done

    def result(self, job: PredictionsJob) -> Result:
        return result.read(self.objects, job)

    def answer(self, job: PredictionsJob) -> PredictionsAnswer:
        assert self.result(job).status == "succeeded", self.result(job).problem
        return PredictionsAnswer.model_validate_json(result.read_answer(self.objects, job))

    def batch(self) -> Batch:
        clock, catalog = self.time.clock(), self._catalog()
        asker = Asker(
            objects=self.objects,
            invoke=self.endpoint,
            clock=clock,
            attempt_seconds=ATTEMPT_SECONDS,
            most_rows=self.most_rows,
            most_bytes=self.most_bytes,
        )
        worker = Worker(
            objects=self.objects,
            catalog=catalog,
            asker=asker,
            invoke_async=self.queue.invoke_async,
            most_upload_bytes=self.most_upload_bytes,
            now=self.time.now,
        )
        return Batch(
            worker=worker,
            finisher=Finisher(worker=worker, catalog=catalog, bucket=BUCKET),
            show_again=lambda *, receipt, seconds: self.later.append(seconds),
            undelivered_arn=DEAD_LETTERS,
            telemetry=Telemetry(logger=Logger(service="worker"), metrics=Metrics(namespace="x", service="w")),
            clock=clock,
            now=self.time.now,
        )

    def _catalog(self) -> Catalog:
        def read_object(bucket: str, key: str) -> bytes:
            if (bucket, key) != ("artifacts", "models/iris/7/card.json"):
                raise MissingError("GetObject failed")
            return json.dumps(CARD).encode()

        return Catalog(
            read_parameters=lambda: self.parameters, read_object=read_object, warn=print, now=self.time.now
        )


def record(body: str, *, id_: str = "0", received: int = 1, queue: str = QUEUE) -> dict[str, Any]:
    """One record as Lambda's event source mapping hands it over."""
    return {
        "messageId": id_,
        "receiptHandle": f"receipt-{id_}",
        "body": body,
        "attributes": {"ApproximateReceiveCount": str(received), "SentTimestamp": "0"},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": queue,
        "awsRegion": "us-east-1",
    }


def notification(job: PredictionsJob, *, status: str = "Completed", location: str | None = None) -> str:
    """What SageMaker publishes, raw (SageMaker guide, "Check prediction results")."""
    output = location or f"s3://{BUCKET}/async/dev-iris/out/1.out"
    response = {"responseParameters": {"contentType": "application/json", "outputLocation": output}}
    return json.dumps(
        {
            "awsRegion": "us-east-1",
            "eventTime": "2026-01-01T00:00:00.000Z",
            "receivedTime": "2026-01-01T00:00:00.000Z",
            "invocationStatus": status,
            "requestParameters": {
                "endpointName": "dev-iris",
                "inputLocation": f"s3://{BUCKET}/{job.input}",
            },
            **(response if status == "Completed" else {"failureReason": "ClientError: row 5.1"}),
            "inferenceId": job.id,
            "eventVersion": "1.0",
            "eventSource": "aws:sagemaker",
            "eventName": "InferenceResult",
        }
    )
