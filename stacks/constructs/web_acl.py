"""The firewall in front of the API's stage: AWS's common rules, a rate limit by address, and its log."""

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_wafv2 as wafv2
from constructs import Construct

from config import Environment
from stacks.constructs.log_group import PlatformLogGroup

LARGEST_INSPECTED = "KB_64"
COUNTED = [
    "SizeRestrictions_BODY",
    "CrossSiteScripting_BODY",
    "GenericLFI_BODY",
    "GenericRFI_BODY",
    "EC2MetaDataSSRF_BODY",
]
"""Rules of the common set that are counted, not obeyed: bodies are rows, images and people's sentences, which
may speak of scripts and addresses; the functions limit and check them, and render or fetch nothing."""

REDACTED_HEADERS = ("authorization", "cookie", "x-api-key")


class WebAcl(Construct):
    """Allows what no rule blocks; `arn` is for other stages.

    Bodies are inspected up to 64 KB; the function checks all of them.
    """

    def __init__(
        self, scope: Construct, id: str, *, config: Environment, key: kms.IKey, stage_arn: str
    ) -> None:
        super().__init__(scope, id)
        self._acl = wafv2.CfnWebACL(
            self,
            "Acl",
            scope="REGIONAL",
            default_action=wafv2.CfnWebACL.DefaultActionProperty(allow={}),
            visibility_config=_visible("Acl"),
            association_config=wafv2.CfnWebACL.AssociationConfigProperty(
                request_body={"API_GATEWAY": {"defaultSizeInspectionLimit": LARGEST_INSPECTED}}
            ),
            rules=[
                _rate_limit(priority=0, requests=config.api.waf_requests_per_5_minutes),
                _managed(priority=1, name="AWSManagedRulesCommonRuleSet", count=COUNTED),
                _managed(priority=2, name="AWSManagedRulesKnownBadInputsRuleSet"),
            ],
        )
        self.arn = self._acl.attr_arn
        wafv2.CfnWebACLAssociation(
            self, "Association", resource_arn=stage_arn, web_acl_arn=self._acl.attr_arn
        )
        self._log(config=config, key=key)

    def _log(self, *, config: Environment, key: kms.IKey) -> None:
        """WAF writes only into groups of this prefix (WAF guide, logging to CloudWatch Logs)."""
        group = PlatformLogGroup(
            self, "Logs", key=key, retention=config.retention, name=f"aws-waf-logs-lab2api-{config.name}"
        )
        wafv2.CfnLoggingConfiguration(
            self,
            "Logging",
            resource_arn=self._acl.attr_arn,
            # Not the group's own attribute: that ends in `:*`, which WAF refuses.
            log_destination_configs=[
                cdk.Stack.of(self).format_arn(
                    service="logs",
                    resource="log-group",
                    resource_name=group.log_group_name,
                    arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
                )
            ],
            redacted_fields=[
                wafv2.CfnLoggingConfiguration.FieldToMatchProperty(single_header={"Name": name})
                for name in REDACTED_HEADERS
            ],
        )


def _visible(name: str) -> wafv2.CfnWebACL.VisibilityConfigProperty:
    return wafv2.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=name, sampled_requests_enabled=False
    )


def _managed(*, priority: int, name: str, count: list[str] | None = None) -> wafv2.CfnWebACL.RuleProperty:
    return wafv2.CfnWebACL.RuleProperty(
        name=name,
        priority=priority,
        override_action=wafv2.CfnWebACL.OverrideActionProperty(none={}),
        statement=wafv2.CfnWebACL.StatementProperty(
            managed_rule_group_statement=wafv2.CfnWebACL.ManagedRuleGroupStatementProperty(
                vendor_name="AWS",
                name=name,
                rule_action_overrides=[
                    wafv2.CfnWebACL.RuleActionOverrideProperty(
                        name=rule, action_to_use=wafv2.CfnWebACL.RuleActionProperty(count={})
                    )
                    for rule in count or []
                ],
            )
        ),
        visibility_config=_visible(name),
    )


def _rate_limit(*, priority: int, requests: int) -> wafv2.CfnWebACL.RuleProperty:
    return wafv2.CfnWebACL.RuleProperty(
        name="RateLimit",
        priority=priority,
        action=wafv2.CfnWebACL.RuleActionProperty(block={}),
        statement=wafv2.CfnWebACL.StatementProperty(
            rate_based_statement=wafv2.CfnWebACL.RateBasedStatementProperty(
                aggregate_key_type="IP", limit=requests, evaluation_window_sec=300
            )
        ),
        visibility_config=_visible("RateLimit"),
    )
