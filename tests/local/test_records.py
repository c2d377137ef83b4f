import datetime as dt

import pytest

from local.sagemaker.records import Records, ServiceError


@pytest.fixture
def store() -> Records:
    return Records()


def test_a_name_is_given_out_once(store: Records) -> None:
    store.create("Model", "m", {})
    with pytest.raises(ServiceError, match='already existing Model "m"'):
        store.create("Model", "m", {})


def test_what_a_caller_does_to_a_record_stays_with_the_caller(store: Records) -> None:
    given = {"PrimaryContainer": {"Image": "a"}}
    store.create("Model", "m", given)
    given["PrimaryContainer"]["Image"] = "b"
    store.get("Model", "m")["PrimaryContainer"]["Image"] = "c"
    assert store.get("Model", "m")["PrimaryContainer"] == {"Image": "a"}


def test_an_update_dates_the_record_and_none_removes_a_member(store: Records) -> None:
    created = store.create(
        "Endpoint", "e", {"FailureReason": "x", "CreationTime": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}
    )
    updated = store.update("Endpoint", "e", FailureReason=None, EndpointStatus="InService")
    assert "FailureReason" not in updated
    assert updated["LastModifiedTime"] > created["CreationTime"]


def test_an_unknown_name_is_an_error_that_says_which(store: Records) -> None:
    for call in (store.get, store.delete, store.update):
        with pytest.raises(ServiceError, match='Could not find Model "nobody"'):
            call("Model", "nobody")


def test_kinds_do_not_see_each_other(store: Records) -> None:
    store.create("Model", "same", {"ModelName": "same"})
    store.create("Endpoint", "same", {})
    assert [record["ModelName"] for record in store.list("Model")] == ["same"]


def test_a_record_is_found_by_its_arn_although_arns_are_lower_case(store: Records) -> None:
    arn = store.arn("model", "MyModel")
    store.create("Model", "MyModel", {"ModelArn": arn})
    assert arn.endswith("model/mymodel")
    assert store.find(arn) == ("Model", "MyModel")
