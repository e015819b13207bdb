"""Assessment as a whole: order, evidence, suppressions, secrets, and edits that never clash."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrate.edit import conflicts
from migrate.languages import LANGUAGES
from migrate.model import Applicability, Severity
from providers import catalog

APP = """import os
from openai import OpenAI

client = OpenAI(api_key=os.environ["OPENAI_API_KEY"])
answer = client.chat.completions.create(
    model="gpt-4o",
    messages=[{"role": "developer", "content": "Be brief."}],
    temperature=0,
    max_completion_tokens=50,
    tool_choice="required",
    tools=TOOLS,
)
"""


def test_findings_stand_in_the_order_of_the_code(world):
    found = world({"b.py": APP, "a.py": APP}).assess().findings
    places = [(f.site.path, f.site.line) for f in found]
    assert places == sorted(places)


def test_two_assessments_of_the_same_code_are_the_same(world):
    made = world({"app.py": APP, ".env": "OPENAI_API_KEY=x\n"})
    assert made.assess() == made.assess()


def test_one_finding_per_rule_place_and_parameter(world):
    found = world({"app.py": APP}).assess().findings
    keys = [(f.rule, f.site.path, f.site.span, f.parameter) for f in found]
    assert len(keys) == len(set(keys))


def test_every_finding_that_rests_on_a_fact_names_it(world):
    found = world({"app.py": APP}).assess().findings
    rests = [f for f in found if f.rule not in ("unresolved",)]
    assert rests
    for finding in rests:
        assert finding.evidence, finding.rule
        for proof in finding.evidence:
            assert proof.key
            assert proof.as_of


def test_disagreeing_sources_are_shown(world):
    found = world({"app.py": APP}).assess(["temperature-zero", "temperature-range"]).findings
    warm = world({"app.py": APP.replace("temperature=0", "temperature=1.5")}).assess(["temperature-range"]).findings
    assert any(proof.conflicts for f in (*found, *warm) for proof in f.evidence)


def test_what_a_person_has_to_do_is_said(world):
    found = world({"app.py": APP}).assess().findings
    for finding in found:
        if finding.applicability is not Applicability.SAFE and finding.severity is not Severity.INFO:
            assert finding.todo, finding.rule


def test_no_secret_in_any_finding(world):
    key = "sk-proj-Abcdefghijklmnopqrstuvwx0123456789abcd"
    files = {
        "app.py": f'from openai import OpenAI\n\nclient = OpenAI(api_key="{key}")\n',
        ".env": f"OPENAI_API_KEY={key}\n",
        "config.yaml": f"openai:\n  api_key: {key}\n  model: gpt-4o\n",
    }
    assessed = world(files).assess()
    assert assessed.findings
    for finding in assessed.findings:
        shown = (finding.message, finding.todo, finding.evidence, [(e.before, e.after) for e in finding.edits])
        assert key not in repr(shown)


def test_only_the_rules_that_are_asked_for(world):
    assert {f.rule for f in world({"app.py": APP}).assess(["tool-choice"]).findings} == {"tool-choice"}


def test_the_target_is_never_a_model_that_ended(world):
    for target in catalog.ids():
        if target in ("openai", "azure-openai"):
            continue
        made = world({"app.py": APP}, to=target)
        provider = catalog.load(target)
        for finding in made.assess(["model-mapping"]).findings:
            for edit in finding.edits:
                model = provider.model(edit.after.strip('"'))
                assert model is not None
                assert model.status in ("active", "legacy", "unknown"), (target, model.id, model.status)


def test_a_rule_that_fails_is_said_and_the_rest_goes_on(world, monkeypatch):
    from dataclasses import replace

    from migrate import assess
    from migrate.rules import RULES

    def broken(site, ctx):
        raise RecursionError

    rules = {name: RULES[name] for name in RULES}
    monkeypatch.setattr(assess, "RULES", rules | {"seed": replace(RULES["seed"], check=broken)})
    found = world({"app.py": APP}).assess().findings
    failed = [f for f in found if f.rule == "seed"]
    assert failed
    assert all("RecursionError" in f.message and f.applicability is Applicability.MANUAL for f in failed)
    assert any(f.rule == "model-mapping" and f.edits for f in found)


def test_a_conditional_client_beside_another_vendor_is_for_review(world):
    text = """from openai import OpenAI

if vendor == "groq":
    client = OpenAI(base_url="https://api.groq.com/openai/v1", api_key=key)
else:
    client = OpenAI(api_key=key)
"""
    (finding,) = world({"app.py": text}).assess(["base-url"]).findings
    assert (finding.site.line, finding.applicability) == (6, Applicability.REVIEW)
    assert "condition" in finding.demoted


# --- any vendor to any vendor ---

RICH = """import os
from openai import OpenAI
client = OpenAI(%s)
r = client.chat.completions.create(
    model="%s",
    messages=[{"role": "developer", "content": "x"}, {"role": "user", "name": "a", "content": t}],
    temperature=0, top_p=0, n=2, stop=["a", "b", "c", "d", "e", x], presence_penalty=3, frequency_penalty=0,
    logit_bias={"1": 1}, logprobs=True, top_logprobs=30, seed=1, user="u", max_tokens=1000000,
    response_format={"type": "json_schema", "json_schema": {"name": "n", "strict": True, "schema": {}}},
    tools=[{"type": "function", "function": {"name": "f", "strict": True}}],
    tool_choice={"type": "function", "function": {"name": "f"}}, parallel_tool_calls=False, stream=True,
    stream_options={"include_usage": True}, reasoning_effort="minimal", store=True, metadata={"a": b},
    service_tier="flex", modalities=["text"], verbosity="low", functions=[], function_call="none",
    extra_body={"thinking": {"type": "enabled"}, "enable_thinking": True, "top_k": 5},
)
"""
VENDORS = catalog.ids()
PAIRS = [("openai", v) for v in VENDORS if v != "openai"] + list(zip(VENDORS, VENDORS[1:] + VENDORS[:1], strict=True))


@pytest.mark.parametrize(("source", "target"), sorted(set(PAIRS)))
def test_any_vendor_to_any_vendor_by_the_same_code(world, source, target):
    left = catalog.load(source)
    chat = next(m.id for m in left.models.values() if m.kind == "chat")
    url = f'base_url="{left.base_urls[0].url}", api_key=os.environ["{left.key_variable}"]'
    text = RICH % ("" if source in ("openai", "azure-openai") else url, chat)
    made = world({"app.py": text}, source=source, to=target)
    found = made.assess().findings
    assert not [f.message for f in found if f.parameter == "internal"]
    made.migrate(found, unsafe=True)
    compile(made.bytes()["app.py"], "app.py", "exec")
    if source not in ("openai", "azure-openai") and "{" not in left.base_urls[0].url:
        assert left.base_urls[0].url not in made.bytes()["app.py"].decode()


# --- suppressions ---


def test_a_comment_suppresses_a_rule_on_its_line(world):
    text = APP.replace('tool_choice="required",', 'tool_choice="required",').replace(
        "answer = client.chat.completions.create(",
        "answer = client.chat.completions.create(  # migrate: ignore[tool-choice] -- checked by hand",
    )
    assessed = world({"app.py": text}).assess(["tool-choice"])
    assert assessed.findings == ()
    (gone,) = assessed.suppressed
    assert gone.finding.rule == "tool-choice"
    assert gone.suppression.reason == "checked by hand"
    assert assessed.unused_suppressions == ()


def test_a_comment_above_suppresses_several_rules(world):
    text = APP.replace("answer =", "# migrate: ignore[tool-choice, max-tokens] -- later\nanswer =")
    assessed = world({"app.py": text}).assess(["tool-choice", "max-tokens", "developer-role"])
    assert {f.rule for f in assessed.findings} == {"developer-role"}
    assert {s.finding.rule for s in assessed.suppressed} == {"tool-choice", "max-tokens"}


def test_a_comment_on_the_argument_suppresses_what_is_said_of_it(world):
    text = APP.replace('tool_choice="required",', 'tool_choice="required",  # migrate: ignore[tool-choice] -- fine')
    text = text.replace("    temperature=0,", "    # migrate: ignore[temperature-zero] -- fine\n    temperature=0,")
    assessed = world({"app.py": text}).assess(["tool-choice", "temperature-zero", "max-tokens"])
    assert {f.rule for f in assessed.findings} == {"max-tokens"}
    assert assessed.unused_suppressions == ()


def test_suppressions_nothing_needs_are_reported(world):
    text = APP + "x = 1  # migrate: ignore[seed] -- once\n"
    assessed = world({"app.py": text}).assess()
    (unused,) = assessed.unused_suppressions
    assert (unused.rule, unused.at, unused.reason) == ("seed", 13, "once")


def test_a_suppression_of_a_rule_that_was_not_run_is_not_called_unused(world):
    text = APP.replace("temperature=0,", "temperature=0,  # migrate: ignore[seed] -- once")
    assert world({"app.py": text}).assess(["tool-choice"]).unused_suppressions == ()


def test_without_a_rule_nothing_is_suppressed(world):
    text = APP.replace("create(", "create(  # migrate: ignore -- everything")
    assert world({"app.py": text}).assess(["tool-choice"]).findings


def test_the_words_in_a_string_suppress_nothing(world):
    text = APP.replace("answer =", 'note = "# migrate: ignore[tool-choice] -- no"; answer =')
    assert world({"app.py": text}).assess(["tool-choice"]).findings


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".env", "# migrate: ignore[base-url] -- staging\nOPENAI_BASE_URL=https://api.openai.com/v1\n"),
        ("c.yaml", "openai:\n  base_url: https://api.openai.com/v1  # migrate: ignore[base-url] -- staging\n"),
        ("c.toml", '[openai]\n# migrate: ignore[base-url] -- staging\nbase_url = "https://api.openai.com/v1"\n'),
    ],
)
def test_configuration_suppresses_in_its_own_comments(world, path, text):
    assessed = world({path: text}).assess(["base-url"])
    assert assessed.findings == ()
    assert [s.suppression.reason for s in assessed.suppressed] == ["staging"]


# --- edits that agree ---

ARGUMENTS = [
    "temperature=0", "temperature=1.5", "max_completion_tokens=5", 'stop="x"', "n=1", "n=2", "logit_bias={}",
    'logit_bias={"1": 1}', "presence_penalty=0", "frequency_penalty=0.5", 'user="customer-1"', "user=who", "seed=1",
    'tool_choice="none"', "tools=T", 'tool_choice="required"', "parallel_tool_calls=True", "store=True", "stream=True",
    'stream_options={"include_usage": True}', 'extra_body={"a": 1}', "timeout=3", 'service_tier="auto"',
]  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    picked=st.lists(st.sampled_from(ARGUMENTS), unique_by=lambda a: a.split("=")[0], max_size=9),
    layout=st.sampled_from(["line", "rows", "trailing"]),
    target=st.sampled_from(["zhipu", "moonshot", "baichuan"]),
    choice=st.randoms(use_true_random=False),
)
def test_any_choice_of_findings_parses_and_never_clashes(world, picked, layout, target, choice):
    arguments = ['model="gpt-4o"', "messages=m", *picked]
    if layout == "rows":
        call = "client.chat.completions.create(\n    " + ",\n    ".join(arguments) + ",\n)\n"
    else:
        call = f"client.chat.completions.create({', '.join(arguments)}{',' if layout == 'trailing' else ''})\n"
    made = world({"app.py": f"from openai import OpenAI\n\nclient = OpenAI()\n{call}"}, to=target)
    found = [f for f in made.assess().findings if f.edits and f.applicability is not Applicability.MANUAL]
    some = [f for f in found if choice.random() < 0.6]
    assert not conflicts(e for f in found for e in f.edits)
    before = made.bytes()["app.py"]
    made.migrate(some, unsafe=True)
    after = made.bytes()["app.py"]
    compile(after.decode(), "app.py", "exec")
    assert LANGUAGES["python"].parse_errors(after) == LANGUAGES["python"].parse_errors(before) == 0
