"""Renders the working example with Python's Jinja2, the reference for `kdeploy render --raw`.

    pip install 'jinja2==3.1.*' pyyaml
    python test/golden/example/generate.py

Writes PROFILE/TEMPLATE beside itself. Merging and lazy evaluation are written again here, in the plainest way, so that
a mistake of kdeploy's can't hide in its own golden.
"""

import hashlib
import json
import pathlib

import jinja2
import yaml

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent.parent
LIVE = {"platform": {"exchange_url": "wss://exchange.example.com/feed", "region": "eu-west-1"}}


def hash_of(data):
    """The first 16 hex digits of the SHA-256 of the sorted keys and values, as compact JSON."""
    text = json.dumps(sorted(data.items()), separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def merge(low, high):
    if isinstance(low, dict) and isinstance(high, dict):
        return {**low, **{key: merge(low[key], value) if key in low else value for key, value in high.items()}}
    return high


def evaluate(environment, value, variables):
    if isinstance(value, dict):
        return {key: evaluate(environment, item, variables) for key, item in value.items()}
    if isinstance(value, list):
        return [evaluate(environment, item, variables) for item in value]
    return environment.from_string(value).render(variables) if isinstance(value, str) else value


def layers_of(profile):
    env_type, name = profile.split("_", 1)
    files = [ROOT / "profiles" / f"{layer}.yaml" for layer in ("default", env_type, f"_{name}", profile)]
    return [(yaml.safe_load(file.read_text()) if file.exists() else None) or {} for file in files]


def templates_of(profile):
    return [layer["templates"] for layer in layers_of(profile) if "templates" in layer][-1]


def variables_of(profile, environment):
    env_type, name = profile.split("_", 1)
    variables = dict(LIVE)
    for layer in layers_of(profile):
        variables = merge(variables, layer.get("variables", {}))
    built_in = {"PROFILE": profile, "env_type": env_type, "profile_name": name, "NAMESPACE": f"my-ns-{env_type}"}
    variables = {**variables, **built_in, "HASHES": {name: hash_of(data) for name, data in LIVE.items()}}
    while (next_variables := evaluate(environment, variables, variables)) != variables:
        variables = next_variables
    return variables


def main():
    loader = jinja2.FileSystemLoader(ROOT / "templates")
    options = yaml.safe_load((ROOT / "kdeploy.yaml").read_text())["jinja"]
    environment = jinja2.Environment(loader=loader, undefined=jinja2.StrictUndefined, **options)
    environment.filters["hash"] = lambda text, algorithm: hashlib.new(algorithm, text.encode()).hexdigest()
    for profile in sorted(file.stem for file in (ROOT / "profiles").glob("*_*.yaml") if not file.stem.startswith("_")):
        variables = variables_of(profile, environment)
        folder = HERE / profile
        folder.mkdir(exist_ok=True)
        for template in templates_of(profile):
            (folder / template).write_bytes(environment.get_template(template).render(variables).encode())


if __name__ == "__main__":
    main()
