"""SSM parameters: CloudFormation's tags are a map, and a name may be left out."""

from moto.ssm.models import Parameter


def install() -> None:
    inner = Parameter.create_from_cloudformation_json.__func__

    def create(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
        properties = {**cloudformation_json["Properties"]}
        properties.setdefault("Name", resource_name)
        if isinstance(properties.get("Tags"), dict):
            properties["Tags"] = [{"Key": key, "Value": value} for key, value in properties["Tags"].items()]
        return inner(
            cls, resource_name, {**cloudformation_json, "Properties": properties}, account_id, region_name, **kwargs
        )

    Parameter.create_from_cloudformation_json = classmethod(create)
