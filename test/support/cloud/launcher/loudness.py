"""moto passes over what it does not know with a line in its log; here that fails the stack."""

import traceback

from moto.cloudformation import models, parsing
from moto.cloudformation.exceptions import ValidationError


def install() -> None:
    _refuse_unknown_types()
    _refuse_unknown_updates()
    _say_why_a_stack_failed()


def _refuse_unknown_types() -> None:
    known = parsing.resource_class_from_type

    def resource_class_from_type(resource_type):
        found = known(resource_type)
        if found is None and resource_type not in parsing.NULL_MODELS:
            raise ValidationError(message=f"the emulator does not support the type {resource_type}")
        return found

    parsing.resource_class_from_type = resource_class_from_type


def _refuse_unknown_updates() -> None:
    update = parsing.parse_and_update_resource

    def parse_and_update_resource(logical_id, resource_json, resources_map, account_id, region_name):
        changed = update(logical_id, resource_json, resources_map, account_id, region_name)
        if changed is None:
            raise ValidationError(message=f"the emulator cannot update {logical_id} ({resource_json['Type']})")
        return changed

    parsing.parse_and_update_resource = parse_and_update_resource


def _say_why_a_stack_failed() -> None:
    """What another service of moto refuses would be an answer that CloudFormation's clients cannot read, and a fault in a
    model an answer 500, which they try again and then misread."""
    for name in ("create_stack", "update_stack"):
        _wrap(models.CloudFormationBackend, name)


def _wrap(backend, name) -> None:
    inner = getattr(backend, name)

    def outer(self, *args, **kwargs):
        try:
            return inner(self, *args, **kwargs)
        except Exception as error:
            if type(error).__module__ == ValidationError.__module__:
                raise
            traceback.print_exc()
            raise ValidationError(message=f"{type(error).__name__}: {error}") from error

    setattr(backend, name, outer)
