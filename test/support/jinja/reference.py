"""Renders cases with real Jinja2: one JSON object a line in, one a line out, in order.

In: {"template": source} or {"main": name}, and "templates" {name: source}, "env" (jinja2.Environment's options;
`undefined` is default, strict, chainable or debug), "context". Out: {"output"} or {"error", "message", "line"}, where
line is a syntax error's, else null. A case that runs too long answers the error TimeLimit.
"""
import json
import random
import resource
import signal
import sys

import jinja2

UNDEFINED = {
    "default": jinja2.Undefined,
    "strict": jinja2.StrictUndefined,
    "chainable": jinja2.ChainableUndefined,
    "debug": jinja2.DebugUndefined,
}
SECONDS = 2
MEMORY = 1 << 30


class TimeLimit(BaseException):
    """Not an Exception: a template must not swallow it."""


def stop(_signal, _frame):
    raise TimeLimit


def render(case):
    options = dict(case.get("env", {}))
    options["undefined"] = UNDEFINED[options.get("undefined", "default")]
    loader = jinja2.DictLoader(case["templates"]) if "templates" in case else None
    environment = jinja2.Environment(loader=loader, **options)
    if "main" in case:
        template = environment.get_template(case["main"])
    else:
        template = environment.from_string(case["template"])
    return template.render(case.get("context", {}))


def answer(line):
    case = json.loads(line)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        return {"output": render(case)}
    except (Exception, TimeLimit) as error:
        line = error.lineno if isinstance(error, jinja2.TemplateSyntaxError) else None
        return {"error": type(error).__name__, "message": str(error), "line": line}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def main():
    # Objects in the way, so that the last digits of addresses differ between processes too.
    held = [bytes(random.randrange(480)) for _ in range(random.randrange(5_000))]
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, stop)
    print(json.dumps({"jinja2": jinja2.__version__, "python": sys.version.split()[0]}), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(line)), flush=True)
    del held


main()
