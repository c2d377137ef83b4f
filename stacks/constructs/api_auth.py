"""Who may call the API: one class for each value of `[api] auth`."""

from abc import ABC, abstractmethod

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from config.api import Api
from config.models import Retention
from stacks.constructs.retention import removal_policy


class Access(ABC):
    """How methods are protected, what that adds to the API, and what a caller needs to know."""

    @abstractmethod
    def methods(self) -> apigateway.MethodOptions:
        """Return what every method of the API asks for."""

    def admit(self, api: apigateway.RestApi, *, config: Api) -> None:  # noqa: B027 - most have nothing to add
        """Add what lives beside the API, such as a key."""

    def outputs(self) -> dict[str, str]:
        """Return the stack outputs a caller needs."""
        return {}


class IamAccess(Access):
    """Callers sign with their AWS role, which needs `execute-api:Invoke` on the method."""

    def methods(self) -> apigateway.MethodOptions:
        """Ask for Signature Version 4."""
        return apigateway.MethodOptions(authorization_type=apigateway.AuthorizationType.IAM)


class ApiKeyAccess(Access):
    """Callers send a key; its usage plan has a rate, a burst and a daily quota."""

    def __init__(self, scope: Construct) -> None:
        self._key = apigateway.ApiKey(scope, "Key", description="The first client of the API")

    def methods(self) -> apigateway.MethodOptions:
        """Ask for the header x-api-key."""
        return apigateway.MethodOptions(
            authorization_type=apigateway.AuthorizationType.NONE, api_key_required=True
        )

    def admit(self, api: apigateway.RestApi, *, config: Api) -> None:
        """Add the plan to the API's stage, and the key to the plan."""
        plan = api.add_usage_plan(
            "Plan",
            description="What one client may use",
            throttle=apigateway.ThrottleSettings(
                rate_limit=config.throttle.rate_per_second, burst_limit=config.throttle.burst
            ),
            quota=apigateway.QuotaSettings(limit=config.quota_per_day, period=apigateway.Period.DAY),
            api_stages=[apigateway.UsagePlanPerApiStage(api=api, stage=api.deployment_stage)],
        )
        plan.add_api_key(self._key)

    def outputs(self) -> dict[str, str]:
        """Name the key; only API Gateway tells its value."""
        return {"ApiKeyId": self._key.key_id}


class CognitoAccess(Access):
    """Callers send the ID token of a user pool. Nobody signs up alone; a second factor is asked for."""

    def __init__(self, scope: Construct, *, retention: Retention) -> None:
        self._pool = cognito.UserPool(
            scope,
            "Users",
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(email=True),
            sign_in_case_sensitive=False,
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            mfa=cognito.Mfa.REQUIRED,
            mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
            # Threat protection is part of the Plus plan only (Cognito guide, user pool feature plans).
            feature_plan=cognito.FeaturePlan.PLUS,
            standard_threat_protection_mode=cognito.StandardThreatProtectionMode.FULL_FUNCTION,
            password_policy=cognito.PasswordPolicy(
                min_length=14,
                require_digits=True,
                require_lowercase=True,
                require_symbols=True,
                require_uppercase=True,
                temp_password_validity=cdk.Duration.days(1),
            ),
            deletion_protection=retention.removal == "retain",
            removal_policy=removal_policy(retention),
        )
        self._client = self._pool.add_client(
            "Client",
            auth_flows=cognito.AuthFlow(user_srp=True),
            disable_o_auth=True,
            prevent_user_existence_errors=True,
            enable_token_revocation=True,
            access_token_validity=cdk.Duration.hours(1),
            id_token_validity=cdk.Duration.hours(1),
            refresh_token_validity=cdk.Duration.days(1),
        )
        self._authorizer = apigateway.CognitoUserPoolsAuthorizer(
            scope, "Authorizer", cognito_user_pools=[self._pool]
        )

    def methods(self) -> apigateway.MethodOptions:
        """Ask for a token in the header Authorization."""
        return apigateway.MethodOptions(
            authorization_type=apigateway.AuthorizationType.COGNITO, authorizer=self._authorizer
        )

    def outputs(self) -> dict[str, str]:
        """Name the pool and the client a caller signs in with."""
        return {
            "UserPoolId": self._pool.user_pool_id,
            "UserPoolClientId": self._client.user_pool_client_id,
        }
