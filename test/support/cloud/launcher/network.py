"""EC2: rules for what goes out of a security group."""

from custom_type import register
from moto.ec2.models import ec2_backends


def install() -> None:
    register("AWS::EC2::SecurityGroupEgress", _allow, delete=_refuse)


def _rule(properties):
    cidr = properties.get("CidrIp")
    return {
        "group_name_or_id": properties["GroupId"],
        "ip_protocol": str(properties["IpProtocol"]),
        "from_port": properties.get("FromPort"),
        "to_port": properties.get("ToPort"),
        "ip_ranges": [] if cidr is None else [{"CidrIp": cidr}],
        "source_groups": [],
    }


def _allow(name, properties, account, region):
    ec2_backends[account][region].authorize_security_group_egress(**_rule(properties))
    return name, {}


def _refuse(_name, properties, account, region):
    ec2_backends[account][region].revoke_security_group_egress(**_rule(properties))
