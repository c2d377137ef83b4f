"""Approval by policy and the shadow before the canary, by the machine as it is deployed."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import config
from config import Environment
from local import ports, process
from local.settings import Settings
from stacks import build_app
from tests.end_to_end import bad_models
from tests.end_to_end.test_canary import questions
from tests.local.assembly import deploy_assembly
from tests.local.conftest import STARTER, Client, client_of

STAGE, NAME, MODEL = "Judged", "judged", "breast-cancer"
GROUP = ENDPOINT = f"{NAME}-{MODEL}"
STACK = f"{STAGE}-Serving-{MODEL}"
EXECUTIONS = f"arn:aws:states:us-east-1:000000000000:execution:lab2api-{NAME}-lifecycle"
SHADOW_SECONDS = 6
LIMIT_SECONDS = 300


def judged() -> Environment:
    """The workbench with a policy, and a shadow that gets all of the requests."""
    values = config.load("workbench").model_dump()
    values["serving"]["shadow"] = {"sampling_percentage": 100}
    values["serving"]["deployment"]["bake_seconds"] = 10
    values["serving"]["deployment"]["business"] = None
    values["lifecycle"] |= {
        "approval": "policy",
        "policy": {"minimum_score": 0.9, "at_most_worse_by": 0.01},
        "deploy": "shadow",
        "shadow_seconds": SHADOW_SECONDS,
        # Of a few requests within seconds, on a machine that does other things: errors decide here, not time.
        "shadow_latency_ratio": 100.0,
        "shadow_requests": 10,
    }
    return Environment.model_validate(values | {"name": NAME})


@dataclass(frozen=True)
class Deployed:
    """The environment in an emulator of its own."""

    client: Client
    bucket: str

    def register(self, folder: Path = STARTER, *, score: float = 0.99) -> str:
        """Register a version as the pipeline does, with a card that says `score`."""
        s3, name = self.client("s3"), f"evaluations/test/{time.time_ns()}"
        card = json.loads((folder / "card.json").read_text()) | {"score": {"name": "roc_auc", "value": score}}
        s3.put_object(
            Bucket=self.bucket, Key=f"{name}/model.tar.gz", Body=(folder / "model.tar.gz").read_bytes()
        )
        s3.put_object(Bucket=self.bucket, Key=f"{name}/card.json", Body=json.dumps(card).encode())
        created = self.client("sagemaker").create_model_package(
            ModelPackageGroupName=GROUP,
            ModelApprovalStatus="PendingManualApproval",
            InferenceSpecification={
                "Containers": [{"Image": "image", "ModelDataUrl": f"s3://{self.bucket}/{name}/model.tar.gz"}],
                "SupportedContentTypes": ["application/json"],
                "SupportedResponseMIMETypes": ["application/json"],
            },
            CustomerMetadataProperties={"card": f"s3://{self.bucket}/{name}/card.json"},
        )
        return str(created["ModelPackageArn"])

    def described(self, arn: str) -> dict[str, Any]:
        answer: dict[str, Any] = self.client("sagemaker").describe_model_package(ModelPackageName=arn)
        return answer

    def ended(self, arn: str) -> dict[str, Any]:
        """Wait until nothing is to come for a version."""
        deadline = time.monotonic() + LIMIT_SECONDS
        while True:
            found = self.described(arn)
            status = found.get("ModelLifeCycle", {}).get("StageStatus", "")
            if status in ("Promoted", "RolledBack", "Failed") or found["ModelApprovalStatus"] == "Rejected":
                return found
            assert time.monotonic() < deadline, found
            time.sleep(0.25)

    def states(self, version: str) -> list[str]:
        """The states that a version's deployment went through."""
        arn = f"{EXECUTIONS}:deploy-{MODEL}-{version}-0"
        told = self.client("stepfunctions").get_execution_history(executionArn=arn, maxResults=1000)
        return [
            event["stateEnteredEventDetails"]["name"]
            for event in told["events"]
            if "stateEnteredEventDetails" in event
        ]

    def served(self) -> dict[str, str]:
        stack = self.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"][0]
        return {each["ParameterKey"]: each["ParameterValue"] for each in stack["Parameters"]}

    @contextmanager
    def asked(self) -> Iterator[list[int]]:
        """Ask the endpoint some twenty times a second; the statuses of its answers."""
        runtime, stop, seen = self.client("sagemaker-runtime"), threading.Event(), list[int]()

        def send() -> None:
            while not stop.wait(0.05):
                answer = runtime.invoke_endpoint(
                    EndpointName=ENDPOINT, ContentType="application/json", Body=questions()[1]
                )
                seen.append(answer["ResponseMetadata"]["HTTPStatusCode"])

        thread = threading.Thread(target=send)
        thread.start()
        try:
            yield seen
        finally:
            stop.set()
            thread.join()


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    outdir = tmp_path_factory.mktemp("judged")
    with pytest.MonkeyPatch.context() as patch:
        # The strict template validator takes more than half of a synthesis, and changes no template.
        patch.setenv("CDK_VALIDATION", "false")
        build_app(configs=[judged()], outdir=str(outdir)).synth()
    settings = Settings(port=ports.free(), state=tmp_path_factory.mktemp("state"))
    process.start(settings)
    try:
        client = client_of(settings)
        assert deploy_assembly(outdir / f"assembly-{STAGE}", client) == {}
        outputs = client("cloudformation").describe_stacks(StackName=f"{STAGE}-Data")["Stacks"][0]["Outputs"]
        bucket = next(o["OutputValue"] for o in outputs if o["OutputKey"] == "ArtifactsBucketName")
        yield Deployed(client=client, bucket=bucket)
    finally:
        process.stop(settings)


def test_a_score_below_the_policy_is_rejected_with_the_reason(deployed: Deployed) -> None:
    found = deployed.ended(deployed.register(score=0.5))
    assert found["ModelApprovalStatus"] == "Rejected"
    assert "roc_auc 0.5 is below minimum_score 0.9" in found["ApprovalDescription"]
    assert deployed.served()["ModelVersion"] == "starter"


def test_a_good_version_is_approved_by_policy_tried_as_a_shadow_and_promoted(deployed: Deployed) -> None:
    with deployed.asked() as seen:
        found = deployed.ended(deployed.register())
    version = str(found["ModelPackageVersion"])
    assert found["ModelLifeCycle"]["StageStatus"] == "Promoted", found["ModelLifeCycle"]
    assert found["ApprovalDescription"].startswith("by policy: roc_auc 0.99 reaches")
    order = [
        name for name in deployed.states(version) if name in ("ShadowUpdate", "Compare", "Update", "Promote")
    ]
    assert order == ["ShadowUpdate", "Compare", "Update", "Promote"]
    assert deployed.served()["ModelVersion"] == version
    assert set(seen) == {200}


def test_a_version_that_fails_as_a_shadow_never_answers_and_is_rejected(
    deployed: Deployed, tmp_path: Path
) -> None:
    before = deployed.served()["ModelVersion"]
    with deployed.asked() as seen:
        found = deployed.ended(deployed.register(bad_models.write("broken", tmp_path)))
    assert found["ModelLifeCycle"]["StageStatus"] == "RolledBack", found["ModelLifeCycle"]
    assert "not promoted from shadow: the shadow failed" in found["ApprovalDescription"]
    assert "Update" not in deployed.states(str(found["ModelPackageVersion"]))
    assert deployed.served()["ModelVersion"] == before
    assert (set(seen), len(seen) > 20) == ({200}, True)


def test_a_version_that_is_worse_than_production_is_rejected_though_it_is_good_enough(
    deployed: Deployed,
) -> None:
    found = deployed.ended(deployed.register(score=0.95))
    assert found["ModelApprovalStatus"] == "Rejected"
    assert "worse than production's 0.99" in found["ApprovalDescription"]
