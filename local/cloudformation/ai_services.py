"""AWS::Translate::Terminology, applied by the stand-in for Translate; AWS::Bedrock::Guardrail, on record."""

import base64
import secrets

from ministack.core.responses import get_account_id, get_region

from local.ai.translate import terminologies
from local.cloudformation.handlers import Created, Properties, register
from local.cloudformation.provision import executed, recorded


def install() -> None:
    """Register terminologies, guardrails and their versions."""
    register(
        "AWS::Translate::Terminology",
        provision=executed("the stand-in for Translate applies its terms"),
        create=_create_terminology,
        update=_update_terminology,
        delete=_delete_terminology,
        replaced_by=("Name", "EncryptionKey"),
    )
    note = recorded("described only: the stand-in for Bedrock applies no guardrail")
    register(
        "AWS::Bedrock::Guardrail",
        provision=note,
        create=_create_guardrail,
        update=_update_guardrail,
        delete=_forget,
    )
    register(
        "AWS::Bedrock::GuardrailVersion",
        provision=note,
        create=_create_version,
        delete=_forget,
        replaced_by=("GuardrailIdentifier", "Description"),
    )


def _create_terminology(logical_id: str, properties: Properties, stack: str) -> Created:
    del logical_id, stack
    data = properties["TerminologyData"]
    kept = terminologies.keep(
        name=properties["Name"],
        file=base64.b64decode(data["File"], validate=True),
        format_=data["Format"],
        directionality=data.get("Directionality", "UNI"),
        description=properties.get("Description", ""),
    )
    attributes = {
        "Arn": kept.arn,
        "SourceLanguageCode": kept.languages[0],
        "TargetLanguageCodes": list(kept.languages[1:]),
        "TermCount": len(kept.rows),
        "SizeBytes": len(kept.file),
    }
    return kept.arn, attributes


def _update_terminology(physical_id: str, old: Properties, new: Properties, stack: str) -> Created:
    del physical_id, old
    return _create_terminology("", new, stack)


def _delete_terminology(physical_id: str, properties: Properties) -> None:
    del physical_id
    if any(kept.name == properties["Name"] for kept in terminologies.every()):
        terminologies.delete(properties["Name"])


def _create_guardrail(logical_id: str, properties: Properties, stack: str) -> Created:
    del logical_id, properties, stack
    return _guardrail(secrets.token_hex(6))


def _update_guardrail(physical_id: str, old: Properties, new: Properties, stack: str) -> Created:
    del old, new, stack
    return _guardrail(physical_id.rpartition("/")[2])


def _guardrail(identifier: str) -> Created:
    arn = f"arn:aws:bedrock:{get_region()}:{get_account_id()}:guardrail/{identifier}"
    return arn, {"GuardrailArn": arn, "GuardrailId": identifier, "Version": "DRAFT", "Status": "READY"}


def _create_version(logical_id: str, properties: Properties, stack: str) -> Created:
    del logical_id, stack
    identifier = properties["GuardrailIdentifier"].rpartition("/")[2]
    _, attributes = _guardrail(identifier)
    return f"{identifier}|1", attributes | {"Version": "1"}


def _forget(physical_id: str, properties: Properties) -> None:
    del physical_id, properties
