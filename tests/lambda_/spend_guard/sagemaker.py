"""SageMaker as the guard sees it, by a clock of our own: pages, filters, times, and a count of calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

PAGE = 100
WORDS = {
    "training": "TrainingJob",
    "processing": "ProcessingJob",
    "transform": "TransformJob",
    "tuning": "HyperParameterTuningJob",
    "automl": "AutoMLJob",
}


def refused(code: str, operation: str = "Operation") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, operation)


@dataclass
class Running:
    """Anything that costs by the hour; `usd` is what an hour of it truly costs."""

    kind: str
    name: str
    usd: float
    created: datetime
    modified: datetime
    status: str
    type: str = "ml.m5.large"
    count: int = 1
    memory_mb: int = 0
    gigabytes: int = 0
    started: datetime | None = None
    ended: datetime | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def live(self) -> bool:
        return self.ended is None


class SageMaker:
    """`broken` names operations that fail, by the code they fail with."""

    def __init__(self, now: Callable[[], datetime], *, domain: str = "d-abc") -> None:
        self._now, self._domain = now, domain
        self.all: list[Running] = []
        self.calls: Counter[str] = Counter()
        self.broken: dict[str, str] = {}
        self.deleted_configs: set[str] = set()
        self.before_ending: Callable[[], None] = lambda: None

    def add(self, kind: str, name: str, *, usd: float, **given: Any) -> Running:
        now = self._now()
        status = "InService" if kind in ("app", "endpoint", "space") else "InProgress"
        one = Running(kind, name, usd, now, now, status, started=now, **given)
        self.all.append(one)
        return one

    def end(self, one: Running, status: str) -> None:
        one.status, one.ended, one.modified = status, self._now(), self._now()

    def live(self, *kinds: str) -> list[Running]:
        return [one for one in self.all if one.live and (not kinds or one.kind in kinds)]

    def _asked(self, operation: str) -> None:
        self.calls[operation] += 1
        if operation.startswith(("delete_", "stop_")):
            self.before_ending()
        if code := self.broken.get(operation):
            raise refused(code, operation)

    def _page(self, key: str, found: Iterable[dict[str, Any]], asked: dict[str, Any]) -> dict[str, Any]:
        rows, begin = list(found), int(asked.get("NextToken", 0))
        answer: dict[str, Any] = {key: rows[begin : begin + PAGE]}
        return answer | ({"NextToken": str(begin + PAGE)} if begin + PAGE < len(rows) else {})

    def list_spaces(self, **asked: Any) -> dict[str, Any]:
        self._asked("list_spaces")
        return self._page(
            "Spaces",
            (
                {
                    "SpaceName": one.name,
                    "CreationTime": one.created,
                    "OwnershipSettingsSummary": {"OwnerUserProfileName": one.extra["owner"]},
                    "SpaceSettingsSummary": one.extra.get("settings", {}),
                }
                for one in self.live("space")
            ),
            asked,
        )

    def list_apps(self, **asked: Any) -> dict[str, Any]:
        self._asked("list_apps")
        assert asked["DomainIdEquals"] == self._domain
        return self._page(
            "Apps",
            (
                {
                    "DomainId": self._domain,
                    **one.extra["place"],
                    "AppType": one.extra["type"],
                    "AppName": "default",
                    "Status": one.status,
                    "CreationTime": one.created,
                    **({"ResourceSpec": {"InstanceType": one.type}} if one.type else {}),
                }
                for one in self.all
                if one.kind == "app"
            ),
            asked,
        )

    def delete_app(self, **asked: Any) -> None:
        self._asked("delete_app")
        asked = {key: asked[key] for key in ("SpaceName", "UserProfileName") if key in asked}
        for one in self.live("app"):
            if one.extra["place"] == asked:
                return self.end(one, "Deleted")
        raise refused("ResourceNotFound")

    def list_endpoints(self, **asked: Any) -> dict[str, Any]:
        self._asked("list_endpoints")
        return self._page(
            "Endpoints",
            (
                {
                    "EndpointName": one.name,
                    "CreationTime": one.created,
                    "LastModifiedTime": one.modified,
                    "EndpointStatus": one.status,
                }
                for one in self.live("endpoint")
                if asked["NameContains"] in one.name
            ),
            asked,
        )

    def describe_endpoint(self, *, EndpointName: str) -> dict[str, Any]:  # noqa: N803 - AWS's word
        self._asked("describe_endpoint")
        one = self._one("endpoint", EndpointName)
        return {
            "EndpointConfigName": one.name,
            "EndpointStatus": one.status,
            "ProductionVariants": [{"VariantName": "v", "CurrentInstanceCount": one.count}],
            **({"PendingDeploymentSummary": one.extra["pending"]} if "pending" in one.extra else {}),
        }

    def describe_endpoint_config(self, *, EndpointConfigName: str) -> dict[str, Any]:  # noqa: N803
        self._asked("describe_endpoint_config")
        if EndpointConfigName in self.deleted_configs:
            raise refused("ValidationException")
        one = self._one("endpoint", EndpointConfigName)
        serverless = {"ServerlessConfig": {"MemorySizeInMB": one.memory_mb, "MaxConcurrency": 5}}
        instances = {
            "InstanceType": one.type,
            "InitialInstanceCount": one.count,
            "VolumeSizeInGB": one.gigabytes,
        }
        return {"ProductionVariants": [{"VariantName": "v", **(serverless if one.memory_mb else instances)}]}

    def delete_endpoint(self, *, EndpointName: str) -> None:  # noqa: N803
        self._asked("delete_endpoint")
        self.end(self._one("endpoint", EndpointName), "Deleting")

    def _one(self, kind: str, name: str) -> Running:
        found = [one for one in self.all if one.kind == kind and one.name == name]
        if not found:
            raise refused("ValidationException")
        return found[-1]

    def _list_jobs(self, kind: str, **asked: Any) -> dict[str, Any]:
        self._asked(f"list_{kind}_jobs")
        word, since = WORDS[kind], asked.get("LastModifiedTimeAfter")
        end = {"tuning": "HyperParameterTuningEndTime", "automl": "EndTime"}
        return self._page(
            f"{word}Summaries",
            (
                {
                    f"{word}Name": one.name,
                    "CreationTime": one.created,
                    "LastModifiedTime": one.modified,
                    f"{word}Status": one.status,
                    **({end.get(kind, f"{kind.title()}EndTime"): one.ended} if one.ended else {}),
                }
                for one in self.all
                if one.kind == kind
                and asked["NameContains"] in one.name
                and (since is None or one.modified > since)
                and ("CreationTimeAfter" not in asked or one.created > asked["CreationTimeAfter"])
                and asked.get("StatusEquals", one.status) == one.status
            ),
            asked,
        )

    def _describe_job(self, kind: str, resources: tuple[str, ...], **asked: Any) -> dict[str, Any]:
        self._asked(f"describe_{kind}_job")
        one, word = self._one(kind, asked[f"{WORDS[kind]}Name"]), WORDS[kind]
        told: dict[str, Any] = {
            "InstanceType": one.type,
            "InstanceCount": one.count,
            "VolumeSizeInGB": one.gigabytes,
        }
        for key in reversed(resources):
            told = {key: told}
        times = {f"{kind.title()}StartTime": one.started, f"{kind.title()}EndTime": one.ended}
        return {f"{word}Status": one.status, **told, **{key: at for key, at in times.items() if at}}

    def _stop_job(self, kind: str, **asked: Any) -> None:
        self._asked(f"stop_{kind}_job")
        one = self._one(kind, asked[f"{WORDS[kind]}Name"])
        if not one.live:
            raise refused("ValidationException")
        self.end(one, "Stopped")

    def list_training_jobs(self, **asked: Any) -> dict[str, Any]:
        return self._list_jobs("training", **asked)

    def list_processing_jobs(self, **asked: Any) -> dict[str, Any]:
        return self._list_jobs("processing", **asked)

    def list_transform_jobs(self, **asked: Any) -> dict[str, Any]:
        return self._list_jobs("transform", **asked)

    def list_hyper_parameter_tuning_jobs(self, **asked: Any) -> dict[str, Any]:
        return self._list_jobs("tuning", **asked)

    def list_auto_ml_jobs(self, **asked: Any) -> dict[str, Any]:
        return self._list_jobs("automl", **asked)

    def describe_training_job(self, **asked: Any) -> dict[str, Any]:
        return self._describe_job("training", ("ResourceConfig",), **asked)

    def describe_processing_job(self, **asked: Any) -> dict[str, Any]:
        return self._describe_job("processing", ("ProcessingResources", "ClusterConfig"), **asked)

    def describe_transform_job(self, **asked: Any) -> dict[str, Any]:
        return self._describe_job("transform", ("TransformResources",), **asked)

    def stop_training_job(self, **asked: Any) -> None:
        self._stop_job("training", **asked)

    def stop_processing_job(self, **asked: Any) -> None:
        self._stop_job("processing", **asked)

    def stop_transform_job(self, **asked: Any) -> None:
        self._stop_job("transform", **asked)

    def stop_hyper_parameter_tuning_job(self, **asked: Any) -> None:
        self._stop_job("tuning", **asked)

    def stop_auto_ml_job(self, **asked: Any) -> None:
        self._stop_job("automl", **asked)
