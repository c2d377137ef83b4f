"""Lifecycle rules of a bucket, from the words of CloudFormation to the words of the S3 API."""

from collections.abc import Iterable
from typing import Any

_EXPIRATION = {
    "ExpirationInDays": "Days",
    "ExpirationDate": "Date",
    "ExpiredObjectDeleteMarker": "ExpiredObjectDeleteMarker",
}
_TRANSITION = {"TransitionInDays": "Days", "TransitionDate": "Date", "StorageClass": "StorageClass"}
_NONCURRENT_TRANSITION = {
    "TransitionInDays": "NoncurrentDays",
    "StorageClass": "StorageClass",
    "NewerNoncurrentVersions": "NewerNoncurrentVersions",
}
_SAME = ("Status", "AbortIncompleteMultipartUpload", "NoncurrentVersionExpiration")
_FILTER = ("Prefix", "TagFilters", "ObjectSizeGreaterThan", "ObjectSizeLessThan")


def lifecycle_rules(rules: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the API's rules. Raises `ValueError` for a property that has no place in them."""
    return [_rule(rule, number) for number, rule in enumerate(rules)]


def _rule(rule: dict[str, Any], number: int) -> dict[str, Any]:
    known = {"Id", "Transitions", "NoncurrentVersionTransitions", *_EXPIRATION, *_SAME, *_FILTER}
    if unknown := rule.keys() - known:
        raise ValueError(
            f"AWS::S3::Bucket lifecycle rule {number}: {', '.join(sorted(unknown))} is not known here"
        )
    made: dict[str, Any] = {name: rule[name] for name in _SAME if name in rule}
    made |= {"ID": rule.get("Id", f"rule-{number}"), "Filter": _filter(rule)}
    if expiration := _renamed(rule, _EXPIRATION):
        made["Expiration"] = expiration
    if transitions := rule.get("Transitions"):
        made["Transitions"] = [_renamed(item, _TRANSITION) for item in transitions]
    if transitions := rule.get("NoncurrentVersionTransitions"):
        made["NoncurrentVersionTransitions"] = [
            _renamed(item, _NONCURRENT_TRANSITION) for item in transitions
        ]
    return made


def _filter(rule: dict[str, Any]) -> dict[str, Any]:
    parts = {name: rule[name] for name in _FILTER if name in rule and name != "TagFilters"}
    tags = rule.get("TagFilters", [])
    if len(parts) + len(tags) > 1:
        return {"And": parts | ({"Tags": tags} if tags else {})}
    return {"Tag": tags[0]} if tags else parts or {"Prefix": ""}


def _renamed(item: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {names[name]: _number(value) for name, value in item.items() if name in names}


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.isdecimal() else value
