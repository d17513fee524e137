"""Writes forms.json: how Python and Go themselves write values of 6 to 4,000 characters. Run `python3 generate.py` here; needs Go."""

import base64
import html
import json
import pathlib
import random
import shlex
import subprocess
import tempfile
import urllib.parse

GO = r"""
package main

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"os"
	"strconv"
)

func main() {
	var values []string
	if err := json.NewDecoder(os.Stdin).Decode(&values); err != nil {
		panic(err)
	}
	forms := []map[string]string{}
	for _, value := range values {
		quoted, _ := json.Marshal(value)
		twice, _ := json.Marshal(string(quoted))
		forms = append(forms, map[string]string{
			"url.QueryEscape":           url.QueryEscape(value),
			"url.PathEscape":            url.PathEscape(value),
			"url.UserPassword":          url.UserPassword("u", value).String(),
			"strconv.Quote":             strconv.Quote(value),
			"strconv.QuoteToASCII":      strconv.QuoteToASCII(value),
			"json.Marshal":              string(quoted),
			"json.Marshal twice":        string(twice),
			"json.Marshal in %q":        fmt.Sprintf("%q", quoted),
			"QueryEscape twice":         url.QueryEscape(url.QueryEscape(value)),
			"html.EscapeString":         html.EscapeString(value),
			"base64.URLEncoding":        base64.URLEncoding.EncodeToString([]byte(value)),
			"base64.RawStdEncoding":     base64.RawStdEncoding.EncodeToString([]byte("x" + value)),
			"base64 twice":              base64.StdEncoding.EncodeToString([]byte(base64.StdEncoding.EncodeToString([]byte("u:" + value)))),
			"hex.EncodeToString":        hex.EncodeToString([]byte(value)),
			"%X":                        fmt.Sprintf("%X", value),
			"% x":                       fmt.Sprintf("% x", value),
			"%v of bytes":               fmt.Sprintf("%v", []byte(value)),
		})
	}
	if err := json.NewEncoder(os.Stdout).Encode(forms); err != nil {
		panic(err)
	}
}
"""

ASCII = [chr(code) for code in range(0x20, 0x7F)]
OTHERS = list("éßÿ€語\u00a0😀\t\n")


def value_of(generator, length, alphabet):
    """Neither end is a blank, which is found without; a piece of one character repeated would tell nothing."""
    middle = "".join(generator.choice(alphabet) for _ in range(length - 2))
    return generator.choice("pqrs%\\'\"") + middle + generator.choice("wxyz!$/&")


def python_forms(value):
    data = value.encode()
    return {
        "urllib.parse.quote": urllib.parse.quote(value),
        "urllib.parse.quote_plus": urllib.parse.quote_plus(value),
        "quote, lower case": lower_percent(urllib.parse.quote(value, safe="")),
        "json.dumps": json.dumps(value),
        "json.dumps, not only ASCII": json.dumps(value, ensure_ascii=False),
        "repr": repr(value),
        "ascii": ascii(value),
        "repr of bytes": repr(data),
        "html.escape": html.escape(value),
        "xmlcharrefreplace": value.encode("ascii", "xmlcharrefreplace").decode(),
        "shlex.quote": shlex.quote(value),
        "base64.b64encode": base64.b64encode(data).decode(),
        "base64.encodebytes": base64.encodebytes(b"xy" + data).decode(),
        "base64 in JSON": json.dumps(base64.encodebytes(data).decode()),
    }


def lower_percent(text):
    return "".join(part[:3].lower() + part[3:] if index else part for index, part in enumerate(text.replace("%", "\0%").split("\0")))


def main():
    generator = random.Random(20261128)
    values = ["p@ss/w$rd!x9"]
    values += [value_of(generator, length, ASCII) for length in (6, 6, 7, 8, 11, 19, 47, 101)]
    values += [value_of(generator, length, ASCII + 4 * OTHERS) for length in (6, 8, 13, 31, 90, 300)]
    long = value_of(generator, 4000, ASCII + OTHERS)
    with tempfile.TemporaryDirectory() as folder:
        program = pathlib.Path(folder, "main.go")
        program.write_text(GO)
        run = subprocess.run(["go", "run", program], input=json.dumps([*values, long]), capture_output=True, text=True, check=True)
    *go, go_of_long = json.loads(run.stdout)
    kept = ("url.QueryEscape", "json.Marshal in %q", "repr of bytes", "base64.encodebytes")
    of_long = {**python_forms(long), **go_of_long}
    cases = [{"value": value, "forms": {**python_forms(value), **forms}} for value, forms in zip(values, go)]
    cases.append({"value": long, "forms": {name: of_long[name] for name in kept}})
    text = json.dumps(cases, indent=1, ensure_ascii=True) + "\n"
    pathlib.Path(__file__).with_name("forms.json").write_text(text)


main()
