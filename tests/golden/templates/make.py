#!/usr/bin/env python3
"""Writes jinja.json and families.json: what Jinja 3.1.6, set up as transformers 4.57 does, makes of the cases here.

An independent oracle for OlmoRL.Data.Templates. Needs python3 and jinja2; the tests read only the results.
"""
import datetime
import json
import pathlib

import jinja2.ext
from jinja2 import nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

HERE = pathlib.Path(__file__).parent


class Generation(jinja2.ext.Extension):
    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return nodes.CallBlock(self.call_method("_write"), [], [], body).set_lineno(line)

    def _write(self, caller):
        return caller()


def to_json(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def raise_exception(message):
    raise jinja2.TemplateError(message)


environment = ImmutableSandboxedEnvironment(
    trim_blocks=True, lstrip_blocks=True, extensions=[Generation, jinja2.ext.loopcontrols])
environment.filters["tojson"] = to_json
environment.globals["raise_exception"] = raise_exception
environment.globals["strftime_now"] = lambda form: datetime.datetime(2025, 11, 3, 9, 5, 7).strftime(form)

CONTEXT = {
    "messages": [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": " Hi <b> & 'you' \"é\" "},
        {"role": "assistant", "content": "<think>\nhm\n</think>\n\nYes"},
        {"role": "user", "content": "more?"},
    ],
    "n": 7, "f": 2.5, "none_value": None, "yes": True, "empty": "", "zero": 0,
    "items": [3, 1, 2, 1],
    "nested": {"b": {"x": [1, 2.0, None, True, "q\"\n"]}, "a": 1},
    "words": ["Beta", "alpha", "gamma"],
    "text": "  padded text\nsecond line  ",
    "emoji": "a🙂b",
    "rows": [{"k": "x", "v": 2}, {"k": "y", "v": 1}, {"k": "X", "v": 3}],
}


def write(name, value):
    (HERE / name).write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


cases = (HERE / "jinja.txt").read_text().rstrip("\n").split("\n===\n")
write("jinja.json", {
    "context": CONTEXT,
    "cases": [{"template": c, "text": environment.from_string(c).render(**CONTEXT)} for c in cases],
})

conversations = json.loads((HERE / "conversations.json").read_text())
families = {}
for family, tokens in {
    "qwen3": {"eos_token": "<|im_end|>", "pad_token": "<|endoftext|>"},
    "llama3": {"bos_token": "<|begin_of_text|>", "eos_token": "<|eot_id|>"},
    "olmo3": {"bos_token": "<|endoftext|>", "eos_token": "<|endoftext|>"},
}.items():
    template = environment.from_string((HERE / f"{family}.jinja").read_text())
    families[family] = {}
    for name, conversation in conversations.items():
        given = {"tools": None, "documents": None, "add_generation_prompt": False, **conversation, **tokens}
        try:
            families[family][name] = template.render(**given)
        except jinja2.TemplateError:
            continue  # the template refuses this shape
write("families.json", families)
