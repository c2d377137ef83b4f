"""POST /v1/ai/uploads, and what becomes of an upload: its client's alone, and never exchanged."""

import json

import pytest

from ai_documents.uploading import MOST_BYTES
from ai_images.limits import MOST_BYTES_STORED
from document_pages import limits
from http_api.uploads import folder_of
from tests.lambda_.ai_documents.function import Function
from tests.lambda_.digitize.test_routes import Function as Digitize
from tests.lambda_.document_pages.memory import OURS, tag
from tests.lambda_.document_pages.samples import PNG, pdf, tiff

PATH = "/v1/ai/uploads"
THEIRS = folder_of("key-2")


@pytest.fixture
def function() -> Function:
    return Function()


@pytest.mark.parametrize(("content_type", "most"), MOST_BYTES.items())
def test_a_form_says_what_it_takes_and_how_the_object_is_named(
    function: Function, content_type: str, most: int
) -> None:
    answer = function.post({"content_type": content_type}, path=PATH)
    assert (answer.status, answer.body["most_bytes"]) == (200, most)
    assert answer.body["s3_uri"] == f"s3://documents/{OURS}{answer.body['upload_id']}"
    assert answer.body["fields"]["Content-Type"] == content_type
    assert ["content-length-range", 1, most] in json.loads(answer.body["fields"]["policy"])
    assert answer.body["expires"] == "1970-01-01T00:31:40Z"
    assert (answer.headers["x-lab2api-units"], answer.headers["cache-control"]) == ("", "no-store")


def test_what_may_be_uploaded_is_what_the_services_read() -> None:
    assert MOST_BYTES["image/png"] == MOST_BYTES["image/jpeg"] == MOST_BYTES_STORED
    assert MOST_BYTES["application/pdf"] == MOST_BYTES["image/tiff"] == limits.MOST_BYTES_COUNTED


@pytest.mark.parametrize(
    "body", [{}, {"content_type": "image/gif"}, {"content_type": "image/png", "key": "a"}]
)
def test_any_other_wish_is_refused_and_no_form_is_signed(function: Function, body: dict[str, str]) -> None:
    function.sign_form = None  # type: ignore[assignment]
    assert function.post(body, path=PATH).status == 400


def test_a_form_is_for_the_folder_of_who_asks(function: Function) -> None:
    answer = function.post({"content_type": "image/png"}, path=PATH, caller="key-2")
    assert answer.body["s3_uri"].startswith(f"s3://documents/{THEIRS}")


@pytest.mark.parametrize("route", ["documents", "digitize"])
def test_another_clients_upload_is_a_400_as_an_absent_one_and_costs_nothing(route: str) -> None:
    documents, digitize = Function(), Digitize()
    for objects in (documents.objects, digitize.chain.objects):
        objects.held[f"{THEIRS}a.png"] = PNG
    send = documents.post if route == "documents" else digitize.send
    foreign = send({"s3_uri": f"s3://documents/{THEIRS}a.png"})
    absent = send({"s3_uri": f"s3://documents/{OURS}a.png"})
    assert (foreign.status, foreign.body) == (absent.status, absent.body)
    assert foreign.status == 400
    assert documents.textract.asked == digitize.chain.textract.asked == []


def test_textract_reads_the_version_that_was_looked_at_also_for_many_pages(function: Function) -> None:
    looked_at, name = tiff(3), f"{OURS}a.tiff"
    function.objects.held[name] = looked_at
    function.textract.failing = lambda *_: function.objects.held.update({name: tiff(300)})  # type: ignore[func-returns-value]
    assert function.post({"s3_uri": f"s3://documents/{name}"}).status == 202
    ((_, request),) = function.textract.asked
    assert request["DocumentLocation"]["S3Object"] == {
        "Bucket": "documents", "Name": name, "Version": tag(looked_at),
    }  # fmt: skip


def test_pages_are_counted_in_the_version_that_was_looked_at(function: Function) -> None:
    looked_at, name = pdf(301), f"{OURS}a.pdf"
    function.objects.held[name] = looked_at
    find = function.objects.find

    def find_then_exchange(address: str, *, client: str) -> object:
        found = find(address, client=client)
        function.objects.held[name] = pdf(1)
        return found

    function.objects.find = find_then_exchange  # type: ignore[method-assign, assignment]
    answer = function.post({"s3_uri": f"s3://documents/{name}"}, query={"mode": "async"})
    assert (answer.status, "301 pages" in answer.body["detail"]) == (400, True)
    assert function.textract.asked == []


def test_a_role_finds_its_job_again_in_its_next_session(function: Function) -> None:
    opened = function.post(tiff(3), principal="AROAEXAMPLE:monday")
    path = opened.headers["location"]
    assert function.get(path, principal="AROAEXAMPLE:tuesday").body["status"] == "succeeded"
    assert function.post(tiff(3), principal="AROAEXAMPLE:tuesday").headers["location"] == path
    assert function.get(path, principal="AROAOTHER:monday").status == 404
