"""Translate's operations on terminologies."""

from typing import Any

from local.ai.registry import Answer, Request, operation
from local.ai.translate import terminologies
from local.ai.translate.terminologies import Terminology

_WHAT = "terminologies kept in memory"


@operation("translate", "ImportTerminology", what=_WHAT)
def import_terminology(request: Request) -> Answer:
    """Answer ImportTerminology."""
    data = request["TerminologyData"]
    kept = terminologies.keep(
        name=request["Name"],
        file=data["File"],
        format_=data["Format"],
        directionality=data.get("Directionality", "UNI"),
        description=request.get("Description", ""),
    )
    return {"TerminologyProperties": _properties(kept)}


@operation("translate", "GetTerminology", what=_WHAT)
def get_terminology(request: Request) -> Answer:
    """Answer GetTerminology; the file itself has no download location here."""
    return {"TerminologyProperties": _properties(terminologies.get(request["Name"]))}


@operation("translate", "ListTerminologies", what=_WHAT)
def list_terminologies(request: Request) -> Answer:
    """Answer ListTerminologies, in pages."""
    every, size = terminologies.every(), request.get("MaxResults", 500)
    first = int(request.get("NextToken", 0))
    answer: Answer = {"TerminologyPropertiesList": [_properties(one) for one in every[first : first + size]]}
    return answer | ({"NextToken": str(first + size)} if first + size < len(every) else {})


@operation("translate", "DeleteTerminology", what=_WHAT)
def delete_terminology(request: Request) -> Answer:
    """Answer DeleteTerminology."""
    terminologies.delete(request["Name"])
    return {}


def _properties(one: Terminology) -> dict[str, Any]:
    return {
        "Name": one.name,
        "Description": one.description,
        "Arn": one.arn,
        "SourceLanguageCode": one.languages[0],
        "TargetLanguageCodes": list(one.languages[1:]),
        "SizeBytes": len(one.file),
        "TermCount": len(one.rows),
        "CreatedAt": one.created,
        "LastUpdatedAt": one.updated,
        "Directionality": one.directionality,
        "Format": one.format,
    }
