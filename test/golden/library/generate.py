"""Renders the library of templates with Python's Jinja2, the reference for what kdeploy renders.

    pip install 'jinja2==3.1.*' pyyaml
    python test/golden/library/generate.py

Writes CONFIGURATION/TEMPLATE beside itself, for each configuration of configurations.yaml.
"""

import hashlib
import pathlib

import jinja2
import yaml

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent.parent


def hash_of(text, algorithm):
    """What Ansible's filter `hash` does, which kdeploy has and Jinja2 has not."""
    return hashlib.new(algorithm, text.encode()).hexdigest()


def main():
    loader = jinja2.FileSystemLoader(ROOT / "templates")
    environment = jinja2.Environment(loader=loader, undefined=jinja2.StrictUndefined)
    environment.filters["hash"] = hash_of
    for template, configurations in yaml.safe_load((HERE / "configurations.yaml").read_text()).items():
        for name, configuration in configurations.items():
            folder = HERE / name
            folder.mkdir(exist_ok=True)
            text = environment.get_template(template).render(configuration["variables"])
            (folder / template).write_bytes(text.encode())


if __name__ == "__main__":
    main()
