"""The table of rules: complete, documented, cheap to list, and every parameter has one that speaks for it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from migrate.rules import RULES
from migrate.rules.parameters import RULE_OF
from providers import dialect

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("name", RULES)
def test_a_rule_explains_itself(name):
    rule = RULES[name]
    assert rule.id == name
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
    assert 8 < len(rule.title) < 80
    for part in ("What:", "Why:", "Edit:", f"migrate: ignore[{name}]"):
        assert part in rule.doc


def test_every_parameter_of_the_dialect_has_a_rule():
    assert set(RULE_OF) <= set(dialect.PARAMETERS)
    assert set(RULE_OF.values()) <= set(RULES)
    spoken = {p for p in dialect.PARAMETERS if p in RULE_OF}
    left = {"web_search_options", "metadata", "store", "service_tier", "prediction", "modalities", "prompt_cache_key"}
    assert set(dialect.PARAMETERS) - spoken <= left | {"verbosity"}


def test_listing_the_rules_loads_none_of_them():
    code = "import sys\nfrom migrate.rules import RULES\nlist(RULES)\nprint([m for m in sys.modules if 'migrate.rules.' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "['migrate.rules.base']"


def test_explaining_a_rule_loads_no_parser():
    code = (
        "import sys\nfrom migrate.rules import RULES\nRULES['seed'].doc\n"
        "print([m for m in ('tree_sitter', 'yaml', 'openai', 'jsonschema') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_an_unknown_rule_is_a_key_error():
    with pytest.raises(KeyError):
        RULES["no-such-rule"]
