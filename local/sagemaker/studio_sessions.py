"""Signing in to Studio: an address like AWS's, which leads nowhere: nothing of Studio runs here."""

import secrets

from ministack.core.responses import get_region

from local.sagemaker.errors import ServiceError
from local.sagemaker.operations import Answer, Request, operation
from local.sagemaker.studio_records import found

LONGEST = {"ExpiresInSeconds": 300, "SessionExpirationDurationInSeconds": 43_200}
"""API reference, CreatePresignedDomainUrl; botocore checks the least, but not the most."""


@operation("CreatePresignedDomainUrl")
def create_presigned_domain_url(request: Request) -> Answer:
    """Answer for a profile that is there, in a domain whose users sign in by IAM."""
    domain = found("Domain", request["DomainId"])
    if domain["AuthMode"] != "IAM":
        raise ServiceError(message="CreatePresignedDomainUrl is for domains with AuthMode IAM.")
    for member, most in LONGEST.items():
        if request.get(member, most) > most:
            raise ServiceError(message=f"{member} must be less than or equal to {most}.")
    found("UserProfile", f"{request['DomainId']}/{request['UserProfileName']}")
    host = f"{request['DomainId']}.studio.{get_region()}.sagemaker.aws"
    return {"AuthorizedUrl": f"https://{host}/auth?token={secrets.token_urlsafe(32)}"}
