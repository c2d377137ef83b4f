"""The platform's own stacks on the embedded AWS: rows in, the same values out at the API, and in a join."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from feature_store.group import Group
from feature_store.rows import record
from local import ports, process
from local.settings import Settings
from stacks import build_app
from tests.config.changed import variation
from tests.connections import PLAIN
from tests.local.assembly import deploy_assembly
from tests.local.conftest import STARTER, Client, client_of
from tests.local.deployment import delete, outputs
from tests.local.feature_store.groups import history
from tests.local.waiting import until

NAME = "features"
GROUP = f"{NAME}-measurements"
ROWS = 60
ROLE = "arn:aws:iam::000000000000:role/execution"
OPT = "/opt/ml/processing"


@dataclass(frozen=True, kw_only=True)
class Deployed:
    """The emulator with the stacks of the feature store and of the API."""

    settings: Settings
    client: Client
    rows: list[dict[str, str]]

    def output(self, stack: str, name: str) -> str:
        return outputs(self.client("cloudformation"), f"{NAME.capitalize()}-{stack}")[name]

    def get(self, path: str) -> httpx.Response:
        api = self.output("Api", "ApiId")
        key = self.client("apigateway").get_api_key(apiKey=self.output("Api", "ApiKeyId"), includeValue=True)
        url = f"{self.settings.endpoint_url}/restapis/{api}/{NAME}/_user_request_/v1/features/{path}"
        return httpx.get(url, headers={"x-api-key": key["value"]}, timeout=30, verify=PLAIN)

    def run(self, name: str, *words: str, source: tuple[str, str], output: str) -> dict[str, Any]:
        """A processing job of model_code, as the pipeline makes one; its description at the end."""
        bucket = self.output("Data", "CuratedBucketName")
        kept = {
            "S3Uri": f"s3://{bucket}/jobs/{name}",
            "LocalPath": f"{OPT}/{output}",
            "S3UploadMode": "EndOfJob",
        }
        given = {
            "S3Uri": source[1],
            "LocalPath": f"{OPT}/input/{source[0]}",
            "S3DataType": "S3Prefix",
            "S3InputMode": "File",
        }
        cluster = {"InstanceCount": 1, "InstanceType": "ml.t3.medium", "VolumeSizeInGB": 1}
        sagemaker = self.client("sagemaker")
        sagemaker.create_processing_job(
            ProcessingJobName=name,
            RoleArn=ROLE,
            AppSpecification={"ImageUri": "x", "ContainerEntrypoint": ["python3", *words]},
            ProcessingInputs=[{"InputName": source[0], "S3Input": given}],
            ProcessingOutputConfig={"Outputs": [{"OutputName": output, "S3Output": kept}]},
            ProcessingResources={"ClusterConfig": cluster},
        )

        def ended() -> dict[str, Any] | None:
            job: dict[str, Any] = sagemaker.describe_processing_job(ProcessingJobName=name)
            return None if job["ProcessingJobStatus"] == "InProgress" else job

        return until(ended, f"the end of {name}")

    def ingest(self, name: str) -> dict[str, Any]:
        raw = self.output("Data", "RawBucketName")
        words = ("/opt/program/ingest.py", "--group", GROUP)
        return self.run(
            name, *words, source=("rows", f"s3://{raw}/datasets/breast-cancer"), output="rejected"
        )

    def said(self, job: str) -> str:
        found = self.client("logs").filter_log_events(
            logGroupName="/aws/sagemaker/ProcessingJobs", logStreamNamePrefix=job
        )
        return "\n".join(event["message"] for event in found["events"])


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    folder = tmp_path_factory.mktemp("assembly")
    build_app(configs=[variation(NAME, snap_start=False)], outdir=str(folder)).synth()
    settings = Settings(port=ports.free(), state=tmp_path_factory.mktemp("features"))
    process.start(settings)
    try:
        client = client_of(settings)
        stage = folder / f"assembly-{NAME.capitalize()}"
        wanted = (f"{NAME.capitalize()}-Features", f"{NAME.capitalize()}-Api")
        assert deploy_assembly(stage, client, only=wanted) == {}
        with (STARTER / "data.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))[:ROWS]
        found = Deployed(settings=settings, client=client, rows=rows)
        raw = found.output("Data", "RawBucketName")
        client("s3").put_object(Bucket=raw, Key="datasets/breast-cancer/data.csv", Body=written(rows))
        yield found
    finally:
        process.stop(settings)


def written(rows: list[dict[str, Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def records(deployed: Deployed) -> list[dict[str, str]]:
    """What the rows are as records: with their identifiers, and their object's time."""
    group = Group.described(deployed.client("sagemaker").describe_feature_group(FeatureGroupName=GROUP))
    raw = deployed.output("Data", "RawBucketName")
    at = deployed.client("s3").head_object(Bucket=raw, Key="datasets/breast-cancer/data.csv")["LastModified"]
    return [record(row, group=group, written=at) for row in deployed.rows]


def test_rows_go_in_and_the_api_answers_the_same_values(deployed: Deployed) -> None:
    job = deployed.ingest("ingest-1")
    assert job["ProcessingJobStatus"] == "Completed", deployed.said("ingest-1")
    assert f"rows={ROWS}; put={ROWS}; unchanged=0; rejected=0;" in deployed.said("ingest-1")
    for row, values in list(zip(deployed.rows, records(deployed), strict=True))[:3]:
        answer = deployed.get(f"measurements/{values['sample_id']}")
        assert answer.status_code == 200, answer.text
        found = answer.json()
        assert found["event_time"] == values["measured_at"]
        assert found["features"] == {
            name.replace(" ", "_"): float(text) for name, text in row.items() if name != "diagnosis"
        }
        few = deployed.get(f"measurements/{values['sample_id']}?feature=mean_area").json()
        assert few["features"] == {"mean_area": float(row["mean area"])}


def test_the_same_again_puts_nothing(deployed: Deployed) -> None:
    assert deployed.ingest("ingest-2")["ProcessingJobStatus"] == "Completed"
    assert f"rows={ROWS}; put=0; unchanged={ROWS}; rejected=0;" in deployed.said("ingest-2")


def test_what_is_not_there_is_a_named_404_and_what_is_no_name_a_400(deployed: Deployed) -> None:
    missing = deployed.get("measurements/nobody")
    assert (missing.status_code, missing.headers["content-type"]) == (404, "application/problem+json")
    assert missing.json()["detail"] == "Feature group measurements has no record nobody."
    assert (
        deployed.get("visits/nobody").json()["detail"]
        == "There is no feature group visits: there are measurements."
    )
    assert deployed.get("measurements/nobody?feature=colour").status_code == 400


def test_labels_are_joined_with_what_the_offline_store_knew_at_their_time(deployed: Deployed) -> None:
    history(deployed.client, GROUP, least=ROWS)  # the offline store gathers for a second
    first = records(deployed)[0]
    labels = [
        {"who": first["sample_id"], "when": "2020-01-01T00:00:00Z", "label": "early"},
        {"who": first["sample_id"], "when": "2999-01-01T00:00:00Z", "label": "late"},
    ]
    bucket = deployed.output("Data", "CuratedBucketName")
    deployed.client("s3").put_object(Bucket=bucket, Key="labels/labels.csv", Body=written(labels))
    words = ("/opt/program/join.py", "--source", f"m={GROUP}:who", "--time", "when")
    job = deployed.run("join", *words, source=("labels", f"s3://{bucket}/labels"), output="joined")
    assert job["ProcessingJobStatus"] == "Completed", deployed.said("join")
    body = deployed.client("s3").get_object(Bucket=bucket, Key="jobs/join/joined.csv")["Body"].read()
    early, late = csv.DictReader(io.StringIO(body.decode()))
    assert early["m_mean_radius"] == ""
    assert float(late["m_mean_radius"]) == float(first["mean_radius"])


def test_the_stack_goes_with_its_tables_and_can_come_again(deployed: Deployed, tmp_path: Path) -> None:
    cloudformation, name = deployed.client("cloudformation"), f"{NAME.capitalize()}-Features"
    template = cloudformation.get_template(StackName=name)["TemplateBody"]
    delete(cloudformation, name)
    assert deployed.client("sagemaker").list_feature_groups()["FeatureGroupSummaries"] == []
    databases = [one["Name"] for one in deployed.client("glue").get_databases()["DatabaseList"]]
    assert f"lab2api_{NAME}_features" not in databases
    assert template
    assert deployed.get("measurements/nobody").status_code == 503
