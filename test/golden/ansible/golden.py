"""Renders templates with Ansible's own filters and tests in Python's Jinja2, and writes what they gave beside this file."""

import json
import os
import re
import sys

import jinja2

HERE = os.path.dirname(os.path.abspath(__file__))
UNSTABLE = re.compile(r" at 0x[0-9a-f]+")


class Goldens:
    def __init__(self, filters, tests):
        self.filters = filters
        self.tests = tests
        self.cases = []

    def add(self, group, template, **context):
        self.cases.append({"group": group, "template": template, "env": {}, "context": context})

    def expressions(self, group, *sources, **context):
        """One case an expression, with those variables that it names."""
        for source in sources:
            names = set(re.findall(r"[A-Za-z_]\w*", source))
            self.add(group, "{{ " + source + " }}", **{key: value for key, value in context.items() if key in names})

    def write(self, name):
        for case in self.cases:
            environment = jinja2.Environment(**case["env"])
            environment.filters.update(self.filters)
            environment.tests.update(self.tests)
            try:
                template = environment.from_string(case["template"])
                case["expected"] = {"output": template.render(json.loads(json.dumps(case["context"])))}
            except Exception as error:
                case["expected"] = {"error": type(error).__name__, "message": str(error)}
        kept = [case for case in self.cases if not UNSTABLE.search(json.dumps(case["expected"]))]
        write_json(name, kept)
        print(f"{name}: {len(kept)} cases, {len(self.cases) - len(kept)} left out because they print an address", file=sys.stderr)


def write_json(name, items):
    with open(os.path.join(HERE, name), "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(json.dumps(item) for item in items) + "\n]\n")
