"""AWS::Translate::Terminology and AWS::Bedrock::Guardrail, for the stand-ins that apply them."""

import base64

from local.ai.guardrails import kept as guardrails
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
        # Not by the key, as on AWS: the old one's clean-up would delete the new one, which has its name.
        replaced_by=("Name",),
    )
    note = recorded("the stand-in for Bedrock applies its words; topics, content and personal data are not")
    register(
        "AWS::Bedrock::Guardrail",
        provision=note,
        create=_create_guardrail,
        update=_update_guardrail,
        delete=_delete_guardrail,
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
    del old
    # The ARN has the content's version in it: as the id it would mean "replaced".
    _, attributes = _create_terminology("", new, stack)
    return physical_id, attributes


def _delete_terminology(physical_id: str, properties: Properties) -> None:
    del physical_id
    if any(kept.name == properties["Name"] for kept in terminologies.every()):
        terminologies.delete(properties["Name"])


def _create_guardrail(logical_id: str, properties: Properties, stack: str) -> Created:
    del logical_id, stack
    return _guardrail(properties)


def _update_guardrail(physical_id: str, old: Properties, new: Properties, stack: str) -> Created:
    del old, stack
    return _guardrail(new, id_=physical_id.rpartition("/")[2])


def _delete_guardrail(physical_id: str, properties: Properties) -> None:
    del properties
    guardrails.delete(physical_id)


def _guardrail(properties: Properties, *, id_: str | None = None) -> Created:
    made = guardrails.keep(
        name=properties["Name"],
        blocked_input=properties["BlockedInputMessaging"],
        blocked_output=properties["BlockedOutputsMessaging"],
        words=tuple(word["Text"] for word in properties.get("WordPolicyConfig", {}).get("WordsConfig", [])),
        id_=id_,
    )
    return made.arn, {
        "GuardrailArn": made.arn,
        "GuardrailId": made.id,
        "Version": made.version,
        "Status": "READY",
    }


def _create_version(logical_id: str, properties: Properties, stack: str) -> Created:
    del logical_id, stack
    made = guardrails.publish(properties["GuardrailIdentifier"])
    attributes = {"GuardrailArn": made.arn, "GuardrailId": made.id, "Version": made.version}
    return f"{made.id}|{made.version}", attributes


def _forget(physical_id: str, properties: Properties) -> None:
    del physical_id, properties
