"""Where an answer goes: every use with its path, and nothing said where it is not certain."""

from __future__ import annotations

import re

import pytest

from migrate import source
from migrate.languages.follow import follow
from migrate.model import Span


def followed(tmp_path, text, name):
    (tmp_path / name).write_text(text, encoding="utf-8")
    read = source.read(tmp_path, name)
    calls = [Span(*m.span()) for m in re.finditer(rb"ask\(\w*\)", read.data)]
    language = "python" if name.endswith(".py") else "typescript"
    found = follow(language, read, calls)
    said = [f"{read.text(u.span)} | {'.'.join(u.names)} | {u.role}" for u in found.uses]
    return said, [p.reason for p in found.problems]


PYTHON = {
    "r = ask()\nx = r.a[0]['b'].get('c', 1)": ["ask() |  | named", "r.a[0]['b'].get('c', 1) | a.0.b.c | named"],
    "print(ask().a)": ["ask().a | a | passed"],
    "async def f():\n    return (await ask()).a": ["(await ask()).a | a | returned"],
    "for c in ask():\n    c.d": ["ask() |  | iterated", "c.d | *.d | dropped"],
    "t = [c.d for c in ask().e]": ["c.d | e.*.d | value", "ask().e | e | iterated"],
    "if (m := ask().a).b == 'x':\n    pass": ["(m := ask().a).b | a.b | compared", "ask().a | a | named"],
    "with ask() as s:\n    s.a": ["ask() |  | named", "s.a | a | dropped"],
    "r = None\ntry:\n    r = ask()\nexcept E:\n    pass\nr.a": ["ask() |  | named", "r.a | a | dropped"],
    "r = ask()\nr = r.a\nr.b": ["ask() |  | named", "r.a | a | named", "r.b | a.b | dropped"],
    "def f(r):\n    return r.a\nr = ask()\nr.b": ["ask() |  | named", "r.b | b | dropped"],
    "r = ask()\nf(r=1, x=o.r)\n'r.a'  # r.a": ["ask() |  | named"],
    "class A:\n    def f(self):\n        r = ask()\n        return r.a": ["ask() |  | named", "r.a | a | returned"],
    "def _f():\n    return ask()\nx = _f()\nx.a": ["ask() |  | returned", "_f() |  | named", "x.a | a | dropped"],
    "def f():\n    return ask()\nf().a": ["ask() |  | returned"],
    "class A:\n    async def _f(self):\n        return (await ask()).data\n    async def g(self):\n        (await self._f()).a": [
        "(await ask()).data | data | returned", "(await self._f()).a | data.a | dropped"
    ],
    "def g():\n    def f():\n        return ask()\n    f().a": ["ask() |  | returned", "f().a | a | dropped"],
    "x = [c for c in ask().l if c.t]\nx[0].a": [
        "[c for c in ask().l if c.t] | l | named", "ask().l | l | iterated", "c.t | l.*.t | tested", "x[0].a | l.0.a | dropped"
    ],
    "next((c for c in ask().l), None).a": ["next((c for c in ask().l), None).a | l.*.a | dropped", "ask().l | l | iterated"],
}
SCRIPT = {
    "const r = await ask()\nconsole.log(r.a?.[0]['b'])": ["await ask() |  | named", "r.a?.[0]['b'] | a.0.b | passed"],
    "const { a, b: c } = await ask()\na.x; c.y": [
        "a | a | named", "b | b | named", "await ask() |  | named", "a.x | a.x | dropped", "c.y | b.y | dropped"
    ],
    "for await (const c of await ask()) { c.d }": ["await ask() |  | iterated", "c.d | *.d | dropped"],
    "ask().then((r) => r.a)": ["r.a | a | returned"],
    "let r\nr = await ask()\nif (r.a === 'x') {}": ["await ask() |  | named", "r.a | a | compared"],
    "const r = await ask()\n{ const r = 1; r.x }\nf({ r: 1 }, o.r)": ["await ask() |  | named"],
    "import 'x'\nasync function f() { return ask() }\nconst r = await f(); r.a": [
        "ask() |  | returned", "await f() |  | named", "r.a | a | dropped"
    ],
    "export const f = () => ask()\nf().a": ["ask() |  | returned"],
    "function f() { return ask() }\nf().a": ["ask() |  | returned"],
    "class A { #f() { return ask() } g() { this.#f().a } }": ["ask() |  | returned", "this.#f().a | a | dropped"],
    "ask().l.filter((c) => c.t).forEach((d) => { d.a })": [
        "ask().l | l | iterated", "ask().l.filter((c) => c.t) | l | iterated", "c.t | l.*.t | returned", "d.a | l.*.a | dropped"
    ],
}


@pytest.mark.parametrize("text", PYTHON)
def test_python(tmp_path, text):
    assert followed(tmp_path, text, "a.py") == (PYTHON[text], [])


@pytest.mark.parametrize("text", SCRIPT)
def test_typescript(tmp_path, text):
    assert followed(tmp_path, text, "a.ts") == (SCRIPT[text], [])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", "self.r = ask()"),
        ("a.py", "a, b = ask()"),
        ("a.py", "class A:\n    r = ask()"),
        ("a.py", "r = ask()\nif x:\n    r = other()\nr.a"),
        ("a.py", "def f():\n    global r\n    r = ask()\n    r.a"),
        ("a.ts", "this.r = await ask()"),
        ("a.ts", "const [a] = await ask()"),
        ("a.ts", "ask().then(done)"),
        ("a.ts", "let r = await ask()\nif (x) { r = other() }\nr.a"),
    ],
)
def test_what_is_not_certain_is_a_problem(tmp_path, name, text):
    assert followed(tmp_path, text, name)[1]
