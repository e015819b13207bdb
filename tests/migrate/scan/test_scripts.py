"""Programs without a suffix: their first line says what they are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from migrate.scan import ScanOptions, scan
from migrate.scan.scripts import suffix

SHELL = 'OPENAI_MODEL="${OPENAI_MODEL:-gpt-4o}"\n'
PYTHON = 'import openai\nclient = openai.OpenAI()\nclient.chat.completions.create(model="gpt-4o", messages=[])\n'
RUBY = 'require "openai"\nOpenAI::Client.new(access_token: "k")\n'


@pytest.mark.parametrize(
    ("first", "is_like"),
    [
        ("#!/bin/sh", ".sh"),
        ("#!/usr/bin/env bash", ".sh"),
        ("#! /usr/bin/env -S python3.11 -u", ".py"),
        ("#!/usr/bin/env FOO=1 node", ".js"),
        ("#!/usr/local/bin/ruby", ".rb"),
        ("#!/usr/bin/env perl", None),
        ("#!/bin/bash-static", None),
        ("# bash", None),
        ("", None),
    ],
)
def test_first_line_names_the_language(first: str, is_like: str | None) -> None:
    assert suffix(first.encode() + b"\nx") == is_like


def test_scripts_are_read_and_never_edited(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/ask").write_text("#!/usr/bin/env bash\n" + SHELL)
    (tmp_path / "bin/talk").write_text("#!/usr/bin/env python3\n" + PYTHON)
    (tmp_path / "bin/say").write_text("#!/usr/bin/env ruby\n" + RUBY)
    result = scan(tmp_path, ScanOptions(workers=1))
    found = {(s.path, s.line, s.kind.value) for s in result.sites}
    assert {
        ("bin/ask", 2, "env_var"), ("bin/ask", 2, "model_literal"), ("bin/talk", 2, "sdk_import"),
        ("bin/talk", 3, "client_construction"), ("bin/talk", 4, "api_call"), ("bin/say", 3, "client_construction"),
    } <= found  # fmt: skip
    assert all("manual_only" in s.flags for s in result.sites)
    assert {s.client for s in result.sites if s.kind.value == "api_call"} == {"bin/talk:3"}
    assert result.files == 3


def test_configuration_alone_is_shell_alone(tmp_path: Path) -> None:
    (tmp_path / "ask").write_text("#!/bin/sh\n" + SHELL)
    (tmp_path / "talk").write_text("#!/usr/bin/env python3\n" + PYTHON)
    result = scan(tmp_path, ScanOptions(workers=1, only_config=True))
    assert {s.path for s in result.sites} == {"ask"}


def test_what_is_no_script_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "LICENSE").write_text("#!/bin/sh\n" + SHELL)
    (tmp_path / "notes").write_text(SHELL)
    (tmp_path / "perl").write_text("#!/usr/bin/perl\n" + SHELL)
    (tmp_path / "empty").write_text("")
    (tmp_path / "away").symlink_to(tmp_path / "notes")
    os.mkfifo(tmp_path / "pipe")
    result = scan(tmp_path, ScanOptions(workers=1))
    assert result.sites == ()
    assert result.files == 0
