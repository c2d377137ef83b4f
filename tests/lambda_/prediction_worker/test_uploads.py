"""Uploaded files: checked by the worker, asked in parts, each part paid for once."""

import json

import pytest

from served_models.endpoint import failed
from tests.lambda_.inference_proxy.samples import predictions
from tests.lambda_.prediction_worker.function import Function, notification


def test_a_csv_with_a_header_and_a_json_file_are_predicted(function: Function) -> None:
    job = function.upload(b"petal,sepal length\nshort,5.1\n,6\n")
    assert function.work(job)
    assert json.loads(function.endpoint.calls[0]["body"]) == {"instances": [[5.1, "short"], [6.0, None]]}
    assert len(function.answer(job).predictions) == 2
    other = function.upload(b'{"instances": [{"sepal length": 1}]}', "application/json")
    assert function.work(other)
    assert len(function.answer(other).predictions) == 1


@pytest.mark.parametrize(
    ("data", "content_type", "field"),
    [
        (b"5.1,tall\n", "text/csv", "instances[0].petal"),
        (b"nan,short\n", "text/csv", "instances[0].sepal length"),
        (b"", "text/csv", "body"),
        (b"\xff\xfe", "text/csv", "body"),
        (b'{"instances": [[1e999, null]]}', "application/json", "instances[0].sepal length"),
        (b'{"instances": []}', "application/json", "instances"),
        (b'{"upload": "' + b"0" * 32 + b'"}', "application/json", "instances"),
        (b"[" * 4000, "application/json", "body"),
        (b"", "application/json", "body"),
    ],
)
def test_a_poison_upload_is_never_paid_for_and_its_fault_is_named(
    function: Function, data: bytes, content_type: str, field: str
) -> None:
    job = function.upload(data, content_type)
    assert function.work(job)
    problem = function.result(job).problem
    assert problem is not None
    assert problem.errors is not None
    assert (problem.status, problem.errors[0].field) == (400, field)
    assert function.endpoint.calls == []


@pytest.mark.parametrize(("excess", "status"), [(0, "succeeded"), (1, "failed")])
def test_a_file_above_the_limit_is_refused_whoever_let_it_in(
    function: Function, excess: int, status: str
) -> None:
    job = function.upload(b"1,\n" + b"\n" * (function.most_upload_bytes - 3 + excess))
    function.work(job)
    assert function.result(job).status == status


def test_a_large_file_is_asked_in_parts_and_put_together_in_order(function: Function) -> None:
    function.most_rows = 3
    job = function.upload(b"".join(b"%d,short\n" % number for number in range(10)))
    assert function.work(job)
    sizes = [len(json.loads(call["body"])["instances"]) for call in function.endpoint.calls]
    assert sizes == [3, 3, 3, 1]
    assert len(function.answer(job).predictions) == 10


def test_no_part_is_larger_than_the_endpoint_takes(function: Function) -> None:
    function.most_bytes = 100
    job = function.upload(b"12345678,short\n" * 40)
    function.work(job)
    assert all(len(call["body"]) <= 100 for call in function.endpoint.calls)
    assert len(function.answer(job).predictions) == 40


def test_a_row_that_alone_is_too_large_is_told(function: Function) -> None:
    function.most_bytes = 20
    job = function.upload(b"12345678,short\n")
    function.work(job)
    problem = function.result(job).problem
    assert problem is not None
    assert problem.status == 413


def test_parts_that_were_answered_are_not_paid_for_again(function: Function) -> None:
    function.most_rows = 1
    job = function.upload(b"1,\n2,\n3,\n")
    function.endpoint.answers = [predictions(1), failed("ServiceUnavailable")]
    assert not function.work(job)
    paid = len(function.endpoint.calls)
    function.endpoint.answers = []
    assert function.work(job)
    assert len(function.endpoint.calls) == paid + 2
    assert len(function.answer(job).predictions) == 3


def test_versions_that_answered_a_file_together_are_all_named(function: Function) -> None:
    function.most_rows = 1
    job = function.upload(b"1,\n2,\n")
    ask = function.endpoint._body

    def changing(body: bytes) -> bytes:
        function.endpoint.version = str(6 + len(function.endpoint.calls))
        return ask(body)

    function.endpoint._body = changing  # type: ignore[method-assign]
    function.work(job)
    assert function.answer(job).version == "7, 8"


def test_a_file_for_an_asynchronous_endpoint_is_checked_and_handed_on_once(function: Function) -> None:
    function.serve(mode="async")
    job = function.upload(b"1,\n2,\n")
    assert [function.work(job), function.work(job)] == [True, True]
    [call] = function.queue.invoked
    assert (call["input"], call["job_id"]) == (job.input, job.id)
    assert json.loads(function.objects.held[job.input]) == {"instances": [[1.0, None], [2.0, None]]}
    function.objects.held["async/dev-iris/out/1.out"] = predictions(2)
    assert function.deliver(notification(job)) == [True]
    assert len(function.answer(job).predictions) == 2


def test_a_poison_file_never_reaches_an_asynchronous_endpoint(function: Function) -> None:
    function.serve(mode="async")
    job = function.upload(b"x,\n")
    assert function.work(job)
    assert function.queue.invoked == []
    assert function.result(job).status == "failed"


def test_an_asynchronous_endpoint_that_is_busy_is_asked_later(function: Function) -> None:
    function.serve(mode="async")
    job = function.upload(b"1,\n")
    function.queue.failing = [failed("ServiceUnavailable")]
    assert not function.work(job)
    assert function.work(job)
    assert len(function.queue.invoked) == 1


def test_a_mock_predicts_files_too(function: Function) -> None:
    function.serve(mode="mock", endpoint=None)
    job = function.upload(b"1,\n")
    assert function.work(job)
    assert function.answer(job).version == "mock"
    assert function.endpoint.calls == []
