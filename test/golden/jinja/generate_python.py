"""Writes test/golden/jinja/python/*.json: what CPython 3.11, markupsafe and Jinja2 3.1 make of Python's values.

    pip install 'jinja2==3.1.*'
    python test/golden/jinja/generate_python.py
    python test/golden/jinja/generate_python.py --all FOLDER    # ten times as many, for KDEPLOY_PYTHON_CASES=FOLDER

Each case is [operation, inputs, keyword arguments or null, expected]. Inputs are plain JSON, or one of
{"float": "1.5"}, {"int": "-0x8ac7230489e80000"}, {"tuple": [...]}, {"dict": [[key, value], ...]}, {"markup": "..."},
{"bytes": "hex"}, {"range": [start, stop, step]}, {"undefined": [class, name]}, {"view": [kind, dict]}.
Expected is the repr of the result (for a method that changes its receiver also the receiver's), or [class, message].
"""

import itertools
import json
import operator
import pathlib
import sys

from jinja2 import Environment, StrictUndefined, Undefined
from jinja2.runtime import ChainableUndefined, DebugUndefined
from markupsafe import Markup, escape

FOLDER = pathlib.Path(__file__).parent / "python"
KEPT = 600
ENVIRONMENT = Environment()
UNDEFINED = {"default": Undefined, "strict": StrictUndefined, "chainable": ChainableUndefined, "debug": DebugUndefined}


def encode(value):
    if isinstance(value, Undefined):
        kind = next(kind for kind, cls in UNDEFINED.items() if type(value) is cls)
        return {"undefined": [kind, value._undefined_name]}
    if isinstance(value, Markup):
        return {"markup": str(value)}
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else {"int": hex(value)}
    if isinstance(value, float):
        return {"float": repr(value)}
    if isinstance(value, tuple):
        return {"tuple": [encode(item) for item in value]}
    if isinstance(value, list):
        return [encode(item) for item in value]
    if isinstance(value, dict):
        return {"dict": [[encode(key), encode(item)] for key, item in value.items()]}
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, range):
        return {"range": [value.start, value.stop, value.step]}
    for kind, cls in (("keys", type({}.keys())), ("values", type({}.values())), ("items", type({}.items()))):
        if isinstance(value, cls):
            return {"view": [kind, encode(dict(value.mapping))]}
    raise TypeError(type(value))


def shown(value):
    if isinstance(value, Undefined):
        return "undefined: " + value._undefined_message
    return repr(value)


def copied(value):
    if isinstance(value, list):
        return [copied(item) for item in value]
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    return value


class Cases:
    def __init__(self, name):
        self.name = name
        self.cases = []
        self.seen = set()

    def add(self, operation, function, *inputs, **keywords):
        encoded = [encode(value) for value in inputs]
        named = {key: encode(value) for key, value in keywords.items()} or None
        try:
            expected = function(*(copied(value) for value in inputs), **keywords)
            is_text = operation.startswith(".") or operation in ("repr", "format")
            expected = expected if is_text else shown(expected)
        except (Exception, RecursionError) as error:
            expected = [type(error).__name__, str(error)]
        if " object at 0x" in str(expected):
            return
        key = json.dumps([operation, encoded, named])
        if key not in self.seen:
            self.seen.add(key)
            self.cases.append([operation, encoded, named, expected])

    def method(self, receiver, name, *args, **keywords):
        def call(receiver, *args, **keywords):
            result = getattr(receiver, name)(*args, **keywords)
            changed = isinstance(receiver, (list, dict))
            return f"{shown(result)} {receiver!r}" if changed else shown(result)

        self.add("." + name, call, receiver, *args, **keywords)

    def write(self):
        """All cases with --all, else an even choice of them that keeps the repository small."""
        is_all = "--all" in sys.argv
        step = 1 if is_all else max(1, -(-len(self.cases) // KEPT))
        # A prime keeps the choice from always meeting the same column of a product.
        kept = [case for index, case in enumerate(self.cases) if index * 7919 % step == 0]
        folder = pathlib.Path(sys.argv[2]) if is_all else FOLDER
        folder.mkdir(exist_ok=True, parents=True)
        lines = ",\n".join(json.dumps(case, ensure_ascii=True, separators=(",", ":")) for case in kept)
        (folder / f"{self.name}.json").write_text(f"[\n{lines}\n]\n")
        print(self.name, len(kept), "of", len(self.cases))


STRINGS = [
    "", "abc", "Hello World", "  padded\t", "a,b,,c", "x=1=2", "aXbXc", "ÀÉîß ŉ ﬁ", "é😀z", "ΑΣ ΣΑΣ", "ǆ ǅ ǄX", "İı",
    "12", "-7", "½ ² ٣ 一", "line1\nline2\r\nline3\x0bx\u2028y", "\ta\tbb\tc", "they're Bill's 3rd", "a1_b", "ᾳ ᏸ ꭰ ა",
]


def str_methods():
    cases = Cases("str")
    for text in STRINGS:
        for name in (
            "upper lower title capitalize swapcase casefold isalpha isdecimal isdigit isnumeric isalnum isspace isprintable "
            "isascii isidentifier islower isupper istitle strip lstrip rstrip split rsplit splitlines expandtabs encode"
        ).split():
            cases.method(text, name)
        for sub in ("a", "X", "", ",", "Σ", "😀"):
            for name in "find rfind index rindex count startswith endswith removeprefix removesuffix".split():
                cases.method(text, name, sub)
            if sub:
                for name in ("split", "rsplit", "partition", "rpartition"):
                    cases.method(text, name, sub)
            cases.method(text, "replace", sub, "<>")
            cases.method(text, "strip", sub)
    for text in ("a,b,,c", "aXbXc", " a  b c ", "é😀z"):
        for most in (-1, 0, 1, 2, 5):
            for sep in (None, ",", "X", "  "):
                cases.method(text, "split", sep, most)
                cases.method(text, "rsplit", sep, maxsplit=most)
            cases.method(text, "replace", "b", "zz", most)
            cases.method(text, "replace", "", "-", most)
        for start, end in itertools.product((None, -2, 0, 1, 9), repeat=2):
            for name in ("find", "rfind", "count"):
                cases.method(text, name, "", start, end)
                cases.method(text, name, "b", start, end)
            cases.method(text, "startswith", text[1:2], start, end)
            cases.method(text, "endswith", ("z", text[-1:]), start, end)
        for name in ("center", "ljust", "rjust"):
            for width in (0, 3, 8, 9, -1, True):
                cases.method(text, name, width)
                cases.method(text, name, width, "*")
                cases.method(text, name, width, "😀")
    for text in ("", "7", "-7", "+7.5", "--7", "abc", "😀"):
        for width in (0, 1, 5, -1):
            cases.method(text, "zfill", width)
    for text in STRINGS:
        for tabs in (0, 1, 4, -1):
            cases.method(text, "expandtabs", tabs)
        cases.method(text, "splitlines", True)
        cases.method(text, "splitlines", keepends=True)
    for chars in ("ab", "", " x", "é", "😀z"):
        for name in ("strip", "lstrip", "rstrip"):
            for text in ("abcab", "  x y ", "é😀z", ""):
                cases.method(text, name, chars)
    for items in ([], ["a"], ["a", "b"], ("x", "y"), "xyz", {"k": 1}, [1], ["a", None], 5, None, ["a", ["b"]], range(2)):
        cases.method(", ", "join", items)
        cases.method("😀", "join", items)
    for table in ({97: "x", 98: None, 99: 120}, {97: 1.5}, {97: 0x110000}, {}, ["a"] * 99, "zz" * 60, None, 5, {97: "long text"}):
        cases.method("abc", "translate", table)
    cases.method("", "maketrans", "ab", "xy")
    cases.method("", "maketrans", "ab", "xy", "z")
    cases.method("", "maketrans", {"a": 1, 5: None})
    cases.method("", "maketrans", "ab", "x")
    cases.method("", "maketrans", {"ab": 1})
    cases.method("", "maketrans", "a")
    cases.method("", "maketrans", {1.5: 1})
    for encoding in ("utf-8", "UTF8", "ascii", "latin-1", "ISO-8859-1", "utf-16", "utf-16-le", "utf_32_be", "utf-8-sig", "nope"):
        for text in ("abc", "é", "éÿ€", "a😀b"):
            cases.method(text, "encode", encoding)
    for errors in ("strict", "ignore", "replace", "backslashreplace", "xmlcharrefreplace", "nope"):
        cases.method("aé😀b", "encode", "ascii", errors)
        cases.method("aé😀b", "encode", encoding="latin-1", errors=errors)
    wrong_arguments(cases, "abc", "upper join center replace split find startswith strip zfill encode partition expandtabs "
                    "format_map removeprefix translate splitlines count isalpha maketrans index rsplit ljust".split())
    cases.write()


def wrong_arguments(cases, receiver, names):
    """What each method says to arguments that don't fit."""
    for name in names:
        for args in ((), (1,), (None,), ("a",), ("a", "b"), (1, 2), ("a", 1.5), ("a", "b", "c"), ("a", 1, 2, 3), (1.5,), ([],), ("a", None), (5, "xy"), (2**70,)):
            if args == (2**70,) and name in ("center", "ljust", "zfill", "rjust", "expandtabs"):
                continue
            cases.method(receiver, name, *args)
        cases.method(receiver, name, nope=1)
        cases.method(receiver, name, "a", nope=1)
        cases.method(receiver, name, "a", "b", sep=1)


def containers():
    cases = Cases("containers")
    lists = [[], [3, 1, 2], ["b", "a"], [1, "a"], [1.5, 1, True], [[2, 1], [1]], [(1, "b"), (1, "a")], [None, None]]
    for items in lists:
        for name in ("copy", "clear", "reverse", "sort", "pop"):
            cases.method(items, name)
        cases.method(items, "sort", reverse=True)
        cases.method(items, "pop", 0)
        cases.method(items, "pop", -2)
        cases.method(items, "pop", 7)
        for value in (1, "a", None, 1.0, True, [1]):
            for name in ("append", "remove", "index", "count", "extend"):
                cases.method(items, name, value)
        for at in (0, 1, -1, -9, 99):
            cases.method(items, "insert", at, "new")
            cases.method(items, "index", 1, at)
            cases.method(items, "index", 1, 0, at)
    cases.method([1, 2], "extend", [3, 4])
    cases.method([1, 2], "extend", {"a": 1})
    cases.method([1, 2], "extend", "xy")
    cases.method(["b", "a", "c"] * 30, "sort")
    cases.method([5, 3, 9, "x", 1], "sort")
    cases.method([9, 8, 7, 1, 2, "x"], "sort")
    wrong_arguments(cases, [1, 2], "append insert pop remove sort reverse index count extend clear copy".split())
    for items in ((), (1, 2, 1), ("a", 1.0, True)):
        for value in (1, "a", 9):
            cases.method(items, "count", value)
            cases.method(items, "index", value)
            cases.method(items, "index", value, 1)
    wrong_arguments(cases, (1, 2), ["index", "count"])
    dicts = [{}, {"a": 1, "b": [2]}, {1: "x", None: "y", (1, 2): "z", 2.5: 0, "1": True}]
    for data in dicts:
        for name in ("keys", "values", "items", "copy", "clear", "popitem"):
            cases.method(data, name)
        for key in ("a", 1, 1.0, True, None, (1, 2), (1.0, 2), [], {}, "zz", 2.5):
            cases.method(data, "get", key)
            cases.method(data, "get", key, "d")
            cases.method(data, "pop", key)
            cases.method(data, "pop", key, "d")
            cases.method(data, "setdefault", key)
            cases.method(data, "setdefault", key, "d")
            cases.add("in", lambda container, item: item in container, data, key)
        for other in ({"c": 3, "a": 9}, [("k", 1)], [["k", 1], "xy"], [1], ["abc"], 5, None, [["a", 1, 2]], {1.0: "new"}, {True: "new"}):
            cases.method(data, "update", other)
        cases.method(data, "update", k=1, a=2)
        cases.method(data, "update", {"q": 1}, k=1)
    cases.method({}, "fromkeys", "abc")
    cases.method({}, "fromkeys", [1, 2], 0)
    wrong_arguments(cases, {"a": 1}, "get pop setdefault update keys popitem copy items".split())
    for kind in ("keys", "values", "items"):
        for data in dicts:
            view = getattr(data, kind)()
            for item in ("a", 1, ("a", 1), (1, "x"), [2], None):
                cases.add("in", lambda container, item: item in container, view, item)
            cases.add("len", len, view)
            cases.add("repr", repr, view)
            cases.add("==", operator.eq, view, getattr(dict(data), kind)())
    for spec in ((5,), (0,), (1, 5), (5, 1), (0, 10, 3), (10, 0, -3), (3, 3)):
        value = range(*spec)
        cases.add("repr", repr, value)
        cases.add("len", len, value)
        for item in (0, 1, -1, 4, 1.0, "a", True, 99):
            cases.add("in", lambda container, item: item in container, value, item)
            cases.add("getitem", ENVIRONMENT.getitem, value, item)
            cases.method(value, "index", item)
            cases.method(value, "count", item)
        cases.add("==", operator.eq, value, range(0, 5))
    for value in (b"", b"abc", b"\x00\xff'", "é😀".encode(), b"\xff\xfe", b"\xe2\x82", b"a\xc3b"):
        cases.add("repr", repr, value)
        cases.add("str", str, value)
        for encoding in ("utf-8", "ascii", "latin-1", "nope"):
            for errors in ("strict", "ignore", "replace", "backslashreplace"):
                cases.method(value, "decode", encoding, errors)
        cases.method(value, "hex")
        cases.add("len", len, value)
    cases.write()


def numbers():
    cases = Cases("numbers")
    ints = [0, 1, -1, 7, -7, 255, 2**31, 2**53 - 1, -(2**53) + 1, 2**53, 2**63, -(2**70), 10**30, True, False]
    floats = [0.0, -0.0, 1.0, -1.5, 0.1, 2.5, 1e16, 1e15, 123456789.125, 1e-5, 0.0001, 1e22, 5e-324, 1.7976931348623157e308, float("inf"), float("-inf"), float("nan"), 1e100]
    for value in ints:
        for name in ("bit_length", "bit_count", "conjugate", "as_integer_ratio"):
            cases.method(value, name)
        cases.add("neg", operator.neg, value)
        cases.add("pos", operator.pos, value)
        cases.add("round", round, value)
        cases.add("round", round, value, -1)
        cases.add("round", round, value, 2)
        cases.add("float", float, value)
    for value in floats:
        for name in ("is_integer", "hex", "conjugate", "as_integer_ratio"):
            cases.method(value, name)
        cases.add("repr", repr, value)
        cases.add("neg", operator.neg, value)
        cases.add("int", int, value)
        cases.add("round", round, value)
        for places in (-3, -1, 0, 1, 2, 5, 20, 400, -400):
            cases.add("round", round, value, places)
    for value in (0.5, 1.5, 2.675, 1.005, 2.345, 0.125, 1234.5, 5.015, 1.45, 12.5, 25.0, 35.0, -2.5, 1e300):
        for places in (-2, -1, 0, 1, 2, 3):
            cases.add("round", round, value, places)
    for length, order, signed in itertools.product((0, 1, 2, 4), ("big", "little", "x"), (True, False)):
        for value in (0, 1, 255, 256, -1, -129):
            cases.method(value, "to_bytes", length, order, signed=signed)
    for text in ("12", " -7 ", "+5", "1_000", "_1", "1__0", "", " ", "0x1f", "12.5", "٣٤", "1e5", "0b1", "-0", "00012", "９", "1 2", "𝟏", "inf", "nan", "-Infinity", ".5", "5.", ".", "1_0.2_5", "1e400", "1e-400", "1_.0", "--1", "0o17", "z"):
        cases.add("int", int, text)
        cases.add("float", float, text)
        for base in (0, 2, 8, 16, 36, 1, 37):
            cases.add("int", int, text, base)
    for value in (None, [], (), {}, Undefined(name="u"), StrictUndefined(name="u"), 1.5, 2**70):
        cases.add("int", int, value)
        cases.add("float", float, value)
        cases.add("round", round, value)
    cases.write()


VALUES = [
    None, True, False, 0, 1, -3, 7, 2**53, 10**25, 0.0, 2.5, -7.5, 1e300, float("inf"), float("nan"), "", "a", "ab", [], [1], [1, "a"],
    (), (1,), ("a", 2), {}, {"a": 1}, range(3), b"x", Markup("<b>"), Undefined(name="u"), StrictUndefined(name="s"),
]
OPERATORS = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "//": operator.floordiv, "%": operator.mod,
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "in": lambda container, item: item in container,
}


def operators():
    cases = Cases("operators")
    for left, right in itertools.product(VALUES, repeat=2):
        for name in ("+", "-", "*", "/", "//", "%", "==", "<", "in"):
            if isinstance(left, Undefined) and isinstance(right, Undefined) and type(left) is not type(right):
                continue  # one environment has one kind
            if name == "%" and isinstance(left, bytes):
                continue  # COMPATIBILITY.md: bytes have no formats
            if name == "*" and any(isinstance(value, int) and value > 10**6 for value in (left, right)) and any(isinstance(value, (str, list, tuple, bytes)) and value for value in (left, right)):
                continue
            cases.add(name, OPERATORS[name], left, right)
    numbers = [0, 1, 2, 3, -1, -2, -7, 10, 0.5, -0.5, 2.0, -3.0, 1e10, 2**60, -(2**65), True, 1e-3, 53]
    for left, right in itertools.product(numbers, repeat=2):
        for name in ("//", "%", "/", "-", "*", "+", ">="):
            cases.add(name, OPERATORS[name], left, right)
        negative_root = left < 0 and isinstance(right, float) and right != int(right)
        if not negative_root and not (abs(left) > 1 and right > 200):
            cases.add("**", operator.pow, left, right)
    for value in VALUES:
        cases.add("neg", operator.neg, value)
        cases.add("pos", operator.pos, value)
        cases.add("bool", bool, value)
        cases.add("len", len, value)
        cases.add("list", list, value)
        cases.add("**", operator.pow, value, 2)
        cases.add("**", operator.pow, "a", value)
    ordered = ["", "a", "B", "é", "z😀", "z\uffff", "z", [1, 2], [1], [2], [1, "a"], (1, 2), (1,), [[1], 2], (1, "x"), ("a",)]
    for left, right in itertools.product(ordered, repeat=2):
        for name in ("<", "<=", ">", ">=", "=="):
            if type(left) is type(right):
                cases.add(name, OPERATORS[name], left, right)
    cases.write()


def text():
    cases = Cases("repr")
    for value in [
        "", "it's", 'say "x"', "both ' and \"", "back\\slash", "tab\t nl\n cr\r", "\x00\x1f\x7f", "\x80\x9f\xa0\xad", "é ÿ", "\u200b\u2028\ufeff", "😀",
        "\U000e0001", "\ue000", "\u0378", "\U0001fadf", "\u3000", "ａ", "\U0001f774",
        [], [[]], [1, [2, (3,)]], (), (1,), ((),), {}, {"a": {"b": [None]}}, {1: 2, (1, 2): "x", None: True}, ["it's"], [1.0, 1e20, -0.0],
        Markup("<b>'"), [Markup("x")], [Undefined(name="u")], {"u": Undefined(name="u")}, (b"x", range(2)), 10**4299, 10**4300, -(10**4300), [10**4300],
    ]:
        cases.add("repr", repr, value)
        cases.add("str", str, value)
    for value in [0.1, 1 / 3, 1e16, 9999999999999998.0, 1e-4, 9.999e-5, 1.5e300, 123456789012345680.0, 2.0**70, 1e21, 1e23, 5e-324, 4.35, 1.1e-7]:
        cases.add("repr", repr, value)
        cases.add("repr", repr, -value)
    environment_cases(cases)
    cases.write()


def environment_cases(cases):
    """Attributes, items and slices as Environment.getattr and getitem find them."""
    receivers = [None, True, 5, 2.5, "aé😀", "", [1, 2], (1, 2), {"a": 1, 1: "one", "items": 2}, range(4), Markup("<x>"), b"ab", Undefined(name="u"), ChainableUndefined(name="c"), StrictUndefined(name="s"), DebugUndefined(name="d")]
    for receiver in receivers:
        for name in ("a", "nosuch", "real", "imag", "start", "numerator"):
            cases.add("getattr", ENVIRONMENT.getattr, receiver, name)
        for key in ("a", "nosuch", 0, 1, -1, -2, 5, True, None, 1.0, 2.5, (1, 2), [], 2**70, Undefined(name="k"), "1"):
            cases.add("getitem", ENVIRONMENT.getitem, receiver, key)
        for start, stop, step in [(None, None, None), (1, None, None), (None, -1, None), (None, None, -1), (5, 0, -2), (-2, 9, 1), (None, None, 0), ("a", None, None), (2**70, None, None), (None, None, 2), (1.5, None, None), (True, None, None), (2, 1, None)]:
            cases.add("slice", lambda value, start, stop, step: value[start:stop:step], receiver, start, stop, step)
    for cls in UNDEFINED.values():
        for name in ("x", 0, None, "it's"):
            value = cls(name=name)
            cases.add("str", str, value)
            cases.add("repr", repr, value)
            cases.add("bool", bool, value)
            cases.add("list", list, value)
            cases.add("len", len, value)
            cases.add("==", operator.eq, value, cls(name="other"))
            cases.add("in", OPERATORS["in"], value, 1)
            cases.add("in", OPERATORS["in"], [1, 2], value)


def formats():
    cases = Cases("format")
    ints = [0, 5, -42, 255, 1234567, -(2**70), True]
    floats = [0.0, -0.0, 1.0, -2.5, 3.14159, 1234567.891, 1e-7, 1e20, 0.5, 1e16, float("inf"), float("nan")]
    texts = ["", "ab", "é😀", "longer text"]
    int_types = ["", "d", "b", "o", "x", "X", "c", "n", "f", "e", "g", "%", "q", "s"]
    layouts = ["", "8", "<8", ">8", "^9", "=8", "*^9", "08", "+", "+08", " ", "-", "#", "#010", ",", "_", "020,", "+,", "012_", "😀>9", "x=+9", "0<6", "<06"]
    for layout, kind in itertools.product(layouts, int_types):
        for value in (5, -42, 1234567, 255):
            if kind != "c" or value in (5, 255):
                cases.add("format", format, value, layout + kind)
    for value in ints:
        for spec in ("", "d", "x", "#b", ",", "_x", "_b", "#_X", "e", ".2f", ".3", "z", "c", "010", "+.1%", ".0f", "#o", "05c", ",x", "_c", ",,", "_,", ",_", "1", "1.", "{", "dd", "=+10d"):
            cases.add("format", format, value, spec)
    for value in floats:
        for precision, kind in itertools.product(("", ".0", ".1", ".3", ".10", ".20"), ("", "e", "E", "f", "F", "g", "G", "n", "%")):
            cases.add("format", format, value, precision + kind)
        for spec in ("10", "<10.2f", "^+12.1e", "010.1f", "+", " .1f", ",.2f", "_.1f", "015,.1f", "#.0f", "#g", "#.3g", "#", "z.0f", "z", "d", "x", "s", "c", ",", "012,", "#.0e", "#e"):
            cases.add("format", format, value, spec)
    for value in texts:
        for spec in ("", "s", "8", "<8", ">8", "^9", "*^9s", ".2", "8.1", "08", "=8", "+", " ", "#", ",", "_", "d", "q", ".0", "😀<5", "z", "0", ".", "1x2", "05d"):
            cases.add("format", format, value, spec)
    for value in (None, [], {}, (1,), range(2), Undefined(name="u"), StrictUndefined(name="s"), Markup("<b>"), b"x"):
        for spec in ("", "s", "5", "d"):
            cases.add("format", format, value, spec)
    for value in (2.5, 0.125, 2.675, 1e22, 123.456, 0.000123, 99999.5, 1e-320, 5e-324, 1.7976931348623157e308, 0.1, 1 / 3, 1e15, 100.0, 12345.0):
        for spec in (".0f", ".1f", ".2f", ".5f", ".0e", ".3e", ".17g", ".1g", ".5g", "g", ".30f", ".1", ".4", ".16", ".17"):
            cases.add("format", format, value, spec)
    format_strings(cases)
    cases.write()


def format_strings(cases):
    data = {"a": {"b": [1, "x"]}, "k-y": 5, "n": None, "0": "zero"}
    templates = [
        "", "plain", "{}", "{} {}", "{0} {0}", "{1} {0}", "{a}", "{a[b]}", "{a[b][1]}", "{0.real}", "{0.nosuch}", "{0[0]}", "{0[-1]}", "{a[nosuch]}",
        "{{}}", "{{{}}}", "{", "}", "{0", "{0!r}", "{0!s}", "{0!a}", "{0!x}", "{0!}", "{0!rr}", "{!r:>10}", "{:{}}", "{:{}.{}}", "{0:{1}}", "{} {0}", "{0} {}", "{:>{a}}", "{9}", "{nosuch}",
        "{0.}", "{0[]}", "{0[}", "{0[a}", "{0]}", "{0[0]x}", "{:{:{}}}", "a{b", "a}b", "{ 0}", "{0 }", "{k-y}", "{99999999999999999999}", "{:x{{y}}", "{!r}", "{:", "{0:}", "{:10}|", "{a.b}", "}}", "{{", "{}}", "{!", "{!r", "{:d}", "{:,}", "{:z}", "{٣}",
    ]
    arguments = [(), (5,), ("é", 8), (1.5, 6, 2), ([1, "a"], "b"), (Markup("<i>"), 12), (Undefined(name="u"),), ("<&>", 4)]
    for template in templates:
        for args in arguments:
            cases.method(template, "format", *args)
        cases.method(template, "format", 7, **data)
        cases.method(template, "format_map", data)
        for args in ((5,), ("<&>", 8), (Markup("<i>"), "'")):
            if "{9}" not in template and "Replacement" not in template:
                markup_format(cases, template, args)
    cases.method("{a} {n}", "format", **data)
    cases.method("{0[0]}", "format_map", {"0": "x"})
    cases.method("{a}", "format_map", [1])
    cases.method("{a}", "format_map", 5)


def markup_format(cases, template, args):
    cases.method(Markup(template), "format", *args)


def percents():
    cases = Cases("percent")
    values = [0, 5, -42, 1234567, 2**70, 2.5, -0.0, 1e20, float("inf"), True, "ab", "é😀", None, [1], (1,), (), Undefined(name="u"), StrictUndefined(name="s"), Markup("<b>"), "<"]
    directives = ["%" + flags + rest for flags in ("", "-", "0", "+", " ", "#", "#0", "-0", "+ ") for rest in ("d", "8d", "8.3d", "x", "#10x", "10.4X", "o", "s", "8s", ".1s", "r", "a", "c", "5c", "f", "8.2f", "e", ".0e", "g", "G", ".3g", "i", "u")]
    for index, directive in enumerate(directives):
        for position, value in enumerate(values):
            if index < 23 or (index + position) % 4 == 0:
                cases.add("%", operator.mod, directive + "|", value)
    for template, value in [
        ("%s %s", ("a",)), ("%s", ("a", "b")), ("%s %s", ("a", "b")), ("plain", 1), ("plain", ()), ("plain", {}), ("plain", []), ("%%", 1), ("%%", ()), ("%5%", ()), ("%", ()), ("%5", 1), ("%y", 1), ("%é", 1),
        ("%(a)s", {"a": 1}), ("%(a)s %(b)s", {"a": 1}), ("%(a)s", 1), ("%(a)s", ("x",)), ("%(a", {"a": 1}), ("%(a(b))s", {"a(b)": 1}), ("%()s", {"": 1}), ("%(a)d", {"a": "x"}), ("%(a)-5s|", {"a": 1}), ("%s", {"a": 1}), ("%s %(a)s", {"a": 1}),
        ("%(0)s", [1]), ("%(a)s", [1]), ("%s", [1, 2]), ("%s %s", [1, 2]), ("%*d", (5, 1)), ("%-*d|", (5, 1)), ("%*d|", (-5, 1)), ("%.*f", (2, 1.5)), ("%*d", ("a", 1)), ("%*d", (5,)), ("%.*s", (-1, "abc")), ("%ld", 5), ("%hd", 5), ("%lld", 5),
        ("%.d", 5), ("%.0d", 0), ("%c", 0x110000), ("%c", -1), ("%c", 65), ("%c", "ab"), ("%c", 1.5), ("%5.1f%%", 99.55), ("%s" * 3, (1, 2.0, None)), ("%r", ("x",)), ("%.99999999999d", 1), ("%d", "5"), ("%d", None), ("%x", 1.0), ("%f", "1"), ("%f", None), ("%s", range(3)), ("%d", 1e300),
        ("%i", 3.99), ("%d", -3.99), ("%d", float("nan")), ("%#x", -255), ("%#o", 8), ("%+x", 5), ("%05s", "a"), ("%-05d|", 3), ("%010.3f", -2.5), ("%+5d", 3), ("% d", -3), ("%#.3g", 1.0), ("%#.0f", 1.0), ("%s %", 1), ("% s", "x"),
    ]:
        cases.add("%", operator.mod, template, value)
        cases.add("%", operator.mod, Markup("<p>" + template), value)
    for value in ("<&>", Markup("<i>"), 5, "5", "1.5", None, ["<"], {"a": "<"}, ("<", 1), ()):
        for template in ("%s", "%r", "%d", "%f", "%x", "%c", "%5s", "%.2s", "%(a)s", "%%", "%s%s", "%a", "%*d"):
            cases.add("%", operator.mod, Markup(template), value)
    cases.write()


def markup_methods():
    cases = Cases("markup")
    for text in ("", "<b>", "a &amp; <i>b</i> &eacute; &#39; &notit; &#x80; &#0; &bogus; &lt", "x<!-- c -->y<!-->z", "<a <b> c> d", "  A\tb\n", "&#1114112;&#xD800;&#1;&#11;&Aacute&aacute;&hearts;&NotEqualTilde;&amp&ampx", "<!<!-- x -->-- y -->z", "a < b > c"):
        value = Markup(text)
        for name in ("upper lower title capitalize swapcase casefold strip split rsplit splitlines striptags unescape encode expandtabs isalpha".split()):
            cases.method(value, name)
        for other in ("<", "b", Markup("<"), Markup("&amp;"), "é"):
            cases.add("+", operator.add, value, other)
            cases.add("+", operator.add, other, value)
            cases.add("==", operator.eq, value, other)
            cases.method(value, "replace", "b", other)
            cases.method(value, "join", [other, "x", 5, None])
            cases.method(value, "partition", other)
            cases.method(value, "split", other)
            cases.method(value, "removeprefix", other)
            cases.method(value, "count", other)
            if other not in ("<", "&amp;"):
                cases.method(value, "center", 9, other)
            cases.method("a,b", "join", [other, value])
            cases.method("a b", "replace", "b", other)
            cases.add("escape", escape, other)
        cases.add("*", operator.mul, value, 2)
        cases.add("*", operator.mul, 2, value)
        cases.add("escape", escape, value)
        cases.add("escape", escape, text)
        cases.add("str", str, value)
        cases.add("repr", repr, value)
        cases.add("format", format, value, "8")
        cases.method(value, "zfill", 8)
        cases.method(value, "ljust", 8)
        cases.method(value, "translate", {98: "<"})
        cases.method(value, "find", "b")
    for value in (5, 1.5, None, ["<"], {"<": "'"}, True):
        cases.add("escape", escape, value)
    cases.write()


if __name__ == "__main__":
    str_methods()
    containers()
    numbers()
    operators()
    text()
    formats()
    percents()
    markup_methods()
