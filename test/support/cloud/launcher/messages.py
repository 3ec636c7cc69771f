"""SNS subscriptions and the policies of topics and queues; queues whose settings change; no delivery to functions on
the spot: that is what the poller of an event source mapping does."""

import json

from custom_type import register
from moto.sns.models import sns_backends
from moto.sqs.models import Queue, sqs_backends

_SUBSCRIPTION_SETTINGS = ("FilterPolicyScope", "FilterPolicy", "RedrivePolicy", "RawMessageDelivery")
_QUEUE_SETTINGS = (
    "DelaySeconds",
    "MaximumMessageSize",
    "MessageRetentionPeriod",
    "ReceiveMessageWaitTimeSeconds",
    "RedrivePolicy",
    "VisibilityTimeout",
)


def install() -> None:
    register("AWS::SNS::Subscription", _subscribe, attributes=("Arn",), delete=_unsubscribe)
    register("AWS::SNS::TopicPolicy", _put_topic_policy, update=_put_topic_policy)
    register("AWS::SQS::QueuePolicy", _put_queue_policy, update=_put_queue_policy)
    Queue.update_from_cloudformation_json = classmethod(_update_queue)
    _leave_polling_to_pollers()


def _leave_polling_to_pollers() -> None:
    add = Queue.add_message

    def add_message(queue, message):
        mappings, queue.lambda_event_source_mappings = queue.lambda_event_source_mappings, {}
        try:
            add(queue, message)
        finally:
            queue.lambda_event_source_mappings = mappings

    Queue.add_message = add_message


def _subscribe(_name, properties, account, region):
    backend = sns_backends[account][properties.get("Region") or region]
    subscription = backend.subscribe(properties["TopicArn"], properties["Endpoint"], properties["Protocol"])
    for setting in _SUBSCRIPTION_SETTINGS:
        value = properties.get(setting)
        if value is not None:
            text = value if isinstance(value, str) else json.dumps(value)
            backend.set_subscription_attributes(subscription.arn, setting, text)
    return subscription.arn, {"Arn": subscription.arn}


def _unsubscribe(arn, properties, account, region):
    sns_backends[account][properties.get("Region") or region].unsubscribe(arn)


def _put_topic_policy(name, properties, account, region):
    for topic in properties["Topics"]:
        sns_backends[account][region].get_topic(topic).policy = json.dumps(properties["PolicyDocument"])
    return name, {}


def _put_queue_policy(name, properties, account, region):
    for url in properties["Queues"]:
        queue = sqs_backends[account][region].get_queue(url.rsplit("/", 1)[-1])
        queue.policy = json.dumps(properties["PolicyDocument"])
    return name, {}


def _update_queue(_cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name):
    properties = cloudformation_json.get("Properties") or {}
    queue = sqs_backends[account_id][region_name].get_queue(original_resource.name)
    changed = {key: properties[key] for key in _QUEUE_SETTINGS if key in properties}
    # It would forget the policy.
    queue._set_attributes({**changed, "Policy": queue.policy})
    return queue
