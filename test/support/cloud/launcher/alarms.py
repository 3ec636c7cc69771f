"""CloudWatch alarms: kept and answered, never evaluated."""

from custom_type import register
from moto.cloudwatch.models import Dimension, Metric, MetricDataQuery, MetricStat, cloudwatch_backends


def install() -> None:
    register(
        "AWS::CloudWatch::Alarm", _put, named_by="AlarmName", attributes=("Arn",), update=_put, delete=_delete
    )


def _put(name, properties, account, region):
    backend = cloudwatch_backends[account][region]
    alarm = backend.put_metric_alarm(
        name=name,
        namespace=properties.get("Namespace"),
        metric_name=properties.get("MetricName"),
        comparison_operator=properties["ComparisonOperator"],
        evaluation_periods=int(properties["EvaluationPeriods"]),
        period=properties.get("Period"),
        threshold=properties.get("Threshold"),
        statistic=properties.get("Statistic"),
        extended_statistic=properties.get("ExtendedStatistic"),
        description=properties.get("AlarmDescription"),
        dimensions=properties.get("Dimensions", []),
        alarm_actions=properties.get("AlarmActions", []),
        ok_actions=properties.get("OKActions", []),
        insufficient_data_actions=properties.get("InsufficientDataActions", []),
        datapoints_to_alarm=properties.get("DatapointsToAlarm"),
        metric_data_queries=[_query(one) for one in properties.get("Metrics", [])] or None,
        treat_missing_data=properties.get("TreatMissingData"),
        actions_enabled=properties.get("ActionsEnabled", True),
        unit=properties.get("Unit"),
        tags=properties.get("Tags"),
    )
    return name, {"Arn": alarm.alarm_arn}


def _query(query):
    stat = query.get("MetricStat")
    return MetricDataQuery(
        query_id=query["Id"],
        label=query.get("Label", ""),
        period=query.get("Period", 60),
        return_data=query.get("ReturnData", True),
        expression=query.get("Expression"),
        metric_stat=None if stat is None else _metric_stat(stat),
    )


def _metric_stat(stat):
    metric = stat["Metric"]
    dimensions = [Dimension(one["Name"], one["Value"]) for one in metric.get("Dimensions", [])]
    return MetricStat(
        metric=Metric(metric["MetricName"], metric["Namespace"], dimensions),
        period=str(stat["Period"]),
        stat=stat["Stat"],
        unit=stat.get("Unit"),
    )


def _delete(name, _properties, account, region):
    cloudwatch_backends[account][region].delete_alarms([name])
