"""Writes names.json: every filter, test and lookup that ansible-core and the collection ansible.utils have.

    pip install ansible==12.* 'jinja2==3.1.*' && python generate_names.py
"""

import importlib
import json
import os
import pkgutil

import ansible.plugins.filter
import ansible.plugins.lookup
import ansible.plugins.test
import ansible_collections.ansible.utils.plugins.filter as utils_filters
import ansible_collections.ansible.utils.plugins.test as utils_tests

from golden import HERE

modules = lambda package: [module.name for module in pkgutil.iter_modules(package.__path__)]


def names(package, method):
    found = set()
    for name in modules(package):
        module = importlib.import_module(f"{package.__name__}.{name}")
        holder = getattr(module, "FilterModule" if method == "filters" else "TestModule", None)
        if holder is not None:
            found.update(getattr(holder(), method)())
    return sorted(found)


NAMES = {
    "filters": names(ansible.plugins.filter, "filters"),
    "tests": names(ansible.plugins.test, "tests"),
    "lookups": sorted(modules(ansible.plugins.lookup)),
    "filters of ansible.utils": sorted(modules(utils_filters)),
    "tests of ansible.utils": sorted(modules(utils_tests)),
}
with open(os.path.join(HERE, "names.json"), "w", encoding="utf-8") as file:
    json.dump(NAMES, file, indent=1)
    file.write("\n")
