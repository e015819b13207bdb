"""Random small sources, put together from call sites in every layout that has broken an edit, and real plans."""

from __future__ import annotations

import ast
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrate.apply import apply_plan, rollback
from migrate.edit import make, order
from migrate.errors import RefusedError
from migrate.model import Applicability, Span
from migrate.plan import build
from migrate.source import read

IMPORTS = [
    "import openai\nfrom openai import OpenAI\nclient = OpenAI()\n",
    "from openai import *  # everything\nclient = OpenAI(  # nothing here\n)\n",
    "import openai as ai\nclient = ai.OpenAI(api_key='k', timeout=3,)\n",
    "from openai import (\n    OpenAI as Maker,\n)\nclient = Maker(**{})\n",
    "import os; from openai import OpenAI; client = OpenAI(api_key=os.environ['OPENAI_API_KEY'])\n",
]
# Every fragment is whole lines at the left margin; M stands for the messages.
CALLS = [
    "client.chat.completions.create(model='gpt-4o', messages=M, temperature=0)\n",
    "client.chat.completions.create(model='gpt-4o', messages=M, temperature=0,)\n",
    "client.chat.completions.create(model=\"gpt-4o-mini\", messages=M, user='customer-1', stop='x'); y = 1\n",
    "a = client.chat.completions.create(model='gpt-4o', messages=M, n=2), 1\n",
    "client.chat.completions.create(\n    model='gpt-4o',  # why, so\n    messages=M,\n    temperature=0  # last\n    # end\n)\n",
    "client.chat.completions.create(\n\tmodel='gpt-4o',\n\tmessages=M,\n\tuser='customer-2',\n)\n",
    "client.chat.completions.create(messages=M, **{'model': 'gpt-4o', 'temperature': 0})\n",
    "kw = {'top_p': 0.5}\nclient.chat.completions.create(model='gpt-4o', messages=M, seed=1, **kw)\n",
    "client.chat.completions.create(model='gpt-' 'four', messages=M, stop=('a' 'b'), max_completion_tokens=(1 + (2)))\n",
    "name = 'o'\nclient.chat.completions.create(model=f'gpt-4{name}', messages=M, temperature=0.0, user=f'u-{name!r}')\n",
    "client.chat.completions.create(model='gpt-4o', messages=[{'role': 'developer', 'content': f'{[1, 2][0]}, ok'}])\n",
    "client.chat.completions.create(model='gpt-4o', model_kwargs={}, messages=M, logit_bias={'1': -100, '1': 5})\n",
    "def f(x=client.chat.completions.create(model='gpt-4o', messages=M, parallel_tool_calls=False)): return x\n",
    "class A:\n    model = 'gpt-4o'\n    def ask(self): return client.chat.completions.create(model=self.model, messages=M, "
    "stream=True, stream_options={'include_usage': True})\n",
    "if client: client.embeddings.create(model='text-embedding-3-small', input=['茶', 'tea'])\n",
    "call = lambda: client.chat.completions.create(model='o3-mini', messages=M, reasoning_effort='low', "
    "max_completion_tokens=9)\n",
    "@(lambda g: g)\ndef g():\n    return client.chat.completions.create(model='gpt-4o', messages=M,\n"
    "                                          frequency_penalty=1, presence_penalty=-1)\n",
    "client.chat.completions.create(model='gpt-4o', messages=M, extra_body={'a': 1,}, user='customer-3', temperature=0)\n",
    "import requests\nrequests.post('https://api.openai.com/v1/chat/completions', json={'model': 'gpt-4o', 'messages': M, "
    "'temperature': 0}, timeout=3)\n",
    "text = 'client.chat.completions.create(model=\"gpt-4o\", temperature=0)'  # model='gpt-4o'\n",
]
BETWEEN = ["", "\n", "\f\n", "# -*- 茶 -*-\n", "x = '''\ngpt-4o\n'''\n", "pass;\n"]
MESSAGES = "M = [{'role': 'user', 'content': 'hi'}]\n"


@st.composite
def sources(draw: st.DrawFn) -> bytes:
    text = draw(st.sampled_from(IMPORTS)) + MESSAGES
    for call in draw(st.lists(st.sampled_from(CALLS), min_size=1, max_size=5)):
        text += draw(st.sampled_from(BETWEEN)) + call
    if draw(st.booleans()):
        text = text.rstrip("\n")
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    return (b"\xef\xbb\xbf" if draw(st.booleans()) else b"") + text.encode()


def planned(root: Path, vendor: str):
    return build.build(build.settings(root, to=vendor, on=date(2026, 11, 23)))


def kinds(findings) -> Counter:
    return Counter((f.rule, f.parameter) for f in findings)


def applied_edits(findings):
    return order({e: None for f in findings for e in f.edits})


EXAMPLES = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)


@EXAMPLES
@given(sources(), st.sampled_from(["zhipu", "moonshot", "baichuan"]), st.booleans())
def test_plan_apply_again_and_back(data: bytes, vendor: str, unsafe: bool) -> None:
    ast.parse(data)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        path = root / "app.py"
        path.write_bytes(data)
        plan = planned(root, vendor)
        done = apply_plan(plan, root, unsafe=unsafe)
        assert not done.failed, [(d.finding.rule, d.reason) for d in done.dropped]
        after = path.read_bytes()
        ast.parse(after)
        _outside_is_the_same(data, after, applied_edits(done.carried_out))
        again = apply_plan(plan, root, unsafe=unsafe)
        assert again.no_op
        assert path.read_bytes() == after
        wanted = {Applicability.SAFE, Applicability.REVIEW} if unsafe else {Applicability.SAFE}
        left = kinds(f for f in planned(root, vendor).findings if f.edits and f.applicability in wanted)
        not_carried = kinds(plan.findings) - kinds(done.carried_out)  # another finding wanted the same bytes
        assert left <= not_carried, left - not_carried
        if done.run is not None:
            assert not rollback(root).failed
        assert path.read_bytes() == data


def _outside_is_the_same(before: bytes, after: bytes, edits) -> None:
    at = behind = 0
    for edit in edits:
        kept = before[at : edit.span.start]
        assert after[behind : behind + len(kept)] == kept
        behind += len(kept)
        new = edit.after.encode()
        assert after[behind : behind + len(new)] == new
        behind, at = behind + len(new), edit.span.end
    assert after[behind:] == before[at:]


@settings(EXAMPLES, max_examples=8)
@given(sources(), st.data())
def test_a_plan_whose_edits_want_the_same_bytes_is_refused(data: bytes, draw: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "app.py").write_bytes(data)
        plan = planned(root, "zhipu")
        changing = [f for f in plan.findings if f.applicability is Applicability.SAFE
                    and any(len(e.span) > 2 for e in f.edits)]  # fmt: skip
        if not changing:
            return
        victim = draw.draw(st.sampled_from(changing))
        edit = next(e for e in victim.edits if len(e.span) > 2)
        found = read(root, "app.py")
        rival = make(found, Span(edit.span.start, edit.span.end), "rival")
        tampered = replace(plan, id="", findings=(*plan.findings, replace(victim, edits=(rival,))))
        with pytest.raises(RefusedError):
            apply_plan(tampered, root)
        assert (root / "app.py").read_bytes() == data
        assert not (root / ".migrate" / "runs").exists()
