"""The names of this run's resources in a request that goes to a real account, which knows none of them."""

from typing import Any

from local.settings import active

_PROFILE = ":inference-profile/"


def translated(request: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Return the request with the account's own names, and in words what it goes without ("" for nothing).

    The guardrail and the terminology are those of the settings, and are left out where these name none; an
    inference profile of AWS has the same id in every account.
    """
    asked, without = dict(request), []
    if "guardrailConfig" in asked:
        guardrail, _, version = active().real_guardrail.partition(":")
        own = {"guardrailIdentifier": guardrail, "guardrailVersion": version}
        given = asked.pop("guardrailConfig")
        if guardrail:
            asked["guardrailConfig"] = given | own
        else:
            without.append("without a guardrail: set LAB2API_REAL_GUARDRAIL=id:version")
    if asked.pop("TerminologyNames", []):
        if active().real_terminology:
            asked["TerminologyNames"] = [active().real_terminology]
        else:
            without.append("without the terminology: set LAB2API_REAL_TERMINOLOGY=name")
    if _PROFILE in str(asked.get("modelId", "")):
        asked["modelId"] = asked["modelId"].rpartition(_PROFILE)[2]
    return asked, "; ".join(without)
