"""The runtime as boto3 meets it: what is newest wins, and nothing of the wrong type gets in."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.local.conftest import Client
from tests.local.feature_store.groups import DATABASE, create, got, history, put, settled

MORNING, NOON, EVENING = "2026-11-26T08:00:00Z", "2026-11-26T12:00:00.500Z", "2026-11-26T18:00:00Z"


@pytest.fixture(scope="module")
def group(client: Client) -> str:
    return create(client, "visits")


def refusal(error: pytest.ExceptionInfo[ClientError]) -> tuple[str, str]:
    told = error.value.response["Error"]
    return told["Code"], told["Message"]


def test_the_newest_event_time_wins_online_and_everything_stays_offline(client: Client) -> None:
    name = create(client, "newest")
    for at, pages in ((NOON, 2), (MORNING, 1), (NOON, 9), (EVENING, 3)):
        put(client, name, id="a", at=at, pages=pages, seconds=0.5)
    assert got(client, name, "a") == {"id": "a", "at": EVENING, "pages": "3", "seconds": "0.5"}
    rows = history(client, name, least=4)
    assert sorted(row["pages"] for row in rows) == [1, 2, 3, 9]
    assert {type(row["seconds"]) for row in rows} == {float}
    assert all(row["is_deleted"] is False for row in rows)
    assert all(row["write_time"] >= row["api_invocation_time"] for row in rows)


def test_an_equal_event_time_is_not_newer(client: Client, group: str) -> None:
    put(client, group, id="equal", at=NOON, pages=1)
    put(client, group, id="equal", at=NOON, pages=2)
    assert got(client, group, "equal")["pages"] == "1"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"pages": "2.5"}, "pages is not a 64-bit Integral"),
        ({"pages": str(2**63)}, "pages is not a 64-bit Integral"),
        ({"seconds": "soon"}, "seconds is not a Fractional"),
        ({"seconds": "NaN"}, "seconds is not a Fractional"),
        ({"colour": "red"}, "colour is not in the feature group"),
        ({"at": "2026-11-26 08:00"}, "The event time at is"),
        ({"at": "2026-02-30T08:00:00Z"}, "The event time at is"),
        ({"at": "2026-11-26T08:00:00+07:00"}, "The event time at is"),
        ({"id": None}, "Missing value for RecordIdentifier: id"),
        ({"at": None}, "Missing value for EventTime: at"),
    ],
)
def test_what_is_no_record_is_refused_by_feature(
    client: Client, group: str, changes: dict[str, Any], said: str
) -> None:
    values = {"id": "bad", "at": NOON, "pages": "1", **changes}
    with pytest.raises(ClientError) as error:
        put(client, group, **{name: value for name, value in values.items() if value is not None})
    code, message = refusal(error)
    assert code == "ValidationError"
    assert said in message
    assert got(client, group, "bad") == {}


def test_only_the_features_that_were_asked_for(client: Client, group: str) -> None:
    put(client, group, id="some", at=NOON, pages=1)
    assert got(client, group, "some", FeatureNames=["pages", "at"]) == {"pages": "1", "at": NOON}
    with pytest.raises(ClientError) as error:
        got(client, group, "some", FeatureNames=["colour"])
    assert refusal(error)[0] == "ValidationError"


def test_a_group_that_is_not_there_is_told_from_a_record_that_is_not(client: Client, group: str) -> None:
    assert got(client, group, "nobody") == {}
    with pytest.raises(ClientError) as error:
        got(client, "nothing", "nobody")
    assert refusal(error)[0] == "ResourceNotFound"


def test_many_entities_at_once(client: Client, group: str) -> None:
    for identifier in ("m1", "m2"):
        put(client, group, id=identifier, at=NOON, pages=1)
    arn = client("sagemaker").describe_feature_group(FeatureGroupName=group)["FeatureGroupArn"]
    answer = client("sagemaker-featurestore-runtime").batch_get_record(
        Identifiers=[
            {"FeatureGroupName": arn, "RecordIdentifiersValueAsString": ["m1", "m2", "m3"]},
            {"FeatureGroupName": "nothing", "RecordIdentifiersValueAsString": ["m1"]},
        ]
    )
    assert [one["RecordIdentifierValueAsString"] for one in answer["Records"]] == ["m1", "m2"]
    assert [one["ErrorCode"] for one in answer["Errors"]] == ["ResourceNotFound"]


def test_a_soft_deletion_hides_the_record_and_marks_it_offline(client: Client) -> None:
    name = create(client, "softly")
    runtime = client("sagemaker-featurestore-runtime")
    put(client, name, id="a", at=NOON, pages=1)
    runtime.delete_record(FeatureGroupName=name, RecordIdentifierValueAsString="a", EventTime=EVENING)
    assert got(client, name, "a") == {}
    put(client, name, id="a", at=NOON, pages=2)
    assert got(client, name, "a") == {}, "the deletion is newer"
    rows = history(client, name, least=3)
    (mark,) = [row for row in rows if row["is_deleted"]]
    assert (mark["id"], mark["at"], mark["pages"]) == ("a", EVENING, None)


def test_a_hard_deletion_that_is_not_newer_is_refused_and_not_marked(client: Client) -> None:
    name = create(client, "hard")
    runtime = client("sagemaker-featurestore-runtime")
    put(client, name, id="a", at=NOON, pages=1)
    named = {"FeatureGroupName": name, "RecordIdentifierValueAsString": "a", "DeletionMode": "HardDelete"}
    with pytest.raises(ClientError) as error:
        runtime.delete_record(**named, EventTime=MORNING)
    assert refusal(error)[0] == "ValidationError"
    assert got(client, name, "a")["pages"] == "1"
    runtime.delete_record(**named, EventTime=EVENING)
    put(client, name, id="a", at=MORNING, pages=3)
    assert got(client, name, "a")["pages"] == "3", "nothing is left that is newer"
    assert [row["is_deleted"] for row in history(client, name, least=3)].count(True) == 1


def test_a_record_leaves_the_online_store_when_its_time_to_live_is_over(client: Client) -> None:
    name = create(client, "expiring", TtlDuration={"Unit": "Hours", "Value": 1})
    now = datetime.now(UTC).replace(microsecond=0)
    for identifier, age in (("old", 2), ("young", 0)):
        at = (now - timedelta(hours=age)).isoformat().replace("+00:00", "Z")
        put(client, name, id=identifier, at=at, pages=1)
    assert got(client, name, "old") == {}
    answer = client("sagemaker-featurestore-runtime").get_record(
        FeatureGroupName=name, RecordIdentifierValueAsString="young", ExpirationTimeResponse="Enabled"
    )
    expires = datetime.fromisoformat(answer["ExpiresAt"])
    assert expires == now + timedelta(hours=1)
    assert len(history(client, name, least=2)) == 2


def test_a_target_store_is_the_only_one(client: Client) -> None:
    name = create(client, "target")
    put(client, name, target=["OnlineStore"], id="a", at=NOON, pages=1)
    put(client, name, target=["OfflineStore"], id="b", at=NOON, pages=2)
    assert (got(client, name, "a") != {}, got(client, name, "b")) == (True, {})
    assert [row["id"] for row in history(client, name, least=1)] == ["b"]


def test_features_are_added_to_a_group_with_records(client: Client) -> None:
    name = create(client, "growing")
    sagemaker = client("sagemaker")
    put(client, name, id="a", at=MORNING, pages=1)
    history(client, name, least=1)
    clicks = {"FeatureName": "clicks", "FeatureType": "Integral"}
    sagemaker.update_feature_group(FeatureGroupName=name, FeatureAdditions=[clicks])
    put(client, name, id="a", at=NOON, pages=1, clicks=7)
    assert sorted(row["clicks"] or 0 for row in history(client, name, least=2)) == [0, 7]
    with pytest.raises(ClientError):
        sagemaker.update_feature_group(FeatureGroupName=name, FeatureAdditions=[clicks])
    with pytest.raises(ClientError):
        sagemaker.update_feature_group(
            FeatureGroupName=name,
            FeatureAdditions=[{"FeatureName": "x", "FeatureType": "String"}],
            OnlineStoreConfig={"TtlDuration": {"Unit": "Days", "Value": 1}},
        )


def test_a_deleted_group_leaves_its_table_which_is_in_the_way_of_another(client: Client) -> None:
    name = create(client, "again")
    put(client, name, id="a", at=NOON, pages=1)
    history(client, name, least=1)
    sagemaker = client("sagemaker")
    sagemaker.delete_feature_group(FeatureGroupName=name)
    assert name not in [
        g["FeatureGroupName"] for g in sagemaker.list_feature_groups()["FeatureGroupSummaries"]
    ]
    assert client("glue").get_table(DatabaseName=DATABASE, Name=name)["Table"]["Name"] == name
    with pytest.raises(AssertionError):
        create(client, name)
    assert "could not be made" in settled(client, name)["FailureReason"]


def test_an_event_time_can_be_seconds(client: Client) -> None:
    definitions = [
        {"FeatureName": "id", "FeatureType": "Integral"},
        {"FeatureName": "at", "FeatureType": "Fractional"},
    ]
    name = create(client, "seconds", definitions=definitions)
    put(client, name, id=1, at=1_700_000_000.5)
    put(client, name, id=1, at=1_600_000_000)
    assert got(client, name, "1") == {"id": "1", "at": "1700000000.5"}
    assert [row["id"] for row in history(client, name, least=2)] == [1, 1]
