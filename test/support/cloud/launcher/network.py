"""EC2: rules for what goes out of a security group; attributes of addresses and subnets."""

from custom_type import register
from moto.ec2.models import ec2_backends
from moto.ec2.models.elastic_ip_addresses import ElasticAddress
from moto.ec2.models.subnets import Subnet


def install() -> None:
    register("AWS::EC2::SecurityGroupEgress", _allow, delete=_refuse)
    _know(ElasticAddress, "PublicIp", lambda address: address.public_ip)
    _know(Subnet, "SubnetId", lambda subnet: subnet.id)


def _know(model, attribute, value_of) -> None:
    known, value = model.has_cfn_attr.__func__, model.get_cfn_attribute
    model.has_cfn_attr = classmethod(lambda cls, attr: attr == attribute or known(cls, attr))
    model.get_cfn_attribute = lambda self, attr: value_of(self) if attr == attribute else value(self, attr)


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
