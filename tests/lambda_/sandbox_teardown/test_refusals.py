"""What cannot be exported, listed or deleted is told, and never taken for gone."""

import json

import pytest

from sandbox_teardown.export import ExportError
from sandbox_teardown.progress import MOST_ROUNDS, Progress
from sandbox_teardown.sweep import Left
from tests.lambda_.sandbox_teardown.account import DENY, EXPORTS, WORKSPACE, Account, box
from tests.lambda_.sandbox_teardown.leftovers import exported, fill, recorded

AN, CHI = box("an"), box("chi")


def test_without_an_export_no_object_is_deleted(account: Account) -> None:
    fill(account, AN)
    with pytest.raises(ExportError, match="nothing is exported yet"):
        account.ask("objects", "an")
    assert account.at_hand.s3.list_objects_v2(Bucket=WORKSPACE, Prefix=AN.work)["KeyCount"] == 2


def test_work_that_came_after_the_export_stops_the_wiping(account: Account) -> None:
    fill(account, AN)
    account.ask("export", "an")
    account.at_hand.s3.put_object(Bucket=WORKSPACE, Key=f"{AN.work}late.ipynb", Body=b"late")
    with pytest.raises(ExportError, match="is not what it was"):
        account.ask("objects", "an")


def test_an_export_that_lost_an_object_stops_the_wiping(account: Account) -> None:
    fill(account, AN)
    account.ask("export", "an")
    account.at_hand.s3.delete_object(Bucket=EXPORTS, Key="demo/an/work/report.ipynb")
    with pytest.raises(ExportError):
        account.ask("objects", "an")


def test_the_export_has_the_work_and_what_it_cost(account: Account) -> None:
    fill(account, AN)
    account.ask("export", "an")
    assert exported(account, AN).keys() == {
        "work/report.ipynb",
        "work/data/rows.csv",
        "account.json",
        "work.json",
    }
    body = account.at_hand.s3.get_object(Bucket=EXPORTS, Key="demo/an/account.json")["Body"].read()
    told = json.loads(body)
    assert [meter["usd"] for meter in told["meters"]] == ["0.25", "0.25"]
    assert told["lease"]["budget_usd"] == "1"
    assert "api_key_id" not in told["lease"]


def test_the_role_is_denied_everything_and_the_key_disabled_before_the_export(account: Account) -> None:
    fill(account, AN)
    account.ask("shut", "an")
    attached = account.at_hand.iam.list_attached_role_policies(RoleName=AN.name)["AttachedPolicies"]
    assert DENY in [policy["PolicyArn"] for policy in attached]
    (key,) = account.at_hand.apigateway.get_api_keys(nameQuery=AN.name)["items"]
    assert key["enabled"] is False or str(key["enabled"]).lower() == "false"


def test_a_list_that_is_denied_keeps_nothing_else_and_is_not_taken_for_clean(account: Account) -> None:
    fill(account, AN)
    account.calls.refused["ListHubs"] = "AccessDeniedException"
    assert not account.tear_down("an")
    report = account.report("an")
    assert report["left"] == [
        "tagged hub/demo-an-hub",
        "unknown: Hub could not be searched: AccessDeniedException",
    ]
    assert "every hub" in report["refused"]


def test_a_deletion_that_is_denied_is_told_and_the_lease_stays_open(account: Account) -> None:
    fill(account, AN)
    account.calls.refused["DeleteModelCard"] = "AccessDeniedException"
    assert not account.tear_down("an")
    assert "ModelCard demo-an-modelcard" in account.report("an")["left"]
    lease = account.leases.get("demo", "an")
    assert lease
    assert (lease.state, "demo-an-modelcard" in lease.reason) == ("wiping", True)
    account.calls.refused.clear()
    assert account.tear_down("an")
    ended = account.leases.get("demo", "an")
    assert ended
    assert ended.state == "ended"


def test_a_package_in_no_group_is_searched_for_too(account: Account) -> None:
    """Its list is another than the groups': one that is denied, or that stays, is not clean."""
    fill(account, AN)
    account.calls.refused |= {"DeleteModelPackage": "AccessDeniedException"}
    assert not account.tear_down("an")
    assert "ModelPackage demo-an-package" in account.report("an")["left"]
    account.calls.refused = {"ListModelPackages": "AccessDeniedException"}
    assert not account.tear_down("an")
    said = "unknown: ModelPackage could not be searched: AccessDeniedException"
    assert said in account.report("an")["left"]


def test_what_only_carries_the_tag_is_left_and_told(account: Account) -> None:
    """It may be another's thing with a wrong tag: by name alone something is a student's."""
    fill(account, CHI)
    recorded("Model", "shared-model", CHI)
    assert not account.tear_down("chi")
    assert account.report("chi")["left"] == ["tagged model/shared-model"]


def test_a_stage_is_given_up_after_its_rounds_with_what_it_waited_for() -> None:
    progress, waiting = Progress(), Left(waiting={"app x": "Deleting"})
    for _ in range(MOST_ROUNDS - 1):
        progress = progress.after("apps", waiting)
        assert not progress.done
        assert 1 <= progress.wait <= 60
    last = progress.after("apps", waiting)
    assert last.done
    assert last.refused == {"app x": "Deleting"}
    assert last.after("spaces", waiting).rounds == 1
