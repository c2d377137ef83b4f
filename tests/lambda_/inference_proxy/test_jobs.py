"""A repeated request finds its job again; another's, or another request's, never."""

import pytest

from http_api.problems import Kind, ProblemError
from http_api.retries import AttemptError
from prediction_jobs import result
from prediction_jobs.job import read_job
from tests.lambda_.inference_proxy.ports import Proxy
from tests.lambda_.inference_proxy.samples import header, problem
from tests.lambda_.inference_proxy.test_modes import finish, job_of

ROWS, OTHER = '{"instances": [[1, null]]}', '{"instances": [[2, null]]}'
ASYNC = {"mode": "async"}
REFUSED = AttemptError(Kind.UNAVAILABLE, "The job could not be queued.", retryable=False)


def open_(proxy: Proxy, body: str = ROWS, *, key: str | None = None, caller: str | None = None) -> str:
    headers = {} if key is None else {"Idempotency-Key": key}
    return job_of(proxy.post(body, query=ASYNC, headers=headers, caller=caller))


def test_the_same_rows_again_are_the_same_job_and_queued_once(proxy: Proxy) -> None:
    assert open_(proxy) == open_(proxy)
    assert len(proxy.queue.sent) == 1


def test_the_same_rows_in_csv_are_the_same_job(proxy: Proxy) -> None:
    csv = proxy.post("1,\n", query=ASYNC, headers={"Content-Type": "text/csv"})
    assert job_of(csv) == open_(proxy, '{"instances": [[1.0, null]]}')


def test_other_rows_another_key_caller_or_version_are_another_job(proxy: Proxy) -> None:
    ids = [
        open_(proxy),
        open_(proxy, OTHER),
        open_(proxy, key="a"),
        open_(proxy, key="b"),
        open_(proxy, caller="another"),
        open_(proxy, key="a", caller="another"),
    ]
    proxy.serve(version="8")
    proxy.time.seconds += 60
    ids.append(open_(proxy))
    assert len(set(ids)) == len(ids)


def test_a_key_with_another_request_is_refused(proxy: Proxy) -> None:
    open_(proxy, key="a")
    answer = problem(proxy.post(OTHER, query=ASYNC, headers={"Idempotency-Key": "a"}))
    assert (answer["status"], answer["errors"][0]["field"]) == (400, "Idempotency-Key")
    assert len(proxy.queue.sent) == 1


def test_a_retry_with_its_key_finds_its_job_after_a_deploy(proxy: Proxy) -> None:
    first = open_(proxy, key="a")
    proxy.serve(version="8")
    proxy.time.seconds += 60
    assert open_(proxy, key="a") == first


@pytest.mark.parametrize("key", ["", "a" * 256, "é", "a\n"])
def test_a_key_that_no_header_can_hold_is_refused(proxy: Proxy, key: str) -> None:
    answer = problem(proxy.post(ROWS, query=ASYNC, headers={"Idempotency-Key": key}))
    assert answer["errors"][0]["field"] == "Idempotency-Key"
    assert proxy.store.held == {}


def test_a_job_that_could_not_be_queued_is_queued_by_the_next_try(proxy: Proxy) -> None:
    proxy.queue.failing = [REFUSED]
    answer = proxy.post(ROWS, query=ASYNC)
    assert problem(answer)["status"] == 503
    assert header(answer, "retry-after") is not None
    id_ = open_(proxy)
    assert proxy.queue.sent == [id_]


def test_a_busy_queue_is_not_seen_by_the_client(proxy: Proxy) -> None:
    proxy.queue.failing = [AttemptError(Kind.UNAVAILABLE, "no", retryable=True)]
    assert open_(proxy) in proxy.queue.sent


def test_a_failed_job_is_opened_anew_and_a_finished_one_is_not(proxy: Proxy) -> None:
    failed = open_(proxy, key="a")
    done = open_(proxy, key="b")
    result.fail(proxy.store, read_job(proxy.store, failed), ProblemError(Kind.MODEL_FAILED, "no"))
    finish(proxy, done)
    proxy.time.seconds += 10 * 3600
    assert open_(proxy, key="a") != failed
    assert open_(proxy, key="b") == done


def test_a_job_that_ran_out_of_time_is_opened_anew(proxy: Proxy) -> None:
    first = open_(proxy)
    proxy.time.seconds += 3600
    assert open_(proxy) == first, "at its deadline it is still worked on"
    proxy.time.seconds += 1
    assert open_(proxy) != first


def test_rows_that_fail_every_time_are_refused_in_the_end(proxy: Proxy) -> None:
    for _ in range(10):
        open_(proxy)
        proxy.time.seconds += 3601
    answer = problem(proxy.post(ROWS, query=ASYNC))
    assert (answer["status"], answer["errors"][0]["field"]) == (400, "body")


def test_a_job_knows_no_row_but_in_its_input(proxy: Proxy) -> None:
    id_ = open_(proxy, '{"instances": [[123.456, null]]}', key="k")
    assert b"123.456" not in proxy.store.held[f"jobs/{id_}/job.json"]
    assert b"123.456" in proxy.store.held[f"jobs/{id_}/input.json"]
