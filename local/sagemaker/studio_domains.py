"""Studio domains, user profiles and lifecycle configurations: recorded, with SageMaker's refusals to delete.

Nothing of Studio runs here. An update replaces UserSettings as a whole: the harsher of what AWS may do.
"""

import uuid

from local import aws
from local.sagemaker.kinds import Kind, generic
from local.sagemaker.listing import listed
from local.sagemaker.operations import MODEL, Answer, Request, operation
from local.sagemaker.records import Record, records
from local.sagemaker.studio_records import GONE, found, in_use, keep, those, turn

LIFECYCLE_CONFIG = Kind(
    name="StudioLifecycleConfig",
    identifier="StudioLifecycleConfigName",
    resource="studio-lifecycle-config",
)
MANAGED_BY = "ManagedByAmazonSageMakerResource"
_OF_A_DOMAIN = (
    "AppNetworkAccessType",
    "DefaultSpaceSettings",
    "DefaultUserSettings",
    "SubnetIds",
    "TagPropagation",
    "VpcId",
)
generic(LIFECYCLE_CONFIG)


@operation("CreateDomain")
def create_domain(request: Request) -> Answer:
    """Keep a domain; it gets a home file system unless the request disables it, as on AWS."""
    id_ = f"d-{uuid.uuid4().hex[:12]}"
    arn = records.arn("domain", id_)
    record = {**request, "DomainId": id_, "DomainArn": arn, "Url": f"https://{id_}.studio.localhost"}
    if request.get("HomeEfsFileSystemCreation") != "Disabled":
        made = aws.client("efs").create_file_system(Tags=[{"Key": MANAGED_BY, "Value": arn}])
        record["HomeEfsFileSystemId"] = made["FileSystemId"]
    return keep("Domain", id_, record, status="Pending", then="InService")


@operation("DescribeDomain")
def describe_domain(request: Request) -> Answer:
    """Return a domain."""
    return found("Domain", request["DomainId"])


@operation("ListDomains")
def list_domains(request: Request) -> Answer:
    """Return a page of domains."""
    return listed(model=MODEL.operation_model("ListDomains"), found=those("Domain"), request=request)


@operation("UpdateDomain")
def update_domain(request: Request) -> Answer:
    """Change what a domain lets change."""
    name = request["DomainId"]
    settings = found("Domain", name).get("DomainSettings", {})
    changes = {member: request[member] for member in _OF_A_DOMAIN if member in request}
    changes["DomainSettings"] = settings | request.get("DomainSettingsForUpdate", {})
    return turn("Domain", name, status="Updating", then="InService", **changes)


@operation("DeleteDomain")
def delete_domain(request: Request) -> Answer:
    """Delete an empty domain. Its home file system stays unless RetentionPolicy says Delete, as on AWS."""
    name = request["DomainId"]
    domain = found("Domain", name)
    for kind in ("UserProfile", "Space"):
        if those(kind, DomainId=name):
            raise in_use("Domain", domain, kind)
    if (
        request.get("RetentionPolicy", {}).get("HomeEfsFileSystem") == "Delete"
        and "HomeEfsFileSystemId" in domain
    ):
        aws.client("efs").delete_file_system(FileSystemId=domain["HomeEfsFileSystemId"])
    turn("Domain", name, status="Deleting", then=GONE)
    return {}


@operation("CreateUserProfile")
def create_user_profile(request: Request) -> Answer:
    """Keep a profile of a domain."""
    found("Domain", request["DomainId"])
    name = f"{request['DomainId']}/{request['UserProfileName']}"
    record = {**request, "UserProfileArn": records.arn("user-profile", name)}
    return keep("UserProfile", name, record, status="Pending", then="InService")


@operation("DescribeUserProfile")
def describe_user_profile(request: Request) -> Answer:
    """Return a profile."""
    return found("UserProfile", _name(request))


@operation("ListUserProfiles")
def list_user_profiles(request: Request) -> Answer:
    """Return a page of profiles."""
    profiles = those("UserProfile", DomainId=request.get("DomainIdEquals"))
    return listed(model=MODEL.operation_model("ListUserProfiles"), found=profiles, request=request)


@operation("UpdateUserProfile")
def update_user_profile(request: Request) -> Answer:
    """Replace a profile's settings."""
    found("UserProfile", _name(request))
    settings = request.get("UserSettings", {})
    return turn("UserProfile", _name(request), status="Updating", then="InService", UserSettings=settings)


@operation("DeleteUserProfile")
def delete_user_profile(request: Request) -> Answer:
    """Delete a profile that has no app and owns no space."""
    name, domain = _name(request), request["DomainId"]
    profile: Record = found("UserProfile", name)
    apps = those("App", DomainId=domain, UserProfileName=request["UserProfileName"])
    if any(app["Status"] != "Deleted" for app in apps):
        raise in_use("UserProfile", profile, "App")
    owners = [space.get("OwnershipSettings", {}) for space in those("Space", DomainId=domain)]
    if any(owner.get("OwnerUserProfileName") == request["UserProfileName"] for owner in owners):
        raise in_use("UserProfile", profile, "Space")
    turn("UserProfile", name, status="Deleting", then=GONE)
    return {}


def _name(request: Request) -> str:
    return f"{request['DomainId']}/{request['UserProfileName']}"
