"""What one stuck, throttled or missing thing must not hold up; and what is stopped before the export."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.sagemaker.records import records
from sandbox_teardown import parts
from sandbox_teardown.parts import Parts
from sandbox_teardown.progress import PATIENT_ROUNDS, Progress
from sandbox_teardown.residue import Residue
from sandbox_teardown.search import Search
from sandbox_teardown.searched import Searched
from sandbox_teardown.sweep import sweep
from sandbox_teardown.tagged import Tagged
from sandbox_teardown.thing import Kind, Thing
from tests.lambda_.sandbox_teardown.account import DOMAIN, EXPORTS, SETTINGS, WORKSPACE, Account, box
from tests.lambda_.sandbox_teardown.leftovers import fill, recorded

AN, BINH = box("an"), box("binh")
COSTING = ("App", "Endpoint", "TrainingJob", "ProcessingJob", "TransformJob", "AutoMLJob", "NotebookInstance")
RUNNING = ("InService", "InProgress", "Pending", "Creating")


def running(name: str) -> list[str]:
    """What of a sandbox's runs, by kind and status."""
    return [
        f"{kind} {status}"
        for kind, record in records.every()
        if kind in COSTING and name in repr(record)
        for status in (record.get("Status") or record.get(f"{kind}Status"),)
        if status in RUNNING
    ]


def kind(label: str, *, stuck: bool, gone: list[str]) -> Kind:
    def left() -> Iterator[Thing]:
        if label not in gone:
            yield Thing(name="x", status="Deleting" if stuck else "")

    return Kind(label=label, left=left, remove=lambda _: gone.append(label))


def failing(code: str) -> Kind:
    def left() -> Iterator[Thing]:
        raise ClientError({"Error": {"Code": code, "Message": "no"}}, "ListHubs")

    return Kind(label="hub", left=left, remove=lambda _: None)


def test_what_costs_is_stopped_before_an_export_that_fails(account: Account) -> None:
    fill(account, AN)
    fill(account, BINH)
    before = running(BINH.name)
    assert len(running(AN.name)) >= len(COSTING)
    account.calls.refused["CopyObject"] = "AccessDenied"
    with pytest.raises(ClientError, match="CopyObject"):
        account.tear_down("an")
    assert running(AN.name) == []
    assert running(BINH.name) == before
    assert {kind for kind, one in records.every() if one.get("SpaceName") == "demo-an-lab"} >= {"Space"}
    assert records.find_or_none("EndpointConfig", "demo-an-endpointconfig")
    assert account.at_hand.s3.list_objects_v2(Bucket=WORKSPACE, Prefix=AN.work)["KeyCount"] == 2


def test_one_stuck_thing_holds_up_only_for_a_while_what_comes_after_it() -> None:
    gone: list[str] = []
    kinds = [kind("schedule", stuck=True, gone=gone), kind("endpoint", stuck=False, gone=gone)]
    assert sweep(kinds).waiting
    assert gone == []
    left = sweep(kinds, in_order=False)
    assert (gone, list(left.waiting)) == (["endpoint"], ["schedule x"])


def test_out_of_patience_a_stage_takes_everything(account: Account) -> None:
    fill(account, AN)
    account.calls.refused["DeleteMonitoringSchedule"] = "ConflictException"
    patient = account.ask("endpoints", "an", progress=Progress().model_dump())
    assert records.find_or_none("EndpointConfig", "demo-an-endpointconfig")
    late = patient | {"rounds": PATIENT_ROUNDS}
    account.ask("endpoints", "an", progress=late)
    assert records.find_or_none("EndpointConfig", "demo-an-endpointconfig") is None


@pytest.mark.parametrize("code", ["ThrottlingException", "Throttling", "RequestLimitExceeded"])
def test_a_throttled_list_is_asked_again(code: str) -> None:
    left = sweep([failing(code)])
    assert (list(left.waiting), left.refused) == (["every hub"], {})


def test_an_operation_that_aws_lacks_here_is_nothing_left_and_a_denied_one_is(account: Account) -> None:
    assert sweep([failing("UnknownOperationException")]) == sweep([])
    assert sweep([failing("AccessDeniedException")]).refused
    account.calls.refused |= {"ListHubs": "UnknownOperationException", "ListImages": "AccessDeniedException"}
    search = Search(account._watched, SETTINGS, AN, key_id="")
    found, place = search.run(Residue(), place=0, seconds_left=lambda: 60.0)
    assert place is None
    assert found.not_offered == ("Hub",)
    assert found.left == ("unknown: Image could not be searched: AccessDeniedException",)


def test_a_page_without_its_list_is_an_empty_page() -> None:
    def found(**_: Any) -> dict[str, Any]:
        return {"ResponseMetadata": {}}

    assert list(Searched(what="x", found=found, member="Models", name="ModelName").records("demo-an")) == []


def test_a_search_goes_on_where_its_time_ended(account: Account) -> None:
    fill(account, AN)
    search = Search(account._watched, SETTINGS, AN, key_id="")
    whole, _ = search.run(Residue(), place=0, seconds_left=lambda: 60.0)
    found, place, calls = Residue(), 0, 0
    while place is not None:
        found, place = search.run(found, place=place, seconds_left=lambda: 0.0)
        calls += 1
    assert found == whole
    assert calls >= 40


def test_what_the_tag_index_remembers_is_told_from_what_is_there(account: Account) -> None:
    recorded("Model", "demo-an-m", AN)
    recorded("Model", "Shared", AN)
    tagged = Tagged(account.at_hand.sagemaker, AN, domain_id=DOMAIN)
    arn = "arn:aws:sagemaker:us-east-1:000000000000:"
    assert [
        tagged.there(f"{arn}model/{name}") for name in ("demo-an-m", "shared", "demo-an-gone", "gone")
    ] == [
        True,
        True,
        False,
        False,
    ]
    assert not tagged.there(f"{arn}space/{DOMAIN}/demo-an-lab")
    assert tagged.there(f"{arn}new-kind/demo-an-x")
    assert tagged.there("arn:aws:logs:us-east-1:000000000000:log-group:x")


def test_a_failed_app_is_deleted(account: Account) -> None:
    fill(account, AN)
    name = f"{DOMAIN}/{AN.name}-lab/JupyterLab/default"
    records.update("App", name, Status="Failed")
    account.ask("apps", "an")
    assert records.get("App", name)["Status"] in ("Deleting", "Deleted")


def test_work_written_while_a_closed_class_ends_is_exported_too(account: Account) -> None:
    fill(account, AN)

    def writes(at: str) -> None:
        if at == "spaces":
            account.at_hand.s3.put_object(Bucket=WORKSPACE, Key=f"{AN.work}late.ipynb", Body=b"late")

    assert account.tear_down("an", until=writes)
    found = account.at_hand.s3.get_object(Bucket=EXPORTS, Key="demo/an/work/late.ipynb")
    assert found["Body"].read() == b"late"


def test_the_copy_of_a_large_object_goes_on_with_the_part_that_lacks(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = 5 * 1024**2
    monkeypatch.setattr(parts, "PART_BYTES", part)
    s3, body = account.at_hand.s3, bytes(part) + b"x" * part + b"end"
    source, into = {"Bucket": WORKSPACE, "Key": "huge"}, {"Bucket": EXPORTS, "Key": "huge"}
    s3.put_object(Body=body, **source)
    since = s3.head_object(**source)["LastModified"]
    copy = Parts(s3=account._watched.s3, source=source, into=into, size=len(body))
    times = iter([1.0, 0.0])
    assert not copy.copy(since=since, seconds_left=lambda: next(times))
    assert copy.copy(since=since, seconds_left=lambda: 1.0)
    assert account.calls.made.count("UploadPartCopy") == 3
    assert s3.get_object(**into)["Body"].read() == body


def test_a_dry_run_counts_the_work_that_would_be_exported(account: Account) -> None:
    fill(account, AN)
    assert account.ask("plan", "an")["exported"] == {"objects": 2, "bytes": 12}


def test_a_students_search_does_not_grow_with_the_things_of_others(account: Account) -> None:
    """Of 1,000 others each has a model, a job, an endpoint and a space."""
    search = Search(account._watched, SETTINGS, AN, key_id="")
    search.run(Residue(), place=0, seconds_left=lambda: 60.0)
    alone = len(account.calls.made)
    for number in range(1_000):
        for kind in ("Model", "Endpoint", "EndpointConfig"):
            recorded(kind, f"demo-s{number}-x", box(f"s{number}"))
    account.calls.made.clear()
    search.run(Residue(), place=0, seconds_left=lambda: 60.0)
    assert len(account.calls.made) == alone
    for number in range(1_000):
        recorded("Experiment", f"demo-s{number}-x", box(f"s{number}"))
    account.calls.made.clear()
    search.run(Residue(), place=0, seconds_left=lambda: 60.0)
    assert len(account.calls.made) == alone + 9, "a list without a filter: 100 at a time"
