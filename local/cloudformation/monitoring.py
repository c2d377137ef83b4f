"""AWS::CloudWatch::*: composite alarms, and metric math, which the emulator's own alarm handler refuses."""

from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services.cloudformation import provisioners

from local import aws
from local.cloudformation.handlers import Created, Properties, generated_name, register
from local.cloudformation.properties import for_operation
from local.cloudformation.provision import declare, executed, recorded


def install() -> None:
    """Register composite alarms and let alarms use metric math; put a stack's log queries on record."""
    composite = Alarm("PutCompositeAlarm", "put_composite_alarm")
    register(
        "AWS::CloudWatch::CompositeAlarm",
        provision=executed("evaluated when its alarms change"),
        create=composite.create,
        update=composite.update,
        delete=_delete,
        replaced_by=("AlarmName",),
    )
    _accept_metric_math()
    declare("AWS::Logs::SubscriptionFilter", executed("lines that fit go to the function"))
    register(
        "AWS::Logs::QueryDefinition",
        provision=recorded("kept; run its text with the Logs Insights of an account"),
        create=_create_query,
        update=_update_query,
        delete=_delete_query,
    )


class Alarm:
    """An alarm type made by one Put call, which creates and updates alike."""

    def __init__(self, operation: str, method: str) -> None:
        self._operation = operation
        self._method = method

    def create(self, logical_id: str, properties: Properties, stack: str) -> Created:
        """Put the alarm under the template's name or a generated one."""
        return self._put({"AlarmName": generated_name(stack, logical_id, longest=255)} | properties)

    def update(self, physical_id: str, old: Properties, new: Properties, stack: str) -> Created:
        """Put the alarm again under the name it has."""
        del old, stack
        return self._put({"AlarmName": physical_id} | new)

    def _put(self, properties: Properties) -> Created:
        client, name = aws.client("cloudwatch"), properties["AlarmName"]
        own = [tag for tag in properties.get("Tags", []) if not tag["Key"].startswith("aws:")]
        properties = {key: value for key, value in properties.items() if key != "Tags"} | {"Tags": own}
        getattr(client, self._method)(**for_operation(client, self._operation, properties))
        return name, {"Arn": f"arn:aws:cloudwatch:{get_region()}:{get_account_id()}:alarm:{name}"}


def _delete(physical_id: str, properties: Properties) -> None:
    del properties
    aws.client("cloudwatch").delete_alarms(AlarmNames=[physical_id])


def _accept_metric_math() -> None:
    handler = provisioners._RESOURCE_HANDLERS["AWS::CloudWatch::Alarm"]  # noqa: SLF001
    own_create, own_update, math = (
        handler["create"],
        handler["update"],
        Alarm("PutMetricAlarm", "put_metric_alarm"),
    )

    def create(logical_id: str, properties: Properties, stack: str) -> Created:
        made: Created = (math.create if "Metrics" in properties else own_create)(
            logical_id, properties, stack
        )
        return made

    def update(physical_id: str, old: Properties, new: Properties, stack: str, *rest: Any) -> Created:
        if "Metrics" in new:
            return math.update(physical_id, old, new, stack)
        made: Created = own_update(physical_id, old, new, stack, *rest)
        return made

    handler |= {"create": create, "update": update}


def _create_query(logical_id: str, properties: Properties, stack: str) -> Created:
    del properties
    name = generated_name(stack, logical_id, longest=255)
    return name, {"QueryDefinitionId": name}


def _update_query(physical_id: str, old: Properties, new: Properties, stack: str) -> Created:
    del old, new, stack
    return physical_id, {"QueryDefinitionId": physical_id}


def _delete_query(physical_id: str, properties: Properties) -> None:
    del physical_id, properties
