"""The REST API of a class's door: three pages without credentials, as they are where one signs in."""

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from config import Environment
from config.roster import Roster
from stacks.constructs.api_logs import ApiLogs
from stacks.constructs.request_model import json_object
from stacks.constructs.rest_api import INTEGRATION_SECONDS, TLS_POLICY

RATE_PER_SECOND, BURST = 20, 100
"""A class of a thousand signs in within a minute; a guesser gets no more than this either.

A flood of more turns everybody away while it lasts, but where `[api] waf` limits each address before.
"""
SORRY = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>lab2api</title></head><body>'
    '<p>{english}</p><p lang="vi">{vietnamese}</p><p>$context.requestId</p></body></html>'
)
ANSWERS = {
    apigateway.ResponseType.THROTTLED: (
        "429",
        "Many people are signing in. Wait a few seconds, then load the page again.",
        "Nhiều người đang đăng nhập. Hãy đợi vài giây rồi tải lại trang.",
    ),
    apigateway.ResponseType.DEFAULT_4_XX: (
        None,
        "There is no such page: the address ends in /sign-in.",
        "Không có trang này: địa chỉ kết thúc bằng /sign-in.",
    ),
    apigateway.ResponseType.DEFAULT_5_XX: (
        None,
        "The page failed. Load it again; tell your instructor the number below.",
        "Trang bị lỗi. Hãy tải lại; báo cho giảng viên mã số bên dưới.",
    ),
}
"""What API Gateway says itself: the status, None for its own, and the page in two languages."""


class ClassDoor(apigateway.RestApi):
    """GET and POST /sign-in, GET /class. Bodies, cookies and the answers' headers are in no log."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        roster: Roster,
        key: kms.IKey,
        pages: lambda_.IFunction,
    ) -> None:
        logs = ApiLogs(scope, "Logs", key=key, retention=config.retention)
        super().__init__(
            scope,
            id,
            rest_api_name=f"lab2api-{config.name}-{roster.name}",
            description=f"The door of the class {roster.name}",
            endpoint_types=[apigateway.EndpointType.REGIONAL],
            cloud_watch_role=False,
            fail_on_warnings=True,
            default_integration=apigateway.LambdaIntegration(
                pages, timeout=cdk.Duration.seconds(INTEGRATION_SECONDS), allow_test_invoke=False
            ),
            deploy_options=logs.stage(config.name, rate_per_second=RATE_PER_SECOND, burst=BURST),
        )
        # CDK's own output repeats PortalUrl under a generated name.
        self.node.try_remove_child("Endpoint")
        resource = self.node.default_child
        assert isinstance(resource, apigateway.CfnRestApi)  # noqa: S101 - narrows the type for mypy
        resource.security_policy, resource.endpoint_access_mode = TLS_POLICY, "STRICT"
        logs.expect_execution_log(self, stage_name=config.name)
        self._add_pages()
        self._add_answers()

    def _add_pages(self) -> None:
        parameters = self.add_request_validator("Parameters", validate_request_parameters=True)
        body = self.add_request_validator(
            "Body", validate_request_body=True, validate_request_parameters=True
        )
        sign_in = self.root.add_resource("sign-in")
        sign_in.add_method("GET", request_validator=parameters)
        # Only this type is checked here: API Gateway passes the form on, and the function reads nothing else.
        form = {"application/json": json_object(self)}
        sign_in.add_method("POST", request_validator=body, request_models=form)
        self.root.add_resource("class").add_method("GET", request_validator=parameters)

    def _add_answers(self) -> None:
        for type_, (status, english, vietnamese) in ANSWERS.items():
            self.add_gateway_response(
                "".join(word.capitalize() for word in type_.response_type.split("_")),
                type=type_,
                status_code=status,
                response_headers={
                    "content-type": "'text/html; charset=utf-8'",
                    "cache-control": "'no-store'",
                },
                templates={"application/json": SORRY.format(english=english, vietnamese=vietnamese)},
            )
