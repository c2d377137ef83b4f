"""Spaces of a Studio domain and the apps in them and in profiles: recorded, nothing is started."""

from local.sagemaker.errors import ServiceError
from local.sagemaker.listing import listed
from local.sagemaker.operations import MODEL, Answer, Request, operation
from local.sagemaker.records import records
from local.sagemaker.studio_records import GONE, found, in_use, keep, those, turn

_IN_PROFILES = (
    "Canvas",
    "JupyterServer",
    "KernelGateway",
    "RStudioServerPro",
    "RSessionGateway",
    "TensorBoard",
)


@operation("CreateSpace")
def create_space(request: Request) -> Answer:
    """Keep a space; its owner must be a profile of the domain."""
    domain = request["DomainId"]
    found("Domain", domain)
    if owner := request.get("OwnershipSettings", {}).get("OwnerUserProfileName"):
        found("UserProfile", f"{domain}/{owner}")
    name = f"{domain}/{request['SpaceName']}"
    record = {**request, "SpaceArn": records.arn("space", name)}
    return keep("Space", name, record, status="Pending", then="InService")


@operation("DescribeSpace")
def describe_space(request: Request) -> Answer:
    """Return a space."""
    return found("Space", _space(request))


@operation("ListSpaces")
def list_spaces(request: Request) -> Answer:
    """Return a page of spaces."""
    spaces = [
        {**space, "OwnershipSettingsSummary": space.get("OwnershipSettings", {})}
        for space in those("Space", DomainId=request.get("DomainIdEquals"))
    ]
    return listed(model=MODEL.operation_model("ListSpaces"), found=spaces, request=request)


@operation("UpdateSpace")
def update_space(request: Request) -> Answer:
    """Change a space's settings or what it is called."""
    found("Space", _space(request))
    changes = {m: request[m] for m in ("SpaceSettings", "SpaceDisplayName") if m in request}
    return turn("Space", _space(request), status="Updating", then="InService", **changes)


@operation("DeleteSpace")
def delete_space(request: Request) -> Answer:
    """Delete a space in which nothing runs."""
    space = found("Space", _space(request))
    apps = those("App", DomainId=request["DomainId"], SpaceName=request["SpaceName"])
    if any(app["Status"] != "Deleted" for app in apps):
        raise in_use("Space", space, "App")
    turn("Space", _space(request), status="Deleting", then=GONE)
    return {}


@operation("CreateApp")
def create_app(request: Request) -> Answer:
    """Keep an app of a space, or as Canvas is, of a profile; a deleted one of the same name makes room."""
    if ("SpaceName" in request) == ("UserProfileName" in request):
        raise ServiceError(message="Give either SpaceName or UserProfileName.")
    if "SpaceName" in request:
        found("Space", _space(request))
    else:
        found("UserProfile", f"{request['DomainId']}/{request['UserProfileName']}")
        if request["AppType"] not in _IN_PROFILES:
            raise ServiceError(message=f"{request['AppType']} runs in a space. Give SpaceName.")
    name = _app(request)
    before = records.find_or_none("App", name)
    if before is not None and found("App", name)["Status"] in ("Deleted", "Failed"):
        records.delete("App", name)
    record = {**request, "AppArn": records.arn("app", name)}
    return keep("App", name, record, status="Pending", then="InService")


@operation("DescribeApp")
def describe_app(request: Request) -> Answer:
    """Return an app, a deleted one too."""
    return found("App", _app(request))


@operation("ListApps")
def list_apps(request: Request) -> Answer:
    """Return a page of apps; the deleted ones stay listed, on AWS for a day."""
    apps = those(
        "App",
        DomainId=request.get("DomainIdEquals"),
        UserProfileName=request.get("UserProfileNameEquals"),
        SpaceName=request.get("SpaceNameEquals"),
    )
    return listed(model=MODEL.operation_model("ListApps"), found=apps, request=request)


@operation("DeleteApp")
def delete_app(request: Request) -> Answer:
    """End an app, which takes a while."""
    app = found("App", _app(request))
    if app["Status"] == "Deleted":
        raise ServiceError(code="ResourceNotFound", message=f"App [{app['AppArn']}] is deleted already.")
    turn("App", _app(request), status="Deleting", then="Deleted")
    return {}


def _space(request: Request) -> str:
    return f"{request['DomainId']}/{request['SpaceName']}"


def _app(request: Request) -> str:
    owner = request.get("SpaceName") or request["UserProfileName"]
    return "/".join((request["DomainId"], owner, request["AppType"], request["AppName"]))
