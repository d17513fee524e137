"""Writes core.json: what the filters and tests of ansible-core, but those of generate_ansible.py, make of values and options.

    pip install ansible-core==2.19.* 'jinja2==3.1.*' packaging && python generate_core.py
"""

import os

import jinja2
from ansible.plugins.filter import core, mathstuff, urls, urlsplit
from ansible.plugins.test import core as core_tests
from ansible.plugins.test import files, mathstuff as math_tests, uri

from golden import Goldens

os.environ["TZ"] = "UTC"
core.UndefinedMarker = jinja2.Undefined
FILTERS = {}
for module in [core, mathstuff, urls, urlsplit]:
    FILTERS.update(module.FilterModule().filters())
# Jinja2's own, which Ansible only wraps; tests of the other script; and what no deploy can have.
for name in ["map", "select", "selectattr", "reject", "rejectattr", "groupby", "default", "d"]:
    del FILTERS[name]
TESTS = {}
for module in [core_tests, files, math_tests, uri]:
    TESTS.update(module.TestModule().tests())
for name in ["defined", "undefined"]:
    del TESTS[name]

goldens = Goldens(FILTERS, TESTS)
expressions = goldens.expressions

PATHS = ["", "/", "a", "/a", "a/", "/a/b", "/a/b/", "a/b.txt", "/etc/app/app.conf", "//a//b//", "///a", "../a/./b", "a/../../b", ".", "..", ".bashrc", "a.tar.gz", "/x.y/z", "a..", "...", "é/日.txt", "a b/c d", "~/x", "~", "/a/.hidden", "a.b/c."]
for name in ["basename", "dirname", "splitext", "normpath"]:
    for path in PATHS:
        goldens.add("paths", "{{ v|" + name + " }}", v=path)
expressions(
    "paths",
    "['/etc', 'app', 'x.conf']|path_join", "['/etc/', '/app']|path_join", "['a', '', 'b']|path_join", "['a']|path_join", "'a'|path_join", "('a', 'b/')|path_join", "['', 'a']|path_join", "['a/', 'b']|path_join", "['a', '..', 'b']|path_join", "[]|path_join", "5|path_join", "{'a': 1}|path_join", "['a', 5]|path_join",
    "'/a/b/c'|relpath('/a')", "'/a/b'|relpath('/a/b')", "'/a/b'|relpath('/c/d')", "'/'|relpath('/a')", "'/a/b/../c'|relpath('/a/')", "''|relpath('/a')",
    "['/a/b/c', '/a/b/d']|commonpath", "['/a/b', '/a/b']|commonpath", "['a/b', 'a/c']|commonpath", "['/a', 'b']|commonpath", "[]|commonpath", "'/a'|commonpath", "['/a']|commonpath", "['/a', '/b']|commonpath", "['a', 'b']|commonpath", "['/a/./b', '/a/b/']|commonpath", "5|commonpath", "['/ab/c', '/ad/c']|commonpath",
    "5|basename", "none|basename", "[]|dirname", "5|splitext", "5|normpath", "['a/b', 'c/d']|map('basename')|list", "('a.txt'|splitext)[0]", "'a.txt'|splitext|first", "'/x/y'|dirname|basename", "true|dirname",
)

TEXTS = ["", "a", "a\nb", "a\n\nb", "a\n", "  lead\ntrail  \n", "# x", "é\n日", "a\r\nb", "\n"]
for text in TEXTS:
    for options in ["", "()", "('plain')", "('erlang')", "('c')", "('cblock')", "('xml')", "('plain', prefix='')", "(decoration='; ')", "('c', decoration='/// ')", "(prefix='####', postfix='====')", "(prefix_count=0, postfix_count=0)", "(prefix_count=2, postfix_count=3)", "('cblock', beginning='/**', end='**/')", "(newline='\\r\\n')", "('plain', prefix='\\n', decoration='')", "('xml', decoration='')", "(postfix='', prefix='')"]:
        if text in ("a\nb", "a\n\nb", "", "a\r\nb") or options in ("", "('cblock')", "('xml')"):
            goldens.add("comment", "{{ v|comment" + options + " }}", v=text)
expressions("comment", "'a'|comment('nosuch')", "5|comment", "none|comment", "'a'|comment(style='c')", "'a'|comment('c', 5)", "'a'|comment(prefix_count='2')", "'a'|comment(nosuch=1)", "'a'|comment(decoration='# ')", "'Managed by kdeploy: do not edit'|comment", "nosuch|comment", "'a'|comment(postfix_count='2')")

LISTS = ["[]", "[1, 2, 3]", "[2, 3, 4, 4]", "[3, 1]", "['a', 'b']", "['b', 'c', 'b']", "[1, 'a', none]", "[[1], [2]]", "[[2], [3], [2]]", "[{'a': 1}, {'b': 2}, {'a': 1}]", "[{'b': 2}]", "(1, 2)", "'abc'", "{'a': 1, 'b': 2}", "5", "none", "nosuch", "range(3)"]
for name in ["union", "intersect", "difference", "symmetric_difference"]:
    for left in LISTS:
        for right in LISTS if "[" in left else LISTS[1:8:3]:
            # The order of a set of hashable items is that of their hashes.
            goldens.add("sets", "{% set r = " + left + "|" + name + "(" + right + ") %}{{ r|map('string')|sort }}{{ r is sequence }}{{ r|length }}")
            if ("[{" in left or "[[" in left) and "[" in right:
                goldens.add("sets", "{{ " + left + "|" + name + "(" + right + ") }}")
for value in LISTS:
    expressions("unique", value + "|unique")
expressions(
    "unique",
    "['a', 'A', 'b']|unique", "['a', 'A', 'b']|unique(case_sensitive=true)", "['a', 'A', 'b']|unique(true)", "['a', 'A', 'b']|unique(case_sensitive=false)", "[{'a': 1, 'b': 2}, {'a': 1}]|unique(attribute='a')", "[{'a': []}, {'a': []}]|unique(attribute='a')", "[[1], [1]]|unique(case_sensitive=false)", "[{'a': 1}, {'a': 1}]|unique|length", "[[1], [1], [2]]|unique(true)", "['a', 'A']|unique|join(',')",
)
expressions(
    "flatten",
    "[1, [2, [3, [4]]]]|flatten", "[1, [2, [3, [4]]]]|flatten(1)", "[1, [2, [3, [4]]]]|flatten(levels=2)", "[1, [2, [3]]]|flatten(0)", "[1, [2, [3]]]|flatten(-1)", "[[]]|flatten", "[]|flatten", "[none, 1, [none, 'None', 'null', 'x']]|flatten", "[none, 1, [none, 'None']]|flatten(skip_nulls=false)", "[(1, 2), [3]]|flatten", "['ab', ['cd']]|flatten", "'abc'|flatten", "{'a': 1}|flatten", "5|flatten", "none|flatten", "[{'a': [1]}]|flatten", "[1, [2, [3]]]|flatten('1')", "[1, [2, [3, [4]]]]|flatten(levels=1.5)", "[range(2), [5]]|flatten", "nosuch|flatten", "[nosuch]|flatten", "[1, [2]]|flatten(levels=none)", "[1, [2, [3]]]|flatten(true)",
)
expressions(
    "zip",
    "[1, 2]|zip(['a', 'b'])", "[1, 2]|zip(['a', 'b'])|list", "[1, 2, 3]|zip('ab')|list", "[1]|zip|list", "[1, 2]|zip([3, 4], [5, 6])|list", "[]|zip([1])|list", "5|zip([1])|list", "[1]|zip(5)|list", "[1, 2]|zip([3], strict=true)|list", "[3, 1]|zip([1, 2], strict=true)|list", "[1, 2]|zip(['a', 'b'])|map('join', '-')|list", "['a', 'b']|zip([1, 2])|items2dict" if False else "dict(['a', 'b']|zip([1, 2]))", "{'a': 1}|zip([2])|list", "nosuch|zip([1])|list", "[1]|zip(foo=1)|list", "[1]|zip([2], 3)|list", "[1, 2]|zip([3], [4, 5], strict=true)|list", "[1]|zip([2, 3], strict=true)|list",
    "[1, 2, 3]|zip_longest(['a'])|list", "[1]|zip_longest(['a', 'b'], fillvalue='-')|list", "[1, 2]|zip_longest([3], [4, 5, 6], fillvalue=0)|list", "[]|zip_longest|list", "[1]|zip_longest|list", "5|zip_longest|list", "[1]|zip_longest([2], foo=1)|list", "[1]|zip_longest(5)|list", "[[1, 2], [3]]|first|zip_longest([3])|list",
)
expressions(
    "combinatorics",
    "[1, 2]|product(['a', 'b'])|list", "[1, 2]|product|list", "[1, 2]|product(repeat=2)|list", "[1]|product([], [2])|list", "[1, 2]|product([3], [4, 5])|map('join')|list", "'ab'|product('cd')|map('join')|list", "5|product|list", "[1]|product(repeat=0)|list", "[1]|product(foo=1)|list", "[1, 2]|product([3], repeat=2)|list", "[1]|product(repeat=-1)|list", "[1]|product(5)|list", "[1]|product(repeat='x')|list", "[]|product|list",
    "[1, 2, 3]|permutations|list", "[1, 2, 3]|permutations(2)|list", "[1, 2]|permutations(3)|list", "[1, 2]|permutations(0)|list", "'abc'|permutations(2)|map('join')|list", "[]|permutations|list", "5|permutations|list", "[1]|permutations(-1)|list", "[1]|permutations('x')|list", "[1, 2]|permutations(none)|list", "[1, 1]|permutations|list",
    "[1, 2, 3]|combinations(2)|list", "[1, 2, 3]|combinations(0)|list", "[1, 2]|combinations(3)|list", "'abcd'|combinations(3)|map('join')|list", "[1]|combinations|list", "[1]|combinations(-1)|list", "5|combinations(1)|list", "[1, 2, 3, 4]|combinations(4)|list", "[1]|combinations('x')|list", "[1, 2]|combinations(r=1)|list",
)
D = {"web": {"port": 80, "keys": ["x", "y"]}, "db": {"port": 5432, "keys": []}}
L = [{"name": "alice", "groups": ["wheel", "dev"], "m": {"p": ["a"]}}, {"name": "bob", "groups": [], "m": {"p": ["b", "c"]}}]
expressions(
    "dicts",
    "d|dict2items", "{}|dict2items", "d|dict2items(key_name='k', value_name='v')", "d|dict2items('k')", "d|dict2items('k', 'v')", "{1: 2, none: 3}|dict2items", "[1]|dict2items", "'x'|dict2items", "5|dict2items", "none|dict2items", "d|dict2items(key_name='x', value_name='x')", "d|dict2items|map(attribute='key')|list", "(d|dict2items)[0].value.port", "{'b': 1, 'a': 2}|dict2items", "nosuch|dict2items", "(1, 2)|dict2items", "true|dict2items",
    "[{'key': 'a', 'value': 1}, {'key': 'b', 'value': 2}]|items2dict", "[{'k': 'a', 'v': 1}]|items2dict(key_name='k', value_name='v')", "[]|items2dict", "[{'key': 'a', 'value': 1}, {'key': 'a', 'value': 2}]|items2dict", "[{'key': 'a'}]|items2dict", "[{'k': 'a', 'v': 1}]|items2dict", "[1]|items2dict", "['ab']|items2dict", "{'a': 1}|items2dict", "5|items2dict", "none|items2dict", "'x'|items2dict", "d|dict2items|items2dict == d", "({'key': 'a', 'value': 1},)|items2dict", "[{'key': [], 'value': 1}]|items2dict", "[['key', 'value']]|items2dict", "l|items2dict('name', 'groups')", "nosuch|items2dict", "[[1, 2]]|items2dict(0, 1)",
    "l|subelements('groups')", "l|subelements('m.p')", "l|subelements(['m', 'p'])", "d|subelements('keys')", "l|subelements('nosuch')", "l|subelements('nosuch', skip_missing=true)", "l|subelements('name')", "l|subelements('name.x')", "l|subelements(5)", "5|subelements('a')", "'x'|subelements('a')", "none|subelements('a')", "[]|subelements('a')", "l|subelements('m.nosuch', true)", "l|subelements('m')", "[1]|subelements('a')", "[[1]]|subelements('a')", "(1,)|subelements('a')", "{'a': {'b': [1, 2]}}|subelements('b')", "l|subelements('m.p', skip_missing=True)|map('last')|list", "[none]|subelements('a')",
    "d|rekey_on_member('port')", "[{'k': 1, 'v': 2}, {'k': 3}]|rekey_on_member('k')", "[{'k': 1, 'v': 2}, {'k': 1}]|rekey_on_member('k')", "[{'k': 1, 'v': 2}, {'k': 1}]|rekey_on_member('k', duplicates='overwrite')", "[{'k': 1}]|rekey_on_member('z')", "[1]|rekey_on_member('z')", "'x'|rekey_on_member('z')", "5|rekey_on_member('z')", "[{'k': 1}]|rekey_on_member('k', 'nosuch')", "{}|rekey_on_member('k')", "[{'k': []}]|rekey_on_member('k')", "[{'k': 'a'}, {'k': 'a'}]|rekey_on_member('k')",
    "'web'|extract(d)", "'web'|extract(d, 'port')", "'web'|extract(d, ['keys', 0])", "['web', 'db']|map('extract', d, 'port')|list", "[2, 0]|map('extract', ['x', 'y', 'z'])|list", "'nosuch'|extract(d)", "'nosuch'|extract(d) is defined", "5|extract([1])", "'a'|extract('x')", "0|extract('xy')", "'web'|extract(d, 'nosuch')|default('-')", "'web'|extract(d, morekeys=['keys'])", "'web'|extract(d, ('port',))", "'web'|extract", "'x'|extract(nosuch)", "'web'|extract(d, ['nosuch', 'x'])", "'web'|extract(d, [])", "1|extract({'a': 2})|default('none')",
    d=D, l=L,
)
URLS = ["http://user:password@www.acme.com:9000/dir/index.html?query=term#fragment", "https://example.com", "/a/b?c=d", "", "mailto:x@y.z", "postgres://u:p%40@db.my-ns.svc:5432/app?sslmode=disable", "http://[::1]:8080/x", "http://host:notaport/", "http://host:99999/", "//host/path", "HTTP://EXAMPLE.COM:80/A", "http://u@h", "http://h:/", "a:b", "1a:b", "x://y?z#w?v", "redis://:secret@redis:6379/0", "http://h?q", "http://h#f", "ftp://é.example/日", "http://[::1", "http://a@b@c/", "http://user:pa:ss@h/", " http://x", "http://x/a b", "http://x/a\tb\n", "file:///etc/x", "jdbc:mysql://h/db", "http://h:80", "amqp://guest:guest@h:5672/%2f", "http://]x/", "http://[v1.a]/", "http://[zz]/", "x.y+z-1://h", "http:///p", "http://h:０/"]
for url in URLS:
    goldens.add("urlsplit", "{{ v|urlsplit }}", v=url)
    goldens.add("urlsplit", "{{ v is url }}{{ v is uri }}{{ v is urn }}{{ v is url(schemes=['http']) }}{{ v is uri(['mailto', 'http']) }}", v=url)
    for part in ["scheme", "netloc", "path", "query", "fragment", "hostname", "port", "username", "password"]:
        if len(url) < 12:
            goldens.add("urlsplit", "{{ v|urlsplit('" + part + "') }}", v=url)
expressions("urlsplit", "'http://x'|urlsplit('nosuch')", "5|urlsplit", "[]|urlsplit", "'http://x'|urlsplit(query='port')", "('http://x:1'|urlsplit).port + 1", "5 is url", "'urn:isbn:1' is urn", "'urn:isbn:1' is uri", "'x' is url(['x'])", "'http://x' is url('http')", "'http://x' is url('https,http')", "nosuch is url")
for text in ["", "a", "a%20b", "a+b", "%E6%97%A5", "%zz", "%", "%4", "100%", "a%2Fb%2fc", "%ff", "%C3%A9+%26"]:
    goldens.add("urldecode", "{{ v|urldecode }}", v=text)
    goldens.add("urldecode", "{{ v|urlencode|urldecode == v }}", v=text)
expressions("urldecode", "5|urldecode", "none|urldecode", "'a+b'|urldecode('latin-1')", "'%e9'|urldecode('latin-1')", "'%ff'|urldecode(errors='ignore')", "'%ff'|urldecode(errors='strict')")
for text in ["", "a", "hello world", "é", "日本語", "😀", "a\nb"]:
    expressions("digests", "v|checksum", "v|sha1", "v|md5", "v|to_uuid", "v|to_uuid('6ba7b810-9dad-11d1-80b4-00c04fd430c8')", v=text)
expressions("digests", "5|checksum", "none|sha1", "[1]|md5", "true|checksum", "5|to_uuid", "none|to_uuid", "[1]|to_uuid", "'x'|to_uuid('nosuch')", "'x'|to_uuid(namespace='{6BA7B810-9DAD-11D1-80B4-00C04FD430C8}')", "'x'|to_uuid('urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8')", "'x'|to_uuid('6ba7b8109dad11d180b400c04fd430c8')", "'x'|to_uuid(5)", "nosuch|checksum")
for number in ["0", "1", "2", "10", "100", "1000", "8", "1024", "2.5", "0.5", "-1", "1e300", "10**30", "'x'", "none", "true", "'8'", "[]"]:
    for call in ["log", "log(10)", "log(2)", "log(base=8)", "log(1)", "log(0)", "log('x')", "pow(2)", "pow(0.5)", "pow(-1)", "pow(0)", "pow(3)", "pow('x')", "root", "root(3)", "root(4)", "root(base=1)", "root(0)", "root('x')", "root('3')"]:
        goldens.add("math", "{{ (" + number + ")|" + call + " }}")
SIZES = ["0", "1", "10", "1023", "1024", "1025", "1048576", "123456789", "10**12", "2**80", "2**90", "1.5", "-1", "-5000", "'10'", "'x'", "none", "true", "[]", "0.004", "1000"]
for size in SIZES:
    for call in ["human_readable", "human_readable(true)", "human_readable(unit='G')", "human_readable(unit='m')", "human_readable(isbits=true, unit='K')", "human_readable(unit='')", "human_readable(unit='B')", "human_readable(unit='x')"]:
        goldens.add("sizes", "{{ (" + size + ")|" + call + " }}")
for text in ["0", "10", "10.5", ".5", "1K", "1KB", "1Kb", "1k", "1kb", "10 MB", "10MB ", " 10MB", "1.5G", "2T", "1Y", "1Z", "3B", "3b", "3 byte", "3 bits", "1megabyte", "1MegaByte", "1Mi", "1MiB", "x", "", "-1K", "1e3", "1.K", "1 X", "1PB", "1eb", "1 kilobyte", "1 kilobit", "0.1K", "2.5", "3.5", "1\n"]:
    for call in ["human_to_bytes", "human_to_bytes('M')", "human_to_bytes(isbits=true)", "human_to_bytes(default_unit='KB')"]:
        goldens.add("sizes", "{{ v|" + call + " }}", v=text)
expressions("sizes", "10|human_to_bytes", "10|human_to_bytes('K')", "1.5|human_to_bytes('K')", "none|human_to_bytes", "[]|human_to_bytes", "true|human_to_bytes", "'1M'|human_to_bytes(isbits=false)", "5|human_to_bytes('x')", "5|human_to_bytes('')")
for text, pattern in [("foo bar foo", "foo"), ("a1b22", r"\d+"), ("a1b22", r"([a-z])(\d+)"), ("", "x*"), ("abc", ""), ("aXbx", "x"), ("l1\nl2", "^l."), ("key=v k2=w", r"(?P<k>\w+)=(\w)"), ("abc", "("), ("aaa", "a*"), ("日本", "."), ("a.b.c", r"\.")]:
    for options in ["", ", ignorecase=true", ", multiline=true", ", true", ", true, true"]:
        goldens.add("regex_findall", "{{ v|regex_findall(p" + options + ") }}", v=text, p=pattern)
    for options in ["", ", ignorecase=true", ", multiline=true", ", true, true"]:
        for name in ["match", "search", "regex"]:
            goldens.add("regex_tests", "{{ v is " + name + "(p" + options + ") }}", v=text, p=pattern)
expressions("regex_findall", "5|regex_findall('5')", "'a'|regex_findall", "none|regex_findall('o')", "'ab'|regex_findall('(a)|(b)')", "'x'|regex_findall(5)", "'1.2.3'|regex_findall('[0-9]+')|map('int')|sum")
expressions("regex_tests", "5 is match('5')", "none is search('o')", "'a' is match", "'a' is regex('a', match_type='fullmatch')", "'ab' is regex('a', match_type='fullmatch')", "'xa' is regex('a', match_type='match')", "'xa' is regex('a', match_type='search')", "'a' is search(5)", "['prod-a', 'dev-b']|select('match', 'prod-')|list", "['prod-a', 'dev-b']|reject('search', 'd')|list", "[{'n': 'a1'}, {'n': 'b'}]|selectattr('n', 'search', '[0-9]')|list", "'a' is not match('b')", "nosuch is match('a')", "'a' is search('')", "[1] is search('1')")
for text in ["", "a", "a.b*c", r"\d+[x]{2}", "a b\n", "é", "^$|()?", "a-b_c~d", "#&%", "\u00a0", "]^$*\\["]:
    goldens.add("regex_escape", "{{ v|regex_escape }}", v=text)
    goldens.add("regex_escape", "{{ v|regex_escape('posix_basic') }}", v=text)
expressions("regex_escape", "5|regex_escape", "'a'|regex_escape(re_type='posix_extended')", "'a'|regex_escape('nosuch')", "none|regex_escape", "'a.b'|regex_escape('python')")
expressions("split", "'a,b,c'|split(',')", "'a b  c'|split", "'a,b,c'|split(',', 1)", "''|split(',')", "''|split", "'abc'|split('')", "5|split(',')", "none|split", "'a,b'|split(sep=',')", "'a,b,c'|split(',', maxsplit=1)", "'a|b'|split('|')|last", "['a,b', 'c']|map('split', ',')|list", "nosuch|split")
expressions("type_debug", "1|type_debug", "'x'|type_debug", "none|type_debug", "true|type_debug", "1.5|type_debug", "[]|type_debug", "{}|type_debug", "()|type_debug", "(1, 2)|type_debug", "range(2)|type_debug", "'x'.encode()|type_debug", "{'a': 1}.keys()|type_debug", "(10**30)|type_debug")
expressions(
    "strftime",
    "'%Y-%m-%d %H:%M:%S'|strftime(0, utc=true)", "'%Y-%m-%dT%H:%M:%SZ'|strftime(1700000000, true)", "'%y %j %U %W %w %u %a %A %b %B %d %e %I %p %%'|strftime(1700000000, true)", "'%H%M'|strftime('1700000000', utc=true)", "'%Y'|strftime(1700000000.9, utc=true)", "'%Y'|strftime('x', utc=true)", "'%G-W%V %C %D %F %T %R %h %n%t|'|strftime(1700000000, true)", "'%s'|strftime(1700000000, true)", "'%Y'|strftime(-1, true)", "'%c|%x|%X'|strftime(1700000000, true)", "'%z %Z'|strftime(1700000000, true)", "''|strftime(0, true)", "'é %Y 日'|strftime(0, true)", "'%l %k %P'|strftime(1700000000, true)", "'%-d %_d %-m'|strftime(1700000000, true)", "5|strftime(0, true)", "'%Y'|strftime([], true)", "'%j %U %W %V %G'|strftime(1704067200, true)", "'%j %U %W %V %G'|strftime(1735603200, true)", "'%Y'|strftime(253402300800, true)", "'%r'|strftime(1700000000, true)",
)
expressions("from_yaml_all", "'a: 1\\n---\\nb: 2\\n'|from_yaml_all|list", "'a: 1'|from_yaml_all|list", "''|from_yaml_all|list", "none|from_yaml_all", "[1]|from_yaml_all", "'---\\n- a\\n...\\n---\\nx'|from_yaml_all|list", "'--- 1\\n--- 2\\n'|from_yaml_all|list", "'---\\n---\\na: 1'|from_yaml_all|list", "'# c'|from_yaml_all|list")
VERSIONS = ["1", "1.0", "1.0.0", "1.2.3", "1.10", "1.9", "1.2.3-rc1", "1.2.3-alpha.1", "1.2.3-alpha.beta", "1.2.3-1", "1.2.3+build", "v1.2", "v1.30.2", "1.2.3rc1", "1.2a1", "1.2b2", "2.0.0", "1.2.post1", "1.2.dev0", "1!2.0", "2024.01.01", "1.2.3.4", "0.9", "x", "1..2", "1.2-3", "1.2.3-10", "1.2.3-2", "1.2+local.1"]
for left in VERSIONS:
    for right in ["1.2.3", "1.10", "1.2.3-rc1", "v1.30.0", "1.2b1"]:
        for options in ["", ", strict=true", ", version_type='semver'", ", version_type='pep440'"]:
            goldens.add("version", "{{ v is version(w, '<'" + options + ") }}", v=left, w=right)
expressions(
    "version",
    *(f"'1.2' is version('1.10', '{operator}')" for operator in ["==", "=", "eq", "<", "lt", "<=", "le", ">", "gt", ">=", "ge", "!=", "<>", "ne", "nosuch", ""]),
    "'1.2' is version('1.2')", "'1.2' is version('1.2', version_type='loose')", "'1.2' is version('1.2', version_type='strict')", "'1.2.0' is version('1.2.0', version_type='semantic')", "'1.2' is version('1.2', version_type='nosuch')", "'1.2' is version('1.2', strict=true, version_type='loose')", "'' is version('1')", "'1' is version('')", "1.2 is version('1.10', '<')", "1.2 is version(1.1, '>')", "5 is version('5')", "'1.2' is version_compare('1.10', 'lt')", "none is version('1')", "'1.29.3' is version('1.30', '<')", "'v1.29.3' is version('v1.30', '<')", "['1.2', '1.10', '1.9']|select('version', '1.9', '>=')|list", "[{'v': '1.2'}]|selectattr('v', 'version', '1.3', '<')|list", "'1.2' is version('1.2', operator='ge')", "'1.2' is not version('1.3', '>=')", "nosuch is version('1')", "'1.2' is version", "0 is version('1')",
    *(f"'{left}' is version('{right}', '{op}', version_type='pep440')" for left, right in [("1.0", "1.0.0"), ("1.0a1", "1.0"), ("1.0.post1", "1.0"), ("1.0.dev1", "1.0a1"), ("1.0rc1", "1.0c1"), ("1.0+a", "1.0"), ("1.0+a.1", "1.0+a.b"), ("1!0.5", "2"), ("1.0-1", "1.0.post1"), ("1.0.alpha.2", "1.0a2"), ("1.0a1.dev2", "1.0a1"), ("1.0.post1.dev3", "1.0.post1"), ("v1.0", "1.0"), ("1.0+2", "1.0+10"), (" 1.0 ", "1.0"), ("1.0.0.0", "1")] for op in ["<", "==", ">"]),
)
SETS = ["[]", "[1, 2]", "[2, 1, 3]", "[1]", "['a']", "'ab'", "{'a': 1}", "[[1]]", "5", "none", "(1, 2)", "nosuch"]
for left in SETS:
    for right in SETS:
        for name in ["subset", "superset"]:
            goldens.add("set_tests", "{{ " + left + " is " + name + "(" + right + ") }}")
expressions(
    "set_tests",
    "[1] is issubset([1, 2])", "[1, 2] is issuperset([1])", "[1, 2] is contains(1)", "[1, 2] is contains(3)", "'abc' is contains('b')", "{'a': 1} is contains('a')", "5 is contains(1)", "none is contains(1)", "[{'g': ['x', 'y']}, {'g': []}]|selectattr('g', 'contains', 'x')|list", "'abc' is contains(1)", "nosuch is contains(1)", "[nosuch] is contains(1)",
    "[1, 0] is any", "[0, ''] is any", "[] is any", "[1, 2] is all", "[1, 0] is all", "[] is all", "5 is all", "none is any", "{'a': 0} is all", "'x' is any", "[true, 'x'] is all", "nosuch is any", "[nosuch] is any", "[[], {}] is any",
    *(f"{value} is {name}" for value in ["1", "0", "''", "'x'", "[]", "[0]", "none", "true", "false", "'no'", "'yes'", "'false'", "1.0", "0.0", "{}", "nosuch"] for name in ["truthy", "falsy", "truthy(convert_bool=true)", "falsy(convert_bool=true)", "truthy(true)"]),
    *(f"'{value}' is truthy(convert_bool=true)" for value in ["y", "n", "Y", "on", "OFF", "t", "f", "1", "0", "TRUE", "False", "2", " yes "]), "1.0 is truthy(true)", "2 is truthy(true)", "0.0 is falsy(true)", "[] is truthy(true)",
    *(f"{value} is {name}" for value in ["1", "1.5", "'nan'|float", "'inf'|float", "'x'", "none", "10**400", "true"] for name in ["nan", "isnan"]),
    "'/a' is abs", "'a' is abs", "'' is abs", "'/a' is is_abs", "'~/a' is abs", "5 is abs", "none is abs",
)
goldens.write("core.json")
