"""Writes utils.json: what the filters and tests of IP addresses of the collection ansible.utils make of values and options.

    pip install ansible==12.* netaddr==1.3.* 'jinja2==3.1.*' && python generate_utils.py
"""

import importlib

from golden import Goldens

FILTER_NAMES = ["cidr_merge", "ipaddr", "ipmath", "ipsubnet", "ipv4", "ipv6", "ipwrap", "network_in_network", "network_in_usable", "next_nth_usable", "nthhost", "previous_nth_usable", "reduce_on_network"]
TEST_NAMES = ["in_any_network", "in_network", "in_one_network", "ip", "ip_address", "ipv4", "ipv4_address", "ipv4_hostmask", "ipv4_netmask", "ipv6", "ipv6_address", "loopback", "mac", "multicast", "private", "public", "reserved", "subnet_of", "supernet_of", "unspecified"]


def plugin(kind, name):
    return importlib.import_module(f"ansible_collections.ansible.utils.plugins.{kind}.{name}")


FILTERS = {name: plugin("filter", name).FilterModule().filters()[name] for name in FILTER_NAMES}
TESTS = {name: plugin("test", name).TestModule().tests()[name] for name in TEST_NAMES}
goldens = Goldens(FILTERS, TESTS)
expressions = goldens.expressions

ADDRESSES = [
    "10.0.0.5", "192.168.1.5/24", "192.168.1.0/24", "10.0.0.0/8", "10.0.0.5/32", "10.0.0.4/31", "10.0.0.5/31", "10.0.0.4/30", "10.0.0.5/30", "10.0.0.7/30", "0.0.0.0/0", "127.0.0.1", "169.254.1.1", "224.0.0.1", "224.0.0.0/4", "100.64.0.1", "8.8.8.8", "8.8.8.8/24", "255.255.255.0", "255.255.255.255", "0.0.0.255", "192.168.1.5/255.255.255.0", "192.168.1.5/0.0.0.255", "1.1.1.1/1.2.3.4",
    "::1", "2001:db8::1", "2001:db8::/32", "2001:db8::5/64", "2001:db8::/64", "fe80::1/64", "fd00::1", "ff02::1", "::ffff:10.0.0.1", "::10.0.0.1", "2002:c000:201::1", "2606:4700::1111/48", "2001:db8::1/127", "2001:db8::1/128", "::/0", "1:0:0:2::", "0:0:1::", "1::2:0:0:3",
    "x", "", "10.0.0", "10.0.0.256", "010.0.0.1", "10.0.0.1/33", "10.0.0.1/x", "10.0.0.1/", "::g", "1:2:3", "3232235777", "3232235777/24", "340282366920938463463374607431768211455", "340282366920938463463374607431768211456", "4294967296", "10.0.0.1/24/1", " 10.0.0.1", "10.0.0.1 ", "fe80::1%eth0", "::1.2.3.4.5", "1::2::3",
]
QUERIES = [
    "", "6to4", "address", "address/prefix", "bool", "broadcast", "cidr", "first_usable", "gateway", "gw", "host", "host/prefix", "hostmask", "hostnet", "int", "ip", "ip/prefix", "ip_netmask", "ipv4", "ipv6", "last_usable", "link-local", "lo", "loopback", "multicast", "net", "next_usable", "netmask", "network", "network_id", "network/prefix", "network_netmask", "network_wildcard", "peer", "prefix", "previous_usable",
    "private", "public", "range_usable", "revdns", "router", "size", "size_usable", "subnet", "type", "unicast", "version", "wildcard", "wrap", "0", "1", "-1", "-2", "5", "300", "1.5", "10.0.0.0/8", "192.168.0.0/16", "2001:db8::/32", "10.0.0.5",
]
for address in ADDRESSES:
    for query in QUERIES:
        # The filter takes usable addresses of these for IPv4's.
        if address not in ("0.0.0.0/0", "::/0") or "usable" not in query:
            goldens.add("ipaddr", "{{ v|ipaddr(q) }}", v=address, q=query)
expressions(
    "ipaddr",
    "v|ipaddr", "v|ipaddr('address')", "v|ipaddr('public')", "v|ipaddr(version=4)", "v|ipaddr(version=6)", "v|ipaddr('192.168.0.0/16')", "v|ipv4", "v|ipv6", "v|ipv4('address')", "v|ipv6('prefix')", "v|ipwrap", "v|ipv4('nosuch')",
    v=["192.168.1.5/24", "x", "10.0.0.1", "2001:db8::1", "fe80::1/64", "", 5],
)
expressions(
    "ipaddr",
    "5|ipaddr", "0|ipaddr", "true|ipaddr", "false|ipaddr", "none|ipaddr", "1.5|ipaddr", "{}|ipaddr", "[]|ipaddr", "(1, 2)|ipaddr", "'10.0.0.0/24'|ipaddr(1)", "'10.0.0.0/24'|ipaddr(-1)", "'10.0.0.0/24'|ipaddr(0)", "'10.0.0.0/24'|ipaddr('net')|ipaddr(3)|ipaddr('address')", "3232235777|ipaddr", "3232235777|ipaddr('bool')", "'10.0.0.1'|ipaddr(version=6)", "'10.0.0.1'|ipaddr('', 4)", "('10.0.0.0/24'|ipaddr('size')) - 2", "'10.0.0.1' is string and '10.0.0.1'|ipaddr", "(10**40)|ipaddr", "'10.0.0.1'|ipaddr(query='prefix')", "['10.0.0.1', '8.8.8.8']|ipaddr('private')", "'1.2.3.4'|ipaddr(alias='z', query='nosuch')", "-5|ipaddr", "5|ipv6", "5|ipv4", "['10.0.0.1/24', '::1']|map('ipaddr', 'address')|list", "'::1'|ipv4", "'10.0.0.1'|ipv6",
    "'::1'|ipwrap", "'10.0.0.1'|ipwrap", "'x'|ipwrap", "'2001:db8::1/64'|ipwrap", "'example.com'|ipwrap", "['::1', '10.0.0.1', 'h']|ipwrap", "none|ipwrap", "5|ipwrap", "true|ipwrap", "''|ipwrap", "'[::1]'|ipwrap",
)
for value in ["10.0.0.0/8", "10.0.0.0/24", "10.0.0.5", "10.0.0.5/24", "2001:db8::/32", "2001:db8::1", "x", "", "10.0.0.0/32", "10.0.0.0/31"]:
    for call in ["ipsubnet", "ipsubnet('')", "ipsubnet(16)", "ipsubnet(24)", "ipsubnet(26)", "ipsubnet(24, 0)", "ipsubnet(26, 1)", "ipsubnet(26, -1)", "ipsubnet(26, 4)", "ipsubnet(26, 300)", "ipsubnet(64, 5)", "ipsubnet(8, 3)", "ipsubnet(8, -2)", "ipsubnet(33)", "ipsubnet(129)", "ipsubnet('10.0.0.0/8')", "ipsubnet('2001::/16')", "ipsubnet('192.168.0.0/16')", "ipsubnet('x')", "ipsubnet('26', '1')", "ipsubnet(32)", "ipsubnet(32, 0)"]:
        goldens.add("ipsubnet", "{{ v|" + call + " }}", v=value)
for value in ["10.0.0.0/24", "10.0.0.5", "10.0.0.5/24", "10.0.0.250/24", "2001:db8::/64", "::", "255.255.255.255", "x", "", "10.0.0.4/30", "10.0.0.4/31", "10.0.0.0/33"]:
    for call in ["ipmath(5)", "ipmath(-1)", "ipmath(300)", "ipmath(0)", "ipmath('3')", "nthhost(1)", "nthhost('5')", "nthhost(-1)", "nthhost(300)", "nthhost('x')", "nthhost(0)", "nthhost", "nthhost('')", "next_nth_usable(1)", "next_nth_usable(2)", "next_nth_usable(10)", "next_nth_usable(500)", "previous_nth_usable(1)", "previous_nth_usable(3)", "network_in_network('10.0.0.0/8')", "network_in_network('10.0.0.7')", "network_in_network('10.0.0.0/25')", "network_in_usable('10.0.0.7')", "network_in_usable('10.0.0.0')", "network_in_usable('10.0.0.255')", "network_in_usable('10.0.0.4/31')", "network_in_usable('2001:db8::5')"]:
        goldens.add("ipmath", "{{ v|" + call + " }}", v=value)
expressions(
    "lists",
    "v|reduce_on_network('10.0.0.0/8')", "v|reduce_on_network('10.0.0.1')", "[]|reduce_on_network('10.0.0.0/8')", "v|reduce_on_network('2001:db8::/32')",
    "['10.0.0.0/25', '10.0.0.128/25']|cidr_merge", "['10.0.0.0/25', '10.0.1.128/25', '10.0.0.5']|cidr_merge", "['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/23', '2001:db8::/33', '2001:db8:8000::/33']|cidr_merge", "[]|cidr_merge", "['10.0.0.1', '10.0.0.0', '10.0.0.2', '10.0.0.3']|cidr_merge", "['10.0.0.5/24']|cidr_merge", "['10.0.0.0/24', '10.0.3.0/24']|cidr_merge('span')", "['10.0.0.5/24']|cidr_merge(action='span')", "[]|cidr_merge('span')", "['2001:db8::/64', '2001:db8:1::/64']|cidr_merge('span')", "['10.0.0.0/24']|cidr_merge('nosuch')", "['10.0.1.0/24', '10.0.2.0/24']|cidr_merge", "['10.0.1.5/24', '10.0.2.5/24', '10.9.0.1/16']|cidr_merge", "['10.0.0.0/24', '10.0.0.0/24']|cidr_merge", "['10.0.0.0/24', '10.0.0.7/32', '10.0.0.0/23']|cidr_merge",
    v=["10.0.0.1", "192.168.0.1", "10.1.0.0/16", "2001:db8::1"],
)
for address in ADDRESSES + ["aa:bb:cc:dd:ee:ff", "AA-BB-CC-DD-EE-FF", "aabb.ccdd.eeff", "aabbccddeeff", "aa:bb:cc:dd:ee", "240.0.0.1", "0.0.0.0", "::", "198.18.0.1", "172.16.5.4", "255.0.255.0", "0.255.255.255", "::ffff:8.8.8.8", "100::1", "2001:0:1::"]:
    for name in ["ip", "ip_address", "ipv4", "ipv4_address", "ipv4_hostmask", "ipv4_netmask", "ipv6", "ipv6_address", "loopback", "mac", "multicast", "private", "public", "reserved", "unspecified"]:
        goldens.add("ip_tests", "{{ v is " + name + " }}", v=address)
    for test in ["in_network('10.0.0.0/8')", "in_network('2001:db8::/32')", "subnet_of('10.0.0.0/8')", "supernet_of('10.0.0.5')", "supernet_of('10.0.0.4/31')", "in_any_network(['10.0.0.0/8', '192.168.0.0/16', 'x'])", "in_one_network(['10.0.0.0/8', '10.0.0.0/24'])", "in_network('10.0.0.1/8')"]:
        goldens.add("ip_tests", "{{ v is " + test + " }}", v=address)
expressions("ip_tests", "['10.0.0.1', '8.8.8.8']|select('in_network', '10.0.0.0/8')|list", "['10.0.0.1', 'x']|reject('ip_address')|list", "'10.0.0.1' is not private")
goldens.write("utils.json")
