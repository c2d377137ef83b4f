"""The workbench's pipeline and Autopilot, deployed into an emulator of their own, and what they did."""

import json
import time
from dataclasses import dataclass
from typing import Any

from tests.local.conftest import STARTER, Client
from tests.local.deployment import outputs

MODEL, MACHINE, GROUP = "breast-cancer", "lab2api-workbench-autopilot", "workbench-breast-cancer-autopilot"
WAIT_SECONDS = 300.0


@dataclass(frozen=True)
class Workbench:
    """Buckets and clients."""

    client: Client

    @property
    def buckets(self) -> dict[str, str]:
        return outputs(self.client("cloudformation"), "Workbench-Data")

    @property
    def machine(self) -> str:
        return f"arn:aws:states:us-east-1:000000000000:stateMachine:{MACHINE}"

    def train(self) -> str:
        """Put the starter's rows into the raw bucket; returns the execution that this started, ended."""
        sagemaker = self.client("sagemaker")
        key = f"datasets/{MODEL}/data.csv"
        body = (STARTER / "data.csv").read_bytes()
        self.client("s3").put_object(Bucket=self.buckets["RawBucketName"], Key=key, Body=body)

        def newest() -> dict[str, Any] | None:
            found = sagemaker.list_pipeline_executions(PipelineName="workbench-training")
            return next(iter(found["PipelineExecutionSummaries"]), None)

        deadline = time.monotonic() + WAIT_SECONDS
        while (row := newest()) is None or row["PipelineExecutionStatus"] == "Executing":
            assert time.monotonic() < deadline, row
            time.sleep(0.2)
        assert row["PipelineExecutionStatus"] == "Succeeded", row
        return str(row["PipelineExecutionArn"]).rpartition("/")[2]

    def run(self, **given: str) -> dict[str, Any]:
        """Start the machine, and wait for its end."""
        states = self.client("stepfunctions")
        started = states.start_execution(stateMachineArn=self.machine, input=json.dumps(given))
        return self.ended(started["executionArn"])

    def first(self) -> dict[str, Any]:
        """The execution that a rule started, once it ended."""
        states, deadline = self.client("stepfunctions"), time.monotonic() + WAIT_SECONDS
        while not (found := states.list_executions(stateMachineArn=self.machine)["executions"]):
            assert time.monotonic() < deadline
            time.sleep(0.2)
        return self.ended(found[-1]["executionArn"])

    def ended(self, arn: str) -> dict[str, Any]:
        states, deadline = self.client("stepfunctions"), time.monotonic() + WAIT_SECONDS
        while (found := states.describe_execution(executionArn=arn))["status"] == "RUNNING":
            assert time.monotonic() < deadline, found
            time.sleep(0.2)
        return dict(found)

    def artifact(self, key: str) -> bytes:
        bucket = self.buckets["ArtifactsBucketName"]
        return bytes(self.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read())
