"""Through the emulator by boto3: what only the whole way shows."""

import base64
import json
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from examples import make_inputs
from local import process
from local.settings import AI_SERVICES, Settings
from tests.local.ai.conftest import png
from tests.local.ai.test_textract import lines, two_pages
from tests.local.conftest import Client
from tests.local.deployment import delete, deploy, outputs

MOST_MEGABYTES = 1_500
BUCKET = "scans"


@pytest.fixture(scope="module")
def scans(client: Client) -> str:
    """Put the pages of the tests into the local S3."""
    client("s3").create_bucket(Bucket=BUCKET)
    client("s3").put_object(Bucket=BUCKET, Key="two.pdf", Body=two_pages())
    client("s3").put_object(Bucket=BUCKET, Key="broken.pdf", Body=b"%PDF-1.7 nothing")
    client("s3").put_object(Bucket=BUCKET, Key="photo.jpg", Body=make_inputs.photo())
    return BUCKET


def at(key: str) -> dict[str, Any]:
    return {"S3Object": {"Bucket": BUCKET, "Name": key}}


def ended(client: Any, job: str) -> dict[str, Any]:
    deadline = time.monotonic() + 90
    while (answer := client.get_document_text_detection(JobId=job, MaxResults=4))[
        "JobStatus"
    ] == "IN_PROGRESS":
        assert time.monotonic() < deadline
        time.sleep(0.2)
    return dict(answer)


def test_the_header_reaches_a_boto3_caller(client: Client) -> None:
    answer = client("comprehend").detect_sentiment(Text="I love it", LanguageCode="en")
    assert answer["Sentiment"] == "POSITIVE"
    assert "VADER" in answer["ResponseMetadata"]["HTTPHeaders"]["x-lab2api-stand-in"]


def test_refusals_are_botocores_own_exceptions(client: Client) -> None:
    comprehend = client("comprehend")
    with pytest.raises(comprehend.exceptions.TextSizeLimitExceededException):
        comprehend.detect_sentiment(Text="x" * 5_001, LanguageCode="en")
    bedrock = client("bedrock-runtime")
    with pytest.raises(ClientError, match="LAB2API_CHAT_URL") as raised:
        bedrock.converse(
            modelId="us.amazon.nova-micro-v1:0", messages=[{"role": "user", "content": [{"text": "x"}]}]
        )
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501


def test_a_job_reads_every_page_and_gives_its_blocks_in_portions(client: Client, scans: str) -> None:
    textract = client("textract")
    job = textract.start_document_text_detection(DocumentLocation=at("two.pdf"), ClientRequestToken="one")
    again = textract.start_document_text_detection(DocumentLocation=at("two.pdf"), ClientRequestToken="one")
    assert again["JobId"] == job["JobId"]
    first = ended(textract, job["JobId"])
    assert (first["JobStatus"], first.get("DocumentMetadata")) == ("SUCCEEDED", {"Pages": 2}), first
    second = textract.get_document_text_detection(JobId=job["JobId"], NextToken=first["NextToken"])
    assert lines([*first["Blocks"], *second["Blocks"]]) == "First page\nSecond page"
    assert {block["Page"] for block in [*first["Blocks"], *second["Blocks"]]} == {1, 2}


def test_a_token_with_another_document_is_refused(client: Client, scans: str) -> None:
    textract = client("textract")
    textract.start_document_text_detection(DocumentLocation=at("two.pdf"), ClientRequestToken="two")
    with pytest.raises(textract.exceptions.IdempotentParameterMismatchException):
        textract.start_document_text_detection(DocumentLocation=at("broken.pdf"), ClientRequestToken="two")


def test_a_broken_document_fails_its_job_and_says_why(client: Client, scans: str) -> None:
    textract = client("textract")
    job = textract.start_document_text_detection(DocumentLocation=at("broken.pdf"))
    answer = ended(textract, job["JobId"])
    assert (answer["JobStatus"], "PDF" in answer["StatusMessage"]) == ("FAILED", True)


def test_unknown_jobs_and_objects_have_the_services_codes(client: Client, scans: str) -> None:
    textract = client("textract")
    with pytest.raises(textract.exceptions.InvalidJobIdException):
        textract.get_document_text_detection(JobId="0" * 64)
    with pytest.raises(textract.exceptions.InvalidS3ObjectException):
        textract.detect_document_text(Document=at("none.png"))


def test_an_image_is_read_from_s3(client: Client, scans: str) -> None:
    answer = client("rekognition").detect_labels(Image=at("photo.jpg"))
    assert [label["Name"] for label in answer["Labels"]] == ["Sky"]


def test_a_terminology_of_a_template_is_applied(client: Client) -> None:
    data = {"File": base64.b64encode("en,vi\nlesson,tiết học\n".encode()).decode(), "Format": "CSV"}
    properties = {"Name": "class", "MergeStrategy": "OVERWRITE", "TerminologyData": data}
    template = {
        "Resources": {"Terms": {"Type": "AWS::Translate::Terminology", "Properties": properties}},
        "Outputs": {"Arn": {"Value": {"Fn::GetAtt": ["Terms", "Arn"]}}},
    }
    cloudformation = client("cloudformation")
    assert deploy(cloudformation, "terms", template) == "CREATE_COMPLETE"
    assert ":terminology/class/" in outputs(cloudformation, "terms")["Arn"]
    request = {"SourceLanguageCode": "en", "TargetLanguageCode": "vi", "TerminologyNames": ["class"]}
    assert client("translate").translate_text(Text="lesson", **request)["TranslatedText"] == "tiết học"
    data["File"] = base64.b64encode("en,vi\nlesson,bài học\n".encode()).decode()
    assert deploy(cloudformation, "terms", template, update=True) == "UPDATE_COMPLETE"
    assert client("translate").translate_text(Text="lesson", **request)["TranslatedText"] == "bài học"
    delete(cloudformation, "terms")
    assert client("translate").list_terminologies()["TerminologyPropertiesList"] == []


def test_a_guardrail_of_a_template_is_there_until_it_is_deleted(client: Client) -> None:
    messages = {"BlockedInputMessaging": "no", "BlockedOutputsMessaging": "no"}
    guardrail = {"Type": "AWS::Bedrock::Guardrail", "Properties": {"Name": "kind", **messages}}
    named = {"GuardrailIdentifier": {"Fn::GetAtt": ["Rail", "GuardrailId"]}}
    version = {"Type": "AWS::Bedrock::GuardrailVersion", "Properties": named}
    values = {"Version": {"Fn::GetAtt": ["Version", "Version"]}, "Id": named["GuardrailIdentifier"]}
    told = {name: {"Value": value} for name, value in values.items()}
    template = {"Resources": {"Rail": guardrail, "Version": version}, "Outputs": told}
    assert deploy(client("cloudformation"), "rail", template) == "CREATE_COMPLETE"
    made = outputs(client("cloudformation"), "rail")
    assert made["Version"] == "1"
    asked = {"guardrailIdentifier": made["Id"], "guardrailVersion": "1"}
    assert client("bedrock").get_guardrail(**asked)["blockedInputMessaging"] == "no"
    delete(client("cloudformation"), "rail")
    with pytest.raises(client("bedrock").exceptions.ResourceNotFoundException):
        client("bedrock").get_guardrail(**asked)


def test_what_answers_can_be_listed(emulator: Settings) -> None:
    url = f"{emulator.endpoint_url}/_lab2api/stand-ins"
    with urllib.request.urlopen(url, timeout=5) as answer:
        report = json.loads(answer.read())
    assert set(report) == set(AI_SERVICES)
    assert {one["state"] for one in report.values()} == {"stand-in"}
    assert "VADER" in report["comprehend"]["operations"]["DetectSentiment"]


def test_the_emulator_and_its_worker_stay_small(client: Client, emulator: Settings) -> None:
    client("textract").detect_document_text(Document={"Bytes": png(make_inputs.page(make_inputs.PAGE_VI))})
    client("rekognition").detect_faces(Image={"Bytes": make_inputs.portrait()})
    client("rekognition").detect_moderation_labels(Image={"Bytes": make_inputs.portrait()})
    running = process.status(emulator)
    assert running is not None
    (worker,) = _workers(running.pid)
    total = _resident(running.pid) + _resident(worker)
    assert total < MOST_MEGABYTES, f"{total} MB"


def _workers(pid: int) -> list[int]:
    """Its children that compute; functions and containers of other tests, which come and go, are others."""
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    commands = {child: _command(child) for children in threads for child in _read(children).split()}
    return [int(child) for child, command in commands.items() if "multiprocessing.spawn" in command]


def _command(pid: str) -> str:
    return _read(Path(f"/proc/{pid}/cmdline"))


def _read(path: Path) -> str:
    """What the kernel says, nothing where the process has ended meanwhile."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _resident(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmRSS"))
