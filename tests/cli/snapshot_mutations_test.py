"""One value of a collected snapshot goes bad, and no verdict turns into another one.

Every value of a small snapshot becomes, one at a time, null, a number, true, an empty list, an empty map, a list of
null, or goes away.  Each answer must be what it was, or undecided.  Values that AWS itself gives with another meaning
are listed by hand.

CANREACH_MUTATIONS=all tries every replacement of every value; else each value meets one of them.
"""
import copy
import json
import os
import unittest

import program
from program import ask

ALL = os.environ.get("CANREACH_MUTATIONS") == "all"
GUEST = "198.51.100.7"
ROUTES = [("10.0.0.0/16", {"GatewayId": "local"}), ("10.9.0.0/16", {"GatewayId": "local"})]
DROP = object()
REPLACEMENTS = [None, 7, True, [], {}, [None], DROP]


def route_table(name, routes, associations):
    rows = [dict(target, DestinationCidrBlock=cidr, State="active", Origin="CreateRoute")
            for cidr, target in ROUTES + routes]
    return {"RouteTableId": name, "VpcId": "vpc-1", "OwnerId": "111122223333", "Routes": rows,
            "PropagatingVgws": [], "Tags": [],
            "Associations": [dict(a, AssociationState={"State": "associated"}) for a in associations]}


def entry(number, egress, action="allow", ports=None):
    row = {"RuleNumber": number, "Protocol": "-1", "RuleAction": action, "Egress": egress, "CidrBlock": "0.0.0.0/0"}
    return row | ({"Protocol": "6", "PortRange": {"From": ports, "To": ports}} if ports else {})


def network_acl(name, is_default, subnets, entries):
    last = [dict(entry(32767, egress, "deny")) for egress in (True, False)]
    return {"NetworkAclId": name, "VpcId": "vpc-1", "IsDefault": is_default, "Entries": entries + last,
            "Associations": [{"NetworkAclId": name, "SubnetId": subnet} for subnet in subnets]}


def permission(port, **peers):
    row = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": [], "Ipv6Ranges": [],
           "PrefixListIds": [], "UserIdGroupPairs": []}
    return row | peers


def security_group(name, permissions):
    everything = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}], "Ipv6Ranges": [], "PrefixListIds": [],
                  "UserIdGroupPairs": []}
    return {"GroupId": name, "GroupName": name, "VpcId": "vpc-1", "OwnerId": "111122223333",
            "IpPermissions": permissions, "IpPermissionsEgress": [everything]}


def interface(name, subnet, address, groups, public=None, **more):
    row = {"NetworkInterfaceId": name, "SubnetId": subnet, "VpcId": "vpc-1", "PrivateIpAddress": address,
           "Status": "in-use", "SourceDestCheck": True, "InterfaceType": "interface",
           "Groups": [{"GroupId": group, "GroupName": group} for group in groups],
           "PrivateIpAddresses": [{"PrivateIpAddress": address, "Primary": True}], "Ipv6Addresses": [], "TagSet": []}
    if public:
        row["Association"] = {"PublicIp": public, "IpOwnerId": "111122223333"}
        row["PrivateIpAddresses"][0]["Association"] = {"PublicIp": public, "IpOwnerId": "111122223333"}
    return row | more


def instance(name, own, role=None):
    own = dict(own, Attachment={"DeviceIndex": 0, "AttachmentId": "eni-attach-" + name})
    row = {"InstanceId": "i-" + name, "State": {"Code": 16, "Name": "running"}, "SubnetId": own["SubnetId"],
           "VpcId": "vpc-1", "PrivateIpAddress": own["PrivateIpAddress"], "NetworkInterfaces": [own],
           "SecurityGroups": own["Groups"], "SourceDestCheck": True, "Tags": [{"Key": "Name", "Value": name}]}
    if role:
        row["IamInstanceProfile"] = {"Arn": f"arn:aws:iam::111122223333:instance-profile/{role}", "Id": "AIPA"}
    return row


def attached(row):
    name = row["NetworkInterfaceId"].split("-", 1)[1]
    return dict(row, Attachment={"InstanceId": "i-" + name, "DeviceIndex": 0})


WEB = interface("eni-web", "subnet-p", "10.0.1.10", ["sg-web"], "198.51.100.10")
APP = interface("eni-app", "subnet-a", "10.0.2.10", ["sg-app"])
JOB = interface("eni-job", "subnet-b", "10.9.1.10", ["sg-app"])
DATABASE = interface("eni-db", "subnet-b", "10.9.1.20", ["sg-db"], Description="RDSNetworkInterface",
                     RequesterId="amazon-rds", RequesterManaged=True)
NAT = interface("eni-nat", "subnet-p", "10.0.1.5", [], "198.51.100.5", InterfaceType="nat_gateway",
                SourceDestCheck=False, Description="Interface for NAT Gateway nat-1")
QUEUE = interface("eni-sqs", "subnet-a", "10.0.2.30", ["sg-sqs"], InterfaceType="vpc_endpoint",
                  Description="VPC Endpoint Interface vpce-sqs")

CODE = interface("eni-etl", "subnet-a", "10.0.2.40", ["sg-app"], InterfaceType="lambda",
                 Description="AWS Lambda VPC ENI-etl", RequesterManaged=True)


def allow(actions, resource):
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": resource}]}


SNAPSHOT = {
    "Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "State": "available", "OwnerId": "111122223333",
              "DhcpOptionsId": "default", "IsDefault": False, "CidrBlockAssociationSet": [
                  {"CidrBlock": cidr, "CidrBlockState": {"State": "associated"}}
                  for cidr in ("10.0.0.0/16", "10.9.0.0/16")]}],
    "Subnets": [{"SubnetId": name, "VpcId": "vpc-1", "CidrBlock": cidr, "AvailabilityZone": "us-east-1a",
                 "AvailabilityZoneId": "use1-az1", "State": "available", "MapPublicIpOnLaunch": False,
                 "Ipv6CidrBlockAssociationSet": []}
                for name, cidr in (("subnet-p", "10.0.1.0/24"), ("subnet-a", "10.0.2.0/24"),
                                   ("subnet-b", "10.9.1.0/24"))],
    "RouteTables": [
        route_table("rtb-main", [], [{"Main": True}]),
        route_table("rtb-p", [("0.0.0.0/0", {"GatewayId": "igw-1"})], [{"Main": False, "SubnetId": "subnet-p"}]),
        route_table("rtb-a", [("0.0.0.0/0", {"NatGatewayId": "nat-1"}),
                              ("10.20.0.0/16", {"VpcPeeringConnectionId": "pcx-1"}),
                              ("10.30.0.0/16", {"TransitGatewayId": "tgw-1"})],
                    [{"Main": False, "SubnetId": "subnet-a"}])],
    "NetworkAcls": [
        network_acl("acl-default", True, ["subnet-p", "subnet-a"], [entry(100, True), entry(100, False)]),
        network_acl("acl-b", False, ["subnet-b"],
                    [entry(90, False, "deny", 22), entry(100, True), entry(100, False)])],
    "SecurityGroups": [
        security_group("sg-web", [permission(443, IpRanges=[{"CidrIp": "0.0.0.0/0"}]),
                                  permission(22, IpRanges=[{"CidrIp": "203.0.113.0/24"}])]),
        security_group("sg-app", [permission(8080, UserIdGroupPairs=[{"GroupId": "sg-web", "UserId": "111122223333"}]),
                                  permission(22, PrefixListIds=[{"PrefixListId": "pl-1"}])]),
        security_group("sg-db", [permission(5432, UserIdGroupPairs=[{"GroupId": "sg-app", "UserId": "111122223333"}])]),
        security_group("sg-sqs", [permission(443, IpRanges=[{"CidrIp": "10.0.2.0/24"}])])],
    "PrefixLists": [{"PrefixListId": "pl-1", "PrefixListName": "admins", "Cidrs": ["10.0.1.0/24"]}],
    "InternetGateways": [{"InternetGatewayId": "igw-1", "Attachments": [{"State": "available", "VpcId": "vpc-1"}]}],
    "NatGateways": [{"NatGatewayId": "nat-1", "VpcId": "vpc-1", "SubnetId": "subnet-p", "State": "available",
                     "ConnectivityType": "public", "NatGatewayAddresses": [
                         {"NetworkInterfaceId": "eni-nat", "PrivateIp": "10.0.1.5", "PublicIp": "198.51.100.5",
                          "IsPrimary": True}]}],
    "VpcPeeringConnections": [{
        "VpcPeeringConnectionId": "pcx-1", "Status": {"Code": "active"},
        "RequesterVpcInfo": {"VpcId": "vpc-1", "OwnerId": "111122223333", "Region": "us-east-1",
                             "CidrBlock": "10.0.0.0/16", "CidrBlockSet": [{"CidrBlock": "10.0.0.0/16"}]},
        "AccepterVpcInfo": {"VpcId": "vpc-9", "OwnerId": "444455556666", "Region": "us-east-1",
                            "CidrBlock": "10.20.0.0/16", "CidrBlockSet": [{"CidrBlock": "10.20.0.0/16"}]}}],
    "VpcEndpoints": [{"VpcEndpointId": "vpce-sqs", "VpcEndpointType": "Interface", "VpcId": "vpc-1",
                      "ServiceName": "com.amazonaws.us-east-1.sqs", "State": "available", "SubnetIds": ["subnet-a"],
                      "NetworkInterfaceIds": ["eni-sqs"], "Groups": [{"GroupId": "sg-sqs"}], "RouteTableIds": [],
                      "PrivateDnsEnabled": True, "PolicyDocument": json.dumps(
                          {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]})}],
    "TransitGateways": [{"TransitGatewayId": "tgw-1", "State": "available", "OwnerId": "111122223333",
                         "Options": {"SecurityGroupReferencingSupport": "disable"}}],
    "TransitGatewayAttachments": [{
        "TransitGatewayAttachmentId": "tgw-attach-1", "TransitGatewayId": "tgw-1", "ResourceType": "vpc",
        "ResourceId": "vpc-1", "State": "available",
        "Association": {"TransitGatewayRouteTableId": "tgw-rtb-1", "State": "associated"}}],
    "TransitGatewayVpcAttachments": [{
        "TransitGatewayAttachmentId": "tgw-attach-1", "TransitGatewayId": "tgw-1", "VpcId": "vpc-1",
        "State": "available", "SubnetIds": ["subnet-a"], "Options": {"Ipv6Support": "disable"}}],
    "TransitGatewayRouteTables": [{"TransitGatewayRouteTableId": "tgw-rtb-1", "TransitGatewayId": "tgw-1",
                                   "State": "available"}],
    "NetworkInterfaces": [attached(WEB), attached(APP), attached(JOB), DATABASE, NAT, QUEUE, CODE],
    "Reservations": [{"OwnerId": "111122223333", "Instances": [
        instance("web", WEB), instance("app", APP, "app-role"), instance("job", JOB)]}],
    "DBInstances": [{"DBInstanceIdentifier": "orders", "Engine": "postgres", "DBInstanceStatus": "available",
                     "Endpoint": {"Port": 5432}, "PubliclyAccessible": False, "MultiAZ": False,
                     "AvailabilityZone": "us-east-1a", "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-db"}],
                     "DBSubnetGroup": {"DBSubnetGroupName": "g", "VpcId": "vpc-1",
                                       "Subnets": [{"SubnetIdentifier": "subnet-b"}]}}],
    "Functions": [{"FunctionName": "etl", "FunctionArn": "arn:aws:lambda:us-east-1:111122223333:function:etl",
                   "Role": "arn:aws:iam::111122223333:role/app-role",
                   "VpcConfig": {"VpcId": "vpc-1", "SubnetIds": ["subnet-a"], "SecurityGroupIds": ["sg-app"]}}],
    "VpcBlockPublicAccessOptions": {"AwsAccountId": "111122223333", "AwsRegion": "us-east-1",
                                    "State": "update-complete", "InternetGatewayBlockMode": "off"},
    "RoleDetailList": [{
        "RoleName": "app-role", "RoleId": "AROA", "Path": "/", "Arn": "arn:aws:iam::111122223333:role/app-role",
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]},
        "InstanceProfileList": [{"InstanceProfileName": "app-role",
                                 "Arn": "arn:aws:iam::111122223333:instance-profile/app-role"}],
        "RolePolicyList": [{"PolicyName": "read", "PolicyDocument": allow("s3:GetObject", "arn:aws:s3:::assets/*")}],
        "AttachedManagedPolicies": [{"PolicyName": "more", "PolicyArn": "arn:aws:iam::111122223333:policy/more"}]}],
    "UserDetailList": [],
    "GroupDetailList": [],
    "Policies": [{"PolicyName": "more", "Arn": "arn:aws:iam::111122223333:policy/more", "DefaultVersionId": "v1",
                  "PolicyVersionList": [{"VersionId": "v1", "IsDefaultVersion": True,
                                         "Document": allow("s3:ListBucket", "arn:aws:s3:::assets")}]}],
}
# No value stands in two places.
SNAPSHOT = json.loads(json.dumps(SNAPSHOT))
ROUTES_OF_TABLE = {"Routes": [{"DestinationCidrBlock": "10.0.0.0/16", "Type": "propagated", "State": "active",
                               "TransitGatewayAttachments": [{"TransitGatewayAttachmentId": "tgw-attach-1",
                                                              "ResourceType": "vpc", "ResourceId": "vpc-1"}]}]}


# What holds of the snapshot, as intents.
ALLOWED = [
    f"{GUEST} -> i-web:443", "203.0.113.9 -> i-web:22", "i-web -> i-app:8080", "i-web -> i-app:22",
    f"i-app -> {GUEST}:443", "i-app -> orders:5432", "i-job -> orders:5432", "etl -> orders:5432",
    "i-app -> vpce-sqs:443",
]
DENIED = [
    f"{GUEST} -> i-web:22", "i-job -> i-app:22", f"{GUEST} -> i-app:8080", f"i-job -> {GUEST}:443",
    "i-web -> orders:5432", "i-app -> i-job:22", "i-app -> 10.30.0.1:443",
]
MAY_CALL = ["i-app s3:GetObject arn:aws:s3:::assets/a", "etl s3:ListBucket arn:aws:s3:::assets"]
MAY_NOT_CALL = ["i-app s3:DeleteObject arn:aws:s3:::assets/a"]
INTENTS = [{"id": f"{kind}-{number}", kind: text}
           for kind, texts in (("allow", ALLOWED), ("deny", DENIED), ("can_call", MAY_CALL),
                               ("cannot_call", MAY_NOT_CALL))
           for number, text in enumerate(texts)]


def paths(value, path=()):
    """The places of all values, the outermost left out."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield path + (key,)
        yield from paths(child, path + (key,))


def mutated(snapshot, path, replacement):
    """None: it would be no change, or one that means something."""
    result = copy.deepcopy(snapshot)
    *parents, last = path
    here = result
    for key in parents:
        here = here[key]
    old = here[last]
    if type(old) is type(replacement) and (old == replacement or not isinstance(old, list) or replacement == []):
        return None
    if replacement is not DROP:
        here[last] = replacement
    elif isinstance(here, dict):
        del here[last]
    else:
        return None
    return result


def asked(snapshot):
    return {"op": "check", "spec": json.dumps({"intents": INTENTS}), "files": [
        {"name": "snapshot.json", "text": json.dumps(snapshot)},
        {"name": "ec2_search-transit-gateway-routes@tgw-rtb-1.json", "text": json.dumps(ROUTES_OF_TABLE)}]}


def failing(answer):
    """The intents that surely do not hold."""
    if "error" in answer:
        return [answer["error"]["message"]]
    return [one["text"] for one in answer["intents"] if one["verdict"] == "fails"]


def word(replacement):
    return "gone" if replacement is DROP else json.dumps(replacement)


def means_something(path, replacement):
    """Is this what AWS, or a collector that writes null for what is absent, gives with another meaning?"""
    names = [key for key in path if isinstance(key, str)]
    if "Statement" in names:
        return True  # the grammar of policies, which AWS has checked
    if replacement is None or replacement is DROP:
        return any(names[-len(end):] == end for end in ABSENT)
    return False


# What may be absent, by the ends of the paths, and what that means.
ABSENT = [
    ["IamInstanceProfile"],  # the instance has no role
    ["VpcConfig"],  # the function is outside every VPC
    ["Association"],  # the interface has no public address
    ["PrivateIpAddresses"],  # the first address alone
]


class SnapshotMutations(unittest.TestCase):
    def test_everything_holds_before(self):
        answer, = ask([asked(SNAPSHOT)])
        self.assertEqual([(one["text"], one["verdict"]) for one in answer["intents"]],
                         [(one["text"], "holds") for one in answer["intents"]])
        self.assertEqual(len(answer["intents"]), len(INTENTS))

    def test_who_has_a_role_that_cannot_be_read_may_do_anything(self):
        changed = mutated(SNAPSHOT, ("RoleDetailList", 0, "RolePolicyList"), [None])
        question = {"op": "can", "action": "s3:GetObject", "target": "arn:aws:s3:::assets/a",
                    "files": [{"name": "snapshot.json", "text": json.dumps(changed)}]}
        for answer in ask([dict(question, who=who) for who in ("i-app", "etl", "role/app-role")]):
            self.assertEqual(answer.get("verdict"), "undecided", answer)

    def test_no_bad_value_turns_a_verdict(self):
        changes = []
        for number, path in enumerate(paths(SNAPSHOT)):
            chosen = REPLACEMENTS if ALL else [REPLACEMENTS[number % len(REPLACEMENTS)]]
            for replacement in chosen:
                changed = mutated(SNAPSHOT, path, replacement)
                if changed is not None and not means_something(path, replacement):
                    changes.append((path, replacement, changed))
        self.assertGreater(len(changes), 400)
        answers = []
        for start in range(0, len(changes), 200):
            answers += ask([asked(changed) for _, _, changed in changes[start:start + 200]])
        turned = [(path, word(replacement), failing(answer))
                  for (path, replacement, _), answer in zip(changes, answers, strict=True) if failing(answer)]
        self.assertEqual([], turned, "\n" + "\n".join(map(str, turned)))


if __name__ == "__main__":
    program.main()
