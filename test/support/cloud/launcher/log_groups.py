"""CloudWatch Logs: a log group whose settings change."""

from moto.logs.models import LogGroup, logs_backends


def install() -> None:
    LogGroup.update_from_cloudformation_json = classmethod(_update_group)


def _update_group(_cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name):
    properties = cloudformation_json.get("Properties") or {}
    group = logs_backends[account_id][region_name].groups[original_resource.name]
    group.retention_in_days = properties.get("RetentionInDays")
    return group
