"""A CloudFormation type, made of the functions that create and delete it."""

from moto.cloudformation import parsing
from moto.core.common_models import CloudFormationModel

# moto finds types as the subclasses that are alive.
_KEPT: list[type] = []


def register(cfn_type, create, *, named_by=None, attributes=(), update=None, delete=None):
    """`create(name, properties, account, region)` makes the thing and returns its physical id and the values of its
    attributes. Without `update`, a change deletes and creates again; with it, `update` has create's parameters, with
    the physical id for a name. `delete(physical_id, properties, account, region)`."""

    class Resource(CloudFormationModel):
        # moto takes a service's name from the second part.
        __module__ = "moto.launcher.models"

        def __init__(self, made, properties):
            self.physical_resource_id, self.values = made
            self.type = cfn_type
            self.properties = properties

        @staticmethod
        def cloudformation_type():
            return cfn_type

        @staticmethod
        def cloudformation_name_type():
            return named_by

        @classmethod
        def has_cfn_attr(cls, attr):
            return attr in attributes

        def get_cfn_attribute(self, attribute_name):
            return self.values[attribute_name]

        def is_created(self):
            return True

        @classmethod
        def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
            properties = cloudformation_json.get("Properties") or {}
            return cls(create(resource_name, properties, account_id, region_name), properties)

        @classmethod
        def update_from_cloudformation_json(
            cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name
        ):
            old = original_resource.physical_resource_id
            properties = cloudformation_json.get("Properties") or {}
            if update is not None:
                return cls(update(old, properties, account_id, region_name), properties)
            original_resource.delete(account_id, region_name)
            # A name that nobody gave stays what it was; one that was given may be another now.
            name = new_resource_name if named_by is None or named_by in properties else old
            return cls(create(name, properties, account_id, region_name), properties)

        def delete(self, account_id, region_name):
            if delete is not None:
                delete(self.physical_resource_id, self.properties, account_id, region_name)

    _KEPT.append(Resource)


def forget_known_types() -> None:
    for cached in (parsing.get_model_list, parsing.get_model_map, parsing.get_name_type_map):
        cached.cache_clear()
