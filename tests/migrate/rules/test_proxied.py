"""Configurations of LiteLLM's proxy with as many models as such files have."""

from __future__ import annotations

import datetime
from pathlib import Path

from migrate.formats import yaml_events
from migrate.plan import build


def test_a_file_is_not_read_anew_for_each_of_its_models(tmp_path: Path) -> None:
    entry = "  - model_name: m{0}\n    litellm_params:\n      model: openai/gpt-4o\n"
    (tmp_path / "config.yaml").write_text("model_list:\n" + "".join(entry.format(i) for i in range(30)))
    read = yaml_events.items.cache_info().misses
    plan = build.build(build.settings(tmp_path, to="zhipu", on=datetime.date(2026, 11, 23)))
    assert len([f for f in plan.findings if f.rule == "base-url" and f.edits]) == 30
    # What is read is what each edit of a model would make of the file.
    assert yaml_events.items.cache_info().misses - read <= 7 * 30
