"""S3: what moto's CloudFormation leaves out of a bucket, and bucket policies with the conditions that can be judged here."""

import json

from custom_type import register
from flask import request
from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.s3.models import FakeBucket, s3_backends
from moto.utilities.utils import get_partition


def install() -> None:
    register("AWS::S3::BucketPolicy", _put_policy, update=_put_policy, delete=_delete_policy)
    FakeBucket.get_permission = _permission
    for name in ("create_from_cloudformation_json", "update_from_cloudformation_json"):
        _complete(name)


def _backend(account, region):
    return s3_backends[account][get_partition(region)]


def _complete(name) -> None:
    inner = getattr(FakeBucket, name).__func__

    def outer(cls, *args, **kwargs):
        bucket = inner(cls, *args, **kwargs)
        given = kwargs.get("cloudformation_json") or args[1]
        _apply(bucket, given.get("Properties") or {})
        return bucket

    setattr(FakeBucket, name, classmethod(outer))


def _apply(bucket, properties) -> None:
    backend = _backend(bucket.account_id, bucket.region_name)
    block = properties.get("PublicAccessBlockConfiguration")
    if block is not None:
        backend.put_public_access_block(bucket.name, {key: str(value).lower() for key, value in block.items()})
    versioning = properties.get("VersioningConfiguration")
    if versioning is not None:
        backend.put_bucket_versioning(bucket.name, versioning["Status"])
    ownership = properties.get("OwnershipControls")
    if ownership is not None:
        backend.put_bucket_ownership_controls(
            bucket.name, {"Rule": {"ObjectOwnership": ownership["Rules"][0]["ObjectOwnership"]}}
        )
    lifecycle = properties.get("LifecycleConfiguration")
    if lifecycle is not None:
        backend.put_bucket_lifecycle_configuration(bucket.name, [_rule(rule) for rule in lifecycle["Rules"]])
    if "NotificationConfiguration" in properties:
        backend.put_bucket_notification_configuration(
            bucket.name, _notifications(properties["NotificationConfiguration"])
        )


def _rule(rule):
    """From CloudFormation's words to those of the API."""
    made = {"ID": rule.get("Id"), "Status": rule["Status"], "Filter": {"Prefix": rule.get("Prefix", "")}}
    if "ExpirationInDays" in rule:
        made["Expiration"] = {"Days": str(rule["ExpirationInDays"])}
    noncurrent = rule.get("NoncurrentVersionExpiration")
    if noncurrent is not None:
        made["NoncurrentVersionExpiration"] = {"NoncurrentDays": str(noncurrent["NoncurrentDays"])}
    multipart = rule.get("AbortIncompleteMultipartUpload")
    if multipart is not None:
        made["AbortIncompleteMultipartUpload"] = {"DaysAfterInitiation": str(multipart["DaysAfterInitiation"])}
    return made


def _notifications(configuration):
    known = {"QueueConfigurations"}
    if set(configuration) - known:
        raise ValueError(f"notifications of other sorts than {known}: {sorted(set(configuration) - known)}")
    return {
        "QueueConfiguration": [
            {"Queue": one["Queue"], "Event": [one["Event"]], "Filter": _filter(one.get("Filter"))}
            for one in configuration.get("QueueConfigurations", [])
        ]
    }


def _filter(given):
    if given is None:
        return None
    return {"S3Key": {"FilterRule": [{"Name": one["Name"], "Value": one["Value"]} for one in given["S3Key"]["Rules"]]}}


def _put_policy(name, properties, account, region):
    document = json.dumps(properties["PolicyDocument"]).encode()
    _backend(account, region).put_bucket_policy(properties["Bucket"], document)
    return name, {}


def _delete_policy(_name, properties, account, region):
    _backend(account, region).delete_bucket_policy(properties["Bucket"])


def _permission(bucket, action, resource):
    """moto takes every statement for unconditional, which would lock each bucket that wants TLS. A statement counts
    here when each of its conditions holds for the request at hand; a condition that cannot be judged here (whose role
    it is, whether it came by TLS) is taken not to hold."""
    if bucket.policy is None:
        return PermissionResult.NEUTRAL
    document = json.loads(bucket.policy)
    statements = document["Statement"]
    if not isinstance(statements, list):
        statements = [statements]
    held = [one for one in statements if all(_holds(*condition) for condition in one.get("Condition", {}).items())]
    return IAMPolicy(json.dumps({**document, "Statement": held})).is_action_permitted(action, resource)


def _holds(operator, values):
    if operator != "Null" or list(values) != ["s3:if-none-match"]:
        return False
    wanted = str(values["s3:if-none-match"]).lower() == "true"
    return ("If-None-Match" not in request.headers) == wanted
