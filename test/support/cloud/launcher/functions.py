"""Lambda: what moto's CloudFormation leaves out of a function, and runs by a runner outside (test/support/cloud/runner.ts)
in place of Docker."""

import base64
import json
import os
import pathlib
import threading
import traceback

import requests
from custom_type import register
from moto.awslambda.models import LambdaFunction, lambda_backends

# moto keeps none of them.
_PASSED_OVER = ("LoggingConfig", "RecursiveLoop", "TracingConfig", "DeadLetterConfig")


def install() -> None:
    register("AWS::Lambda::EventInvokeConfig", _configure_events, update=_configure_events, delete=_forget_events)
    _keep_every_setting()
    LambdaFunction._invoke_lambda = _run
    LambdaFunction.invoke = _invoke


def _keep_every_setting() -> None:
    create = LambdaFunction.create_from_cloudformation_json.__func__
    update = LambdaFunction.update_from_cloudformation_json.__func__
    describe = LambdaFunction.get_configuration

    def created(cls, *args, **kwargs):
        return _settle(create(cls, *args, **kwargs), kwargs.get("cloudformation_json") or args[1])

    def updated(cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name):
        code = cloudformation_json["Properties"]["Code"]
        if "ZipFile" in code:
            # moto makes a zip of plain text only when a function is created.
            code["ZipFile"] = base64.b64encode(cls._create_zipfile_from_plaintext_code(code["ZipFile"]))
        function = update(cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name)
        return _settle(function, cloudformation_json)

    def described(function, on_create=False):
        return {**describe(function, on_create), **getattr(function, "passed_over", {})}

    LambdaFunction.create_from_cloudformation_json = classmethod(created)
    LambdaFunction.update_from_cloudformation_json = classmethod(updated)
    LambdaFunction.get_configuration = described


def _settle(function, cloudformation_json):
    properties = cloudformation_json["Properties"]
    function.architectures = properties.get("Architectures", ["x86_64"])
    function.reserved_concurrency = properties.get("ReservedConcurrentExecutions")
    function.environment_vars = properties.get("Environment", {}).get("Variables", {})
    function.tags = {tag["Key"]: tag["Value"] for tag in properties.get("Tags", [])}
    function.ephemeral_storage = properties.get("EphemeralStorage", {}).get("Size", 512)
    function.passed_over = {key: properties[key] for key in _PASSED_OVER if key in properties}
    return function


def _configure_events(name, properties, account, region):
    backend = lambda_backends[account][region]
    function = backend.get_function(properties["FunctionName"])
    function.event_invoke_config.clear()
    keys = ("MaximumEventAgeInSeconds", "MaximumRetryAttempts", "DestinationConfig")
    config = {key: properties[key] for key in keys if key in properties}
    for key in keys[:2]:
        if key in config:
            config[key] = int(config[key])
    backend.put_function_event_invoke_config(properties["FunctionName"], config)
    return name, {}


def _forget_events(_name, properties, account, region):
    backend = lambda_backends[account][region]
    if properties["FunctionName"] in {one.function_name for one in backend.list_functions()}:
        backend.get_function(properties["FunctionName"]).event_invoke_config.clear()


def _invoke(function, body, request_headers, response_headers):
    kind = request_headers.get("x-amz-invocation-type", "RequestResponse")
    if kind == "DryRun":
        return ""
    event = body.decode() if isinstance(body, bytes) else (body or "{}")
    json.loads(event)
    if kind == "Event":
        threading.Thread(target=_run_later, args=(function, event), daemon=True).start()
        return ""
    payload, failed, _logs = function._invoke_lambda(event)
    if failed:
        response_headers["x-amz-function-error"] = "Unhandled"
    return payload.encode()


def _run_later(function, event) -> None:
    """As Lambda does with an asynchronous event: an error is tried again twice unless the function says otherwise. (Lambda
    waits a minute, then two; here it is at once.)"""
    config = function.event_invoke_config[0].config if function.event_invoke_config else {}
    try:
        for _ in range(1 + config.get("MaximumRetryAttempts", 2)):
            _payload, failed, _logs = function._invoke_lambda(event)
            if not failed:
                return
    except Exception:
        traceback.print_exc()


def _run(function, event=None):
    runner = os.environ.get("PROBEWRIGHT_RUNNER")
    if runner is None:
        raise RuntimeError("a function was invoked, and the emulator was started without a runner")
    answer = requests.post(
        runner,
        json={
            "name": function.function_name,
            "arn": function.function_arn,
            "region": function.region,
            "handler": function.handler,
            "timeoutSeconds": int(function.timeout),
            "memoryMb": int(function.memory_size),
            "variables": function.environment_vars,
            "sha256": function.code_sha_256,
            "zip": str(_code(function)),
            "event": event,
        },
        timeout=int(function.timeout) + 120,
    )
    answer.raise_for_status()
    result = answer.json()
    return result["payload"], result["failed"], ""


def _code(function) -> pathlib.Path:
    """On disk once for each version."""
    folder = pathlib.Path(os.environ["PROBEWRIGHT_CODE"])
    path = folder / f"{function.code_sha_256.replace('/', '_')}.zip"
    if not path.exists():
        partial = folder / f"{threading.get_ident()}.partial"
        partial.write_bytes(function.code_bytes)
        partial.rename(path)
    return path
