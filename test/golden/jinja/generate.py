#!/usr/bin/env python3
"""Rewrites what is expected in the goldens of this folder with real Jinja2: `pip install 'jinja2==3.1.*'`, then
`python3 test/golden/jinja/generate.py [file.json ...]`.

A file is {"contexts": [...], "templateSets": [...], "cases": [...]}, one case a line. A case names its context and
template set by index, has `template` (a source) or `main` (a name in its set), and options `env` under the names of
jinja2.Environment; `undefined` is default, strict, chainable or debug. Add a case without `expected` and run this.
"""
import json
import pathlib
import sys

import jinja2

# filters.json has a generator of its own.
FILES = ["own.json", "found.json"]

UNDEFINED = {
    "default": jinja2.Undefined,
    "strict": jinja2.StrictUndefined,
    "chainable": jinja2.ChainableUndefined,
    "debug": jinja2.DebugUndefined,
}


def render(case, contexts, template_sets):
    """What Jinja2 makes of a case: its output, or the class and text of its error."""
    options = dict(case.get("env", {}))
    options["undefined"] = UNDEFINED[options.get("undefined", "default")]
    loader = jinja2.DictLoader(template_sets[case["templates"]]) if "templates" in case else None
    # A deep copy, because templates may change lists and dicts.
    context = json.loads(json.dumps(contexts[case["context"]]))
    try:
        environment = jinja2.Environment(loader=loader, **options)
        if "main" in case:
            template = environment.get_template(case["main"])
        else:
            template = environment.from_string(case["template"])
        return {"output": template.render(context)}
    except Exception as error:
        return {"error": type(error).__name__, "message": str(error)}


def write(path, golden):
    """One context, template set or case a line, so that a change is a line in a diff."""

    def lines(items):
        return ",\n".join(json.dumps(item, ensure_ascii=False) for item in items)

    sections = [f'"{key}": [\n{lines(golden[key])}\n]' for key in ("contexts", "templateSets", "cases")]
    path.write_text("{" + ",\n".join(sections) + "}\n", encoding="utf-8")


def main(arguments):
    folder = pathlib.Path(__file__).parent
    for path in map(pathlib.Path, arguments) if arguments else (folder / name for name in FILES):
        golden = json.loads(path.read_text(encoding="utf-8"))
        for case in golden["cases"]:
            case["expected"] = render(case, golden["contexts"], golden["templateSets"])
        write(path, golden)
        print(f"{path.name}: {len(golden['cases'])} cases, Jinja2 {jinja2.__version__}")


if __name__ == "__main__":
    main(sys.argv[1:])
