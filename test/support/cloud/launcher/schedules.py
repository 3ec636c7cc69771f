"""EventBridge Scheduler: kept and answered; nothing here fires (test/support/cloud/ticker.ts does)."""

from custom_type import register
from moto.scheduler.models import scheduler_backends


def install() -> None:
    register(
        "AWS::Scheduler::ScheduleGroup", _create_group, named_by="Name", attributes=("Arn",), delete=_delete_group
    )
    register(
        "AWS::Scheduler::Schedule",
        _create,
        named_by="Name",
        attributes=("Arn",),
        update=_update,
        delete=lambda name, properties, account, region: scheduler_backends[account][region].delete_schedule(
            properties.get("GroupName"), name
        ),
    )


def _create_group(name, properties, account, region):
    group = scheduler_backends[account][region].create_schedule_group(name, properties.get("Tags") or [])
    return name, {"Arn": group.arn}


def _delete_group(name, _properties, account, region):
    scheduler_backends[account][region].delete_schedule_group(name)


def _settings(properties):
    return {
        "description": properties.get("Description"),
        "end_date": properties.get("EndDate"),
        "flexible_time_window": properties["FlexibleTimeWindow"],
        "group_name": properties.get("GroupName"),
        "kms_key_arn": properties.get("KmsKeyArn"),
        "schedule_expression": properties["ScheduleExpression"],
        "schedule_expression_timezone": properties.get("ScheduleExpressionTimezone"),
        "start_date": properties.get("StartDate"),
        "state": properties.get("State") or "ENABLED",
        "target": properties["Target"],
    }


def _create(name, properties, account, region):
    backend = scheduler_backends[account][region]
    # moto would make a schedule in a group that is not there.
    backend.get_schedule_group(properties.get("GroupName"))
    schedule = backend.create_schedule(name=name, action_after_completion=None, **_settings(properties))
    return name, {"Arn": schedule.arn}


def _update(name, properties, account, region):
    schedule = scheduler_backends[account][region].update_schedule(name=name, **_settings(properties))
    return name, {"Arn": schedule.arn}
