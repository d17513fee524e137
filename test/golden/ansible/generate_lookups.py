"""Writes lookups.json: what Ansible's own engine makes of lookups in templates, of these files and environment variables.

    pip install ansible-core==2.19.* && python generate_lookups.py
"""

import os
import tempfile

from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import init_plugin_loader
from ansible.template import Templar, trust_as_template

from golden import write_json

FILES = {
    "files/app.conf": "[main]\nkey = value\n\n",
    "files/lead.txt": "  lead\n",
    "files/both.txt": "in files\n",
    "both.txt": "beside\n",
    "plain.txt": "plain",
    "empty.txt": "",
    "config/x.json": '{"a": [1, 2]}\n',
    "templates/hello.j2": "hello {{ name }}!\n",
    "templates/list.j2": "{% for i in items %}\n- {{ i }}\n{% endfor %}\n",
    "templates/nested.j2": "<{{ lookup('template', 'hello.j2') }}>",
    "templates/extra.j2": "{{ extra | default('none') }}",
    "templates/file.j2": "{{ lookup('file', 'plain.txt') }}",
}
ENVIRONMENT = {"APP_ENV": "prod", "EMPTY": "", "SPACED": " a b "}
VARIABLES = {"name": "World", "items": [1, 2], "path": "plain.txt", "key": "APP_ENV"}
CASES = [
    ("file", ["lookup('file', 'plain.txt')", "lookup('file', 'app.conf')", "lookup('ansible.builtin.file', 'plain.txt')", "lookup('file', path)", "lookup('file', 'both.txt')", "lookup('file', './both.txt')", "lookup('file', 'empty.txt')", "lookup('file', 'config/x.json') | from_json", "(lookup('file', 'config/x.json') | from_json).a", "lookup('file', 'lead.txt')", "lookup('file', 'lead.txt', lstrip=true)", "lookup('file', 'app.conf', rstrip=false)", "lookup('file', 'plain.txt', 'lead.txt')", "lookup('file', 'plain.txt', 'lead.txt', wantlist=true)", "query('file', 'plain.txt')", "q('file', 'plain.txt', 'lead.txt')", "query('file')", "lookup('file')", "lookup('file', 'nosuch.txt')", "lookup('file', 'nosuch.txt', errors='ignore')", "query('file', 'nosuch.txt', errors='ignore')", "lookup('file', 'files/app.conf')", "lookup('file', 'plain.txt') | b64encode", "['plain.txt', 'lead.txt'] | map('regex_replace', '^', 'x') | list", "lookup('file', 'app.conf').splitlines()"]),
    ("env", ["lookup('env', 'APP_ENV')", "lookup('env', 'NOSUCH')", "lookup('env', 'NOSUCH', default='x')", "lookup('env', 'EMPTY', default='x')", "lookup('env', 'NOSUCH') | default('x', true)", "lookup('env', 'APP_ENV', 'SPACED')", "lookup('env', key)", "query('env', 'APP_ENV', 'NOSUCH')", "q('env', 'SPACED')", "lookup('ansible.builtin.env', 'APP_ENV')", "lookup('env', 'APP_ENV ignored')", "lookup('env')", "query('env')", "lookup('env', 'NOSUCH') == ''", "lookup('env', 'APP_ENV') in ['prod', 'dev']", "lookup('env', 'NOSUCH', default=5)"]),
    ("template", ["lookup('template', 'hello.j2')", "lookup('template', './hello.j2')", "lookup('template', 'nested.j2')", "lookup('template', 'extra.j2')", "lookup('template', 'extra.j2', template_vars={'extra': 'given'})", "lookup('template', 'hello.j2', template_vars={'name': 'you'})", "lookup('template', 'hello.j2', 'extra.j2')", "query('template', 'hello.j2')", "lookup('template', 'file.j2')", "lookup('template', 'hello.j2') | trim", "lookup('template', 'hello.j2') | upper"]),
]


def main():
    init_plugin_loader([])
    with tempfile.TemporaryDirectory() as folder:
        for path, text in FILES.items():
            os.makedirs(os.path.dirname(os.path.join(folder, path)), exist_ok=True)
            with open(os.path.join(folder, path), "w", encoding="utf-8") as file:
                file.write(text)
        for name in ["NOSUCH", *ENVIRONMENT]:
            os.environ.pop(name, None)
        os.environ.update(ENVIRONMENT)
        loader = DataLoader()
        loader.set_basedir(folder)
        cases = []
        for group, sources in CASES:
            for source in sources:
                # Between brackets, since Ansible gives what a single expression is as it is.
                template = "[{{ " + source + " }}]"
                case = {"group": group, "template": template}
                try:
                    case["output"] = Templar(loader=loader, variables=dict(VARIABLES)).template(trust_as_template(template))
                except Exception as error:
                    case["message"] = str(error).replace(folder, "")
                cases.append(case)
    write_json("lookups.json", [{"files": FILES, "environment": ENVIRONMENT, "variables": VARIABLES}, *cases])


main()
