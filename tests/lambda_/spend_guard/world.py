"""A class, an account and a clock of our own: what runs truly costs, and the guard comes by each minute."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from class_ledger.lease import Lease
from class_ledger.leases import Leases
from class_ledger.meters import Meters
from metered_usage.intake import Intake, over
from metered_usage.lines import Use
from spend_guard.clients import Clients
from spend_guard.guard import Guard
from spend_guard.report import Report
from spend_guard.settings import Settings
from tests.lambda_.class_ledger.dynamodb import Ledger
from tests.lambda_.spend_guard.sagemaker import SageMaker, refused

NOON = datetime(2026, 9, 7, 5, 0, tzinfo=UTC)
"""A Monday, 12:00 in Ho Chi Minh City."""
POLICY = "arn:aws:iam::000000000000:policy/freeze"
PRICES = {
    "hourly": {"ml.t3.medium": "0.05", "ml.m5.large": "0.115", "ml.g5.xlarge": "1.41"},
    "dearest": "98.32",
    "canvas": "1.90",
    "automl": "2.765",
    "disk": "0.112",
    "serverless": "0.00002",
    "request": "0.000005",
    "tokens_in": "0.000000035",
    "tokens_out": "0.00000014",
}
METRIC_LAG = 60.0
"""Seconds from a use to the metric that has it, unless a test says another."""


class Iam:
    def __init__(self) -> None:
        self.attached: set[str] = set()
        self.gone: set[str] = set()
        self.broken = False

    def attach_role_policy(self, *, RoleName: str, PolicyArn: str) -> None:  # noqa: N803 - AWS's words
        if self.broken:
            raise refused("ServiceFailure")
        if RoleName in self.gone:
            raise refused("NoSuchEntity")
        assert PolicyArn == POLICY
        self.attached.add(RoleName)

    def list_entities_for_policy(self, **asked: Any) -> dict[str, Any]:
        """Two a page."""
        assert (asked["PolicyArn"], asked["EntityFilter"]) == (POLICY, "Role")
        begin, roles = int(asked.get("Marker", 0)), sorted(self.attached)
        more = {"IsTruncated": True, "Marker": str(begin + 2)} if begin + 2 < len(roles) else {}
        return {"PolicyRoles": [{"RoleName": role} for role in roles[begin : begin + 2]], **more}

    def detach_role_policy(self, *, RoleName: str, PolicyArn: str) -> None:  # noqa: N803
        if RoleName not in self.attached:
            raise refused("NoSuchEntity")
        self.attached.discard(RoleName)


class ApiGateway:
    """`before` is called before a key is switched, which a freeze begins with: a run takes a while."""

    def __init__(self) -> None:
        self.before: Callable[[], None] = lambda: None
        self.disabled: set[str] = set()
        self.gone: set[str] = set()
        self.used: Counter[tuple[str, str]] = Counter()
        self.calls: Counter[str] = Counter()

    def update_api_key(self, *, apiKey: str, patchOperations: Sequence[Mapping[str, str]]) -> None:  # noqa: N803
        self.calls["update_api_key"] += 1
        self.before()
        if apiKey in self.gone:
            raise refused("NotFoundException")
        (patch,) = patchOperations
        assert (patch["op"], patch["path"]) == ("replace", "/enabled")
        (self.disabled.discard if patch["value"] == "true" else self.disabled.add)(apiKey)

    def get_usage(self, **asked: Any) -> dict[str, Any]:
        self.calls["get_usage"] += 1
        days, keys = (asked["startDate"], asked["endDate"]), sorted({key for key, _ in self.used})
        begin = int(asked.get("position", 0))
        items = {
            key: [[self.used[key, day], 1000] for day in days] for key in keys[begin : begin + asked["limit"]]
        }
        more = {"position": str(begin + asked["limit"])} if begin + asked["limit"] < len(keys) else {}
        return {"items": items, **more}


class CloudWatch:
    """`put` adds to a minute; each number shows when it is old enough, so that a minute grows meanwhile."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._puts: dict[tuple[str, str], list[tuple[datetime, float]]] = defaultdict(list)
        self.lag = METRIC_LAG
        self.calls: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self.broken = False

    def put(self, metric: str, name: str, value: float) -> None:
        self._puts[metric, name].append((self._world.now, value))

    def _minutes(self, metric: str, name: str) -> dict[datetime, float]:
        found: dict[datetime, float] = defaultdict(float)
        for at, value in self._puts[metric, name]:
            if at <= self._world.now - timedelta(seconds=self.lag):
                found[at.replace(second=0, microsecond=0)] += value
        return found

    def get_metric_data(self, **asked: Any) -> dict[str, Any]:
        self.calls["get_metric_data"] += 1
        assert len(asked["MetricDataQueries"]) <= 500
        if self.broken:
            raise refused("ServiceUnavailable")
        results = []
        for query in asked["MetricDataQueries"]:
            metric = query["MetricStat"]["Metric"]
            name = metric["Dimensions"][0]["Value"]
            self.asked[name] += 1
            minutes = self._minutes(metric["MetricName"], name)
            points = [
                (at, value)
                for at, value in sorted(minutes.items())
                if asked["StartTime"] <= at < asked["EndTime"]
            ]
            results.append(
                {"Id": query["Id"], "Timestamps": [at for at, _ in points], "Values": [v for _, v in points]}
            )
        return {"MetricDataResults": results}


class Bedrock:
    def __init__(self, students: Sequence[str]) -> None:
        self._students = students

    def list_inference_profiles(self, **asked: Any) -> dict[str, Any]:
        assert asked["typeEquals"] == "APPLICATION"
        return {
            "inferenceProfileSummaries": [
                {"inferenceProfileId": f"p{slug}", "inferenceProfileName": f"demo-{slug}"}
                for slug in self._students
            ]
        }


class World:
    """`spent` is the truth: what each student's things cost, second by second, whatever the guard thinks."""

    def __init__(self, students: Sequence[str] = ("an", "binh", "chi"), **given: Any) -> None:
        self.now = NOON
        self.students = students
        self.ledger = Ledger()
        self.sagemaker, self.iam, self.apigateway = SageMaker(lambda: self.now), Iam(), ApiGateway()
        self.cloudwatch = CloudWatch(self)
        self.leases, self.meters = Leases(table=self.ledger.table), Meters(table=self.ledger.table)
        self.spent: dict[str, float] = defaultdict(float)
        self.log: list[tuple[datetime, str, str, Decimal]] = []
        self.settings = Settings.model_validate(
            {
                "environment": "classroom",
                "class_name": "demo",
                "table": self.ledger.table.table_name,
                "domain": "d-abc",
                "default_type": "ml.t3.medium",
                "default_gigabytes": 5,
                "freeze_policy": POLICY,
                "topic": "arn:topic",
                "plan": "plan",
                "prices": PRICES,
                **given,
            }
        )
        self.clients = Clients(
            sagemaker=self.sagemaker,
            iam=self.iam,
            apigateway=self.apigateway,
            cloudwatch=self.cloudwatch,
            bedrock=Bedrock(students) if self.settings.bedrock else None,
            table=self.ledger.table,
        )
        self.guard = Guard(settings=self.settings, clients=self.clients)
        self.intake = Intake(table=self.ledger.table, now=lambda: self.now)
        for slug in students:
            self.leases.put(lease(slug))

    def logged(self, slug: str, service: str, usd: float) -> None:
        """Write a metered line into a log, from where it is delivered in a while."""
        self.log.append((self.now, slug, service, Decimal(str(usd))))

    def deliver(self, seconds: float) -> bool:
        """Deliver lines that are old enough; True where the intake then calls the guard at once."""
        due = [one for one in self.log if (self.now - one[0]).total_seconds() >= seconds]
        self.log = [one for one in self.log if one not in due]
        for at, slug, service, usd in due:
            use = Use(line=at.isoformat(), key=f"key{slug}", service=service, usd=usd)
            self.intake.add(self.lease(slug), [use])
        return any(over(self.lease(slug)) for _, slug, _, _ in due)

    def lease(self, slug: str) -> Lease:
        found = self.leases.get("demo", slug)
        assert found
        return found

    def frozen(self, slug: str) -> bool:
        return self.lease(slug).state == "frozen"

    def run(self, **given: Any) -> Report:
        return self.guard.run(self.now, **given)

    def pass_time(self, seconds: float) -> None:
        """Let time pass; what runs costs."""
        for one in self.sagemaker.live():
            self.spent[one.name.split("-")[1]] += one.usd * seconds / 3600
        self.now += timedelta(seconds=seconds)

    def minutes(self, count: int) -> Report:
        """Let minutes pass, the guard coming by after each."""
        for _ in range(count):
            self.pass_time(60)
            report = self.run()
        return report

    def app(self, slug: str, *, type: str = "ml.t3.medium", usd: float = 0.05) -> Any:
        return self.sagemaker.add(
            "app",
            f"demo-{slug}-lab",
            usd=usd,
            type=type,
            extra={"place": {"SpaceName": f"demo-{slug}-lab"}, "type": "JupyterLab"},
        )

    def canvas(self, slug: str) -> Any:
        place = {"UserProfileName": f"demo-{slug}"}
        return self.sagemaker.add(
            "app", f"demo-{slug}", usd=1.90, type="", extra={"place": place, "type": "Canvas"}
        )

    def used(self, slug: str, usd: str, *, service: str = "translate", line: str = "") -> bool:
        """Deliver one metered line of a student's key; the truth counts it too."""
        self.spent[slug] += float(usd)
        use = Use(line=line or f"{self.now.isoformat()}", key=f"key{slug}", service=service, usd=Decimal(usd))
        return self.intake.add(self.lease(slug), [use])


def lease(slug: str, **given: Any) -> Lease:
    return Lease.model_validate(
        {
            "class_name": "demo",
            "slug": slug,
            "sandbox": f"demo-{slug}",
            "budget_usd": Decimal(1),
            "warn_at": Decimal("0.8"),
            "ends": datetime(2035, 6, 30, 17, tzinfo=UTC),
            "api_key_id": f"key{slug}",
            "granted": NOON,
            **given,
        }
    )
