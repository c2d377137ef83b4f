"""What the Resource Groups Tagging API finds by tag: also of SageMaker, API Gateway, logs and budgets.

Roles are not among it, as on AWS, where GetResources knows no roles:
https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/supported-services.html
"""

from collections.abc import Iterator

from ministack.core.responses import get_account_id, get_region
from ministack.services import apigateway_v1, budgets, cloudwatch_logs, tagging

from local.sagemaker.records import records

Tagged = tuple[str, list[dict[str, str]]]


def install() -> None:
    """Add collectors. The emulator leaves out a service whose collector fails: these must not."""
    tagging._COLLECTORS |= {  # noqa: SLF001
        "sagemaker": _sagemaker,
        "apigateway": _api_gateway,
        "logs": _log_groups,
        "budgets": _budgets,
    }


def _sagemaker() -> Iterator[Tagged]:
    """Yield what is there; a deleted app stays in ListApps for a day, without being anything."""
    for kind, record in records.every():
        if (tags := record.get("Tags")) and record.get("Status") != "Deleted":
            yield (
                record.get(f"{kind}Arn") or record["Arn"],
                _listed({tag["Key"]: tag["Value"] for tag in tags}),
            )


def _api_gateway() -> Iterator[Tagged]:
    for kind, kept in (
        ("apikeys", apigateway_v1._api_keys),  # noqa: SLF001
        ("usageplans", apigateway_v1._usage_plans),  # noqa: SLF001
        ("restapis", apigateway_v1._rest_apis),  # noqa: SLF001
    ):
        for id_, record in list(kept.items()):
            yield f"arn:aws:apigateway:{get_region()}::/{kind}/{id_}", _listed(record.get("tags") or {})


def _log_groups() -> Iterator[Tagged]:
    for name, group in list(cloudwatch_logs._log_groups.items()):  # noqa: SLF001
        arn = f"arn:aws:logs:{get_region()}:{get_account_id()}:log-group:{name}"
        yield arn, _listed(group.get("tags") or {})


def _budgets() -> Iterator[Tagged]:
    for arn, tags in list(budgets._tags.items()):  # noqa: SLF001
        yield arn, _listed(tags)


def _listed(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
