"""`--real` passes a service through to the account of a profile; here that is a server on loopback."""

import base64
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest
from pydantic import ValidationError

from local import environment, ports, process
from local.settings import Settings
from tests.local.conftest import client_of

PNG = b"\x89PNG\r\n\x1a\n" + bytes(30)


class Account(BaseHTTPRequestHandler):
    """Stands for AWS: keeps what it is asked, and answers like Comprehend and Textract."""

    asked: ClassVar[list[dict[str, Any]]] = []
    refusal: ClassVar[str] = ""

    def do_POST(self) -> None:
        operation = self.headers["X-Amz-Target"].rpartition(".")[2]
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append({"operation": operation, "key": self.headers["Authorization"], **request})
        score = {"Positive": 0.1, "Negative": 0.7, "Neutral": 0.1, "Mixed": 0.1}
        answers: dict[str, Any] = {
            "DetectSentiment": {"Sentiment": "NEGATIVE", "SentimentScore": score},
            "DetectDocumentText": {"DocumentMetadata": {"Pages": 1}, "Blocks": []},
        }
        refused = {"__type": self.refusal, "message": "slow down"}
        body = json.dumps(refused if self.refusal else answers[operation]).encode()
        self.send_response(400 if self.refusal else 200)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def account() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Account)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def passing(account: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Start an emulator whose Comprehend and Textract are the account's, as `local up --real` does."""
    home = tmp_path_factory.mktemp("home")
    (home / ".aws").mkdir()
    keys = "aws_access_key_id = AKIALEARNER\naws_secret_access_key = s\n"
    profile = f"[profile class]\nregion = ap-southeast-1\nendpoint_url = {account}\n{keys}"
    (home / ".aws" / "config").write_text(profile, encoding="utf-8")
    state = tmp_path_factory.mktemp("state")
    settings = Settings(port=ports.free(), state=state, real="textract,comprehend", real_profile="class")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("HOME", str(home))
        process.start(settings)
        yield settings
        process.stop(settings)


@pytest.fixture(autouse=True)
def _fresh() -> None:
    Account.asked.clear()
    Account.refusal = ""


def test_a_passed_service_is_asked_with_the_profiles_key_and_region(passing: Settings) -> None:
    answer = client_of(passing)("comprehend").detect_sentiment(Text="I love it", LanguageCode="en")
    assert answer["Sentiment"] == "NEGATIVE"
    (asked,) = Account.asked
    assert (asked["operation"], asked["Text"]) == ("DetectSentiment", "I love it")
    assert "Credential=AKIALEARNER/" in asked["key"]
    assert "/ap-southeast-1/comprehend/" in asked["key"]
    headers = answer["ResponseMetadata"]["HTTPHeaders"]
    assert "x-lab2api-stand-in" not in headers
    assert "class" in headers["x-lab2api-real"]


def test_an_object_of_the_local_s3_is_sent_as_bytes(passing: Settings) -> None:
    s3 = client_of(passing)("s3")
    s3.create_bucket(Bucket="local-only")
    s3.put_object(Bucket="local-only", Key="page.png", Body=PNG)
    document = {"S3Object": {"Bucket": "local-only", "Name": "page.png"}}
    client_of(passing)("textract").detect_document_text(Document=document)
    assert Account.asked[0]["Document"] == {"Bytes": base64.b64encode(PNG).decode()}


def test_the_accounts_errors_come_back_as_they_are_and_nothing_is_asked_twice(passing: Settings) -> None:
    Account.refusal = "ThrottlingException"
    comprehend = client_of(passing)("comprehend")
    with pytest.raises(comprehend.exceptions.ClientError, match="ThrottlingException"):
        comprehend.detect_sentiment(Text="x", LanguageCode="en")
    assert len(Account.asked) == 1


def test_a_request_that_the_service_would_refuse_is_not_sent(passing: Settings) -> None:
    comprehend = client_of(passing)("comprehend")
    with pytest.raises(comprehend.exceptions.ClientError, match="enum"):
        comprehend.detect_sentiment(Text="x", LanguageCode="vi")
    assert Account.asked == []


def test_jobs_that_would_read_the_accounts_s3_are_501(passing: Settings) -> None:
    location = {"S3Object": {"Bucket": "local-only", "Name": "page.png"}}
    textract = client_of(passing)("textract")
    with pytest.raises(textract.exceptions.ClientError, match="NotEmulatedLocally"):
        textract.start_document_text_detection(DocumentLocation=location)
    assert Account.asked == []


def test_the_other_services_keep_their_stand_ins(passing: Settings) -> None:
    request = {"SourceLanguageCode": "en", "TargetLanguageCode": "vi"}
    answer = client_of(passing)("translate").translate_text(Text="hotel", **request)
    assert "x-lab2api-stand-in" in answer["ResponseMetadata"]["HTTPHeaders"]
    assert Account.asked == []


def test_a_running_emulator_is_not_taken_for_one_with_other_real_services(passing: Settings) -> None:
    with pytest.raises(process.LocalRunError, match="comprehend,textract"):
        process.start(Settings(port=passing.port, state=passing.state))


def test_only_known_services_can_be_real() -> None:
    with pytest.raises(ValidationError, match="'polly' is none of comprehend"):
        Settings(real="comprehend,polly")
    assert Settings(real=" textract, comprehend ").real == "comprehend,textract"


def test_functions_never_see_the_profile(tmp_path: Path) -> None:
    settings = Settings(state=tmp_path, real="comprehend", real_profile="class", chat_key="k")
    assert not [name for name in environment.emulator(settings) if "PROFILE" in name or "CHAT" in name]
