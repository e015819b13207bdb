"""Plan files: whole, the same every time, without secrets, and read with distrust."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrate.errors import MigrateError, UsageError
from migrate.model import Applicability, Arg, Edit, EnvRef, Literal, Plan, PlannedFile, Skipped, Span, digest
from migrate.plan import schema, store
from migrate.plan.seal import seal
from migrate.redact import printable
from providers import resources

SECRETS = (
    "sk-proj-Ab3dEf6hIj9kLm2nOp5qRs8t",
    "0123456789abcdef0123456789abcdef.AbCdEf0123456789",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcDEF123",
    "ghp_abcdefghijklmnopqrstuvwxyz0123",
)


def tampered(plan: Plan, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The plan's file after `change`, with an id that fits again, as an attacker would write it."""
    shape = json.loads(store.dump(plan))
    change(shape)
    return json.dumps(shape).encode()


def said(data: bytes) -> str:
    """The one line that refuses a plan file."""
    with pytest.raises(UsageError) as caught:
        store.parse(data)
    text = str(caught.value)
    assert "\n" not in text
    assert text.isprintable()
    return text


# --- round trip ----------------------------------------------------------------------------------


def test_everything_in_a_plan_comes_back(plan: Plan) -> None:
    sealed = seal(plan)
    loaded = store.parse(store.dump(plan).encode())
    assert loaded == sealed
    assert store.dump(loaded) == store.dump(plan)  # 1, 1.0 and True are equal, and not the same text
    assert loaded.findings[0].site == sealed.sites[0]
    assert loaded.findings[0].edits == plan.findings[0].edits


@given(st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_plan_comes_back(any_plan: st.SearchStrategy[Plan], data: st.DataObject) -> None:
    plan = data.draw(any_plan)
    text = store.dump(plan)
    loaded = store.parse(text.encode())
    assert loaded == seal(plan)
    assert store.dump(loaded) == text
    jsonschema.Draft202012Validator(schema.schema()).validate(json.loads(text))
    assert printable(text, keep_newlines=True) == text


def test_a_site_stands_once_and_findings_name_it(plan: Plan) -> None:
    shape = json.loads(store.dump(plan))
    keys = [finding["site"] for finding in shape["findings"] if isinstance(finding["site"], str)]
    assert keys == [shape["sites"][0]["id"]]
    assert sum(isinstance(finding["site"], dict) for finding in shape["findings"]) == 1


def test_sites_that_differ_only_in_a_values_type_stay_apart(plan: Plan) -> None:
    base = plan.sites[0]
    sites = tuple(
        replace(base, args=(Arg("n", Literal(value), Span(0, 1), Span(0, 1)),)) for value in (1, True, 1.0)
    )
    findings = tuple(replace(plan.findings[1], site=site) for site in sites)
    loaded = store.parse(store.dump(replace(plan, sites=sites, findings=findings)).encode())
    assert sorted(repr(f.site.args[0].value) for f in loaded.findings) == sorted(
        repr(s.args[0].value) for s in sites
    )


def test_the_order_things_were_found_in_does_not_show(plan: Plan) -> None:
    other = Skipped("a.bin", "binary")
    one = replace(plan, skipped=(*plan.skipped, other))
    two = replace(plan, skipped=(other, *plan.skipped), findings=plan.findings[::-1])
    two = replace(two, options=dict(reversed(plan.options.items())))
    assert store.dump(one) == store.dump(two)


def test_the_id_is_of_the_content_and_not_of_the_hour(plan: Plan) -> None:
    later = seal(replace(plan, created="2027-01-01T00:00:00+00:00"))
    assert later.id == seal(plan).id
    assert seal(replace(plan, target="moonshot")).id != later.id
    assert len(later.id) == 32


def test_booleans_a_program_reads_are_always_there(plan: Plan) -> None:
    shape = json.loads(store.dump(replace(plan, applyable=False, complete=True)))
    assert (shape["applyable"], shape["complete"]) == (False, True)


def test_a_plan_that_applies_nothing_is_not_applyable(plan: Plan) -> None:
    manual = tuple(replace(f, applicability=Applicability.MANUAL) for f in plan.findings)
    assert seal(replace(plan, findings=manual)).applyable is False


def test_files_without_edits_are_left_out_and_edits_counted_once(plan: Plan) -> None:
    twice = replace(plan, findings=(*plan.findings, replace(plan.findings[0], rule="other")))
    idle = PlannedFile("idle.py", digest(b""), 0, "utf-8", 0)
    assert [(f.path, f.edits) for f in seal(replace(twice, files=(idle, *plan.files))).files] == [("src/app.py", 1)]


def test_text_is_human_readable_and_lines_are_short(plan: Plan) -> None:
    text = store.dump(replace(plan, root="/home/我/应用"))
    assert '"root": "/home/我/应用"' in text
    assert '\n   "span": "9-43",\n' in text


def test_hostile_characters_reach_no_terminal(plan: Plan) -> None:
    finding = replace(plan.findings[1], message="a\x1b[2Jb\u202ec\u200bd\U000e0041e\x85f")
    text = store.dump(replace(plan, findings=(finding,)))
    assert not set("\x1b\u202e\u200b\U000e0041\x85") & set(text)
    assert store.parse(text.encode()).findings[0].message == finding.message


def test_a_lone_surrogate_survives(plan: Plan) -> None:
    finding = replace(plan.findings[1], message="bad \ud800 text")
    text = store.dump(replace(plan, findings=(finding,)))
    assert store.parse(text.encode("utf-8")).findings[0].message == finding.message


# --- schema --------------------------------------------------------------------------------------


def test_the_published_schema_is_the_one_of_the_types() -> None:
    published = resources.seeds("schema", "plan.schema.json").read_text(encoding="utf-8")
    assert published == schema.text()
    jsonschema.Draft202012Validator.check_schema(json.loads(published))


@pytest.mark.parametrize(
    "change",
    [
        lambda p: p.pop("target"),
        lambda p: p.update(extra=1),
        lambda p: p.update(schema=2),
        lambda p: p["files"][0].update(sha256="x"),
        lambda p: p["sites"][0].update(span=[1, 2]),
        lambda p: p["sites"][0]["args"][0].update(value={"literal": 1, "env": "X"}),
        lambda p: p["findings"][0].update(severity="fatal"),
    ],
)
def test_what_the_schema_refuses_load_refuses(plan: Plan, change: Callable[[dict[str, Any]], object]) -> None:
    data = tampered(plan, change)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema.schema()).validate(json.loads(data))
    said(data)


# --- no secrets ----------------------------------------------------------------------------------


@given(st.data(), st.sampled_from(SECRETS))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_secret_stands_in_a_plan(any_plan: st.SearchStrategy[Plan], data: st.DataObject, secret: str) -> None:
    """Wherever a text of a plan comes from the scanned code or from what is said about it."""
    plan = data.draw(any_plan)
    shown = f"key = '{secret}'"
    sites = tuple(
        replace(
            site,
            snippet=shown,
            value=Literal(secret),
            args=(
                *site.args,
                Arg("api_key", Literal(secret), Span(0, 1), Span(0, 1)),
                Arg("x", EnvRef("KEY", secret), Span(0, 1), Span(0, 1)),
            ),
        )
        for site in plan.sites
    )
    edit = Edit("a.py", Span(0, 0), shown, digest(b""), f'api_key="{secret}"')
    findings = tuple(
        replace(f, message=shown, todo=shown, site=replace(f.site, snippet=shown), edits=(edit,))
        for f in plan.findings
    )
    plan = replace(
        plan,
        sites=sites,
        findings=findings,
        skipped=(Skipped("a", "b", shown),),
        options={**plan.options, "api_key": secret},
        sections={**plan.sections, "note": [shown]},
    )
    assert secret not in store.dump(plan)


@pytest.mark.parametrize("name", ["api_key", "password", "Authorization"])
def test_a_value_of_a_secrets_name_is_masked_however_weak(plan: Plan, name: str) -> None:
    site = replace(plan.sites[0], args=(Arg(name, Literal("hunter2"), Span(0, 1), Span(0, 1)),))
    assert "hunter2" not in store.dump(replace(plan, sites=(site,), findings=()))


def test_an_edit_that_would_write_a_secret_becomes_manual(plan: Plan) -> None:
    edit = replace(plan.findings[0].edits[0], after=f'0.1, api_key="{SECRETS[0]}"')
    sealed = seal(replace(plan, findings=(replace(plan.findings[0], edits=(edit,), todo=None),)))
    finding = sealed.findings[0]
    assert finding.applicability is Applicability.MANUAL
    assert finding.edits == ()
    assert "secret" in (finding.demoted or "")
    assert "environment variable" in (finding.todo or "")
    assert sealed.files == ()
    assert sealed.applyable is False


def test_an_edit_that_writes_a_reference_stays(plan: Plan) -> None:
    edit = replace(plan.findings[0].edits[0], after='api_key=os.environ["ZHIPUAI_API_KEY"]')
    assert seal(replace(plan, findings=(replace(plan.findings[0], edits=(edit,)),))).findings[0].edits == (edit,)


# --- load ----------------------------------------------------------------------------------------


def test_save_and_load(plan: Plan, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    store.save(plan, file)
    assert store.load(file) == seal(plan)
    assert os.listdir(tmp_path) == ["plan.json"]
    file.chmod(0o640)
    store.save(replace(plan, target="moonshot"), file)
    assert store.load(file).target == "moonshot"
    assert file.stat().st_mode & 0o777 == 0o640


def test_save_into_a_missing_folder(plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot write the plan: there is no such folder"):
        store.save(plan, tmp_path / "no" / "plan.json")


def test_save_keeps_the_old_plan_when_the_disk_is_full(plan: Plan, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    store.save(plan, file)
    before = file.read_bytes()
    script = (
        "import resource, signal, sys; from pathlib import Path; from migrate.plan import store\n"
        "from migrate.errors import UsageError\n"
        "plan = store.load(Path(sys.argv[1]))\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "try: store.save(plan, Path(sys.argv[1]))\n"
        "except UsageError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, file], capture_output=True, text=True, cwd=resources.root(), check=True
    )
    assert "cannot write the plan: File too large" in done.stdout
    assert file.read_bytes() == before
    assert os.listdir(tmp_path) == ["plan.json"]


def test_each_bad_file_gets_one_line(tmp_path: Path) -> None:
    def refused(path: Path) -> str:
        with pytest.raises(UsageError) as caught:
            store.load(path)
        assert str(path) in str(caught.value)
        return str(caught.value)

    assert "no such file" in refused(tmp_path / "none.json")
    assert "is a folder" in refused(tmp_path)
    file = tmp_path / "p.json"
    for data, words in (
        (b"", "the file is empty"),
        (b" \n\n", "the file is empty"),
        (b'{\n "schema": 1,\n', "not JSON: line 3, column 1"),
        (b'{\n "schema" 1}', "not JSON: line 2, column 11: Expecting ':' delimiter"),
        (b'{"a": NaN}', "NaN is not JSON"),
        (b"\n\xff\xfe", "line 2 is not UTF-8 text"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[1, 2]", "not a plan: no `schema` at its top"),
        (b'{"name": "x"}', "not a plan: no `schema` at its top"),
        (b'{"schema": "1"}', "`schema` is the text '1', not a version number"),
        (b'{"schema": true}', "`schema` is true, not a version number"),
        (b'{"schema": 99}', "made by a newer version of migrate (plan schema 99, this one reads 1)"),
        (b'{"schema": 1}', "$.sites: expected a list, found null"),
    ):
        file.write_bytes(data)
        assert words in refused(file)


def test_a_byte_order_mark_and_crlf_are_no_fault(plan: Plan) -> None:
    text = store.dump(plan).replace("\n", "\r\n")
    assert store.parse(b"\xef\xbb\xbf" + text.encode()) == seal(plan)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda p: p.update(target=3), "$.target: expected text, found the number 3"),
        (lambda p: p.update(complete="yes"), "$.complete: expected true or false, found the text 'yes'"),
        (lambda p: p["sites"][0].update(line=True), "$.sites[0].line: expected a whole number, found true"),
        (lambda p: p["sites"][0].update(span="9-4"), "$.sites[0].span: expected a span of bytes"),
        (lambda p: p["sites"][0].pop("api"), "$.sites[0]: expected the key 'api', found an object"),
        (lambda p: p["sites"][0].update(extra=[]), "$.sites[0].extra: expected no such key, found a list"),
        (lambda p: p["findings"][0].update(site="s-0"), "$.findings[0].site: expected the id of one of the sites"),
        (lambda p: p["findings"][0].update(edits={}), "$.findings[0].edits: expected a list, found an object"),
        (
            lambda p: p["findings"][0].update(severity="fatal"),
            "$.findings[0].severity: expected one of blocker, warning, info, found the text 'fatal'",
        ),
        (
            lambda p: p["sites"][0]["args"][1]["value"]["list"][0].update(value={"literal": []}),
            "$.sites[0].args[1].value.list[0].value.literal: expected text, a number, true, false or null",
        ),
        (lambda p: p["findings"][0].update({"\x1b[2J": 1}), r"$.findings[0].\x1b[2J: expected no such key"),
    ],
)
def test_wrong_types_are_named_by_their_place(
    plan: Plan, change: Callable[[dict[str, Any]], object], words: str
) -> None:
    assert words in said(tampered(plan, change))


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("../outside.py", "leads out of the root"),
        ("a/../../outside.py", "leads out of the root"),
        ("/etc/passwd", "is absolute"),
        ("a//b.py", "is not in its plain form"),
        ("./a.py", "is not in its plain form"),
        ("a\0.py", "is not a path"),
        ("", "is not a path"),
        (".git/hooks/pre-commit", "is inside a folder that is never edited"),
        ("sub/.GIT/config", "is inside a folder that is never edited"),
        (".migrate/runs/x", "is inside a folder that is never edited"),
    ],
)
def test_no_plan_edits_outside_the_root(plan: Plan, path: str, words: str) -> None:
    def move(shape: dict[str, Any]) -> None:
        shape["files"][0]["path"] = path
        shape["findings"][0]["edits"][0]["path"] = path

    assert words in said(tampered(plan, move))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda e: e.update(span="60-99"), "an edit of bytes 60-99 is outside the file's 61 bytes"),
        (lambda e: e.update(path="other.py"), "'other.py', which is not among the plan's files"),
        (lambda e: e.update(before_sha256="0"), "the digest of an edit is not one"),
        (lambda e: e.update(after="0.5"), "was changed after it was made"),
    ],
)
def test_tampered_edits_are_refused(plan: Plan, change: Callable[[dict[str, Any]], object], words: str) -> None:
    assert words in said(tampered(plan, lambda shape: change(shape["findings"][0]["edits"][0])))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda f: f.update(sha256="AB" * 32), "its digest or size is not one"),
        (lambda f: f.update(size=-1), "its digest or size is not one"),
        (lambda f: f.update(encoding="klingon"), "unknown encoding 'klingon'"),
    ],
)
def test_tampered_files_are_refused(plan: Plan, change: Callable[[dict[str, Any]], object], words: str) -> None:
    assert words in said(tampered(plan, lambda shape: change(shape["files"][0])))
    assert "a file is listed twice" in said(tampered(plan, lambda s: s["files"].append(s["files"][0])))


def test_overlapping_edits_are_refused(plan: Plan) -> None:
    def overlap(shape: dict[str, Any]) -> None:
        edits = shape["findings"][0]["edits"]
        edits.append(edits[0] | {"span": "40-42"})

    assert "conflicting edits: src/app.py: bytes 40-42 and 41-42: they overlap" in said(tampered(plan, overlap))


def test_a_plan_with_conflicting_edits_is_never_written(plan: Plan) -> None:
    rival = replace(plan.findings[0], edits=(replace(plan.findings[0].edits[0], after="0.5"),))
    with pytest.raises(MigrateError, match="the plan cannot be written: conflicting edits"):
        store.dump(replace(plan, findings=(plan.findings[0], rival)))


# --- stale ---------------------------------------------------------------------------------------


def test_stale_names_changed_gone_and_linked_files(tmp_path: Path) -> None:
    names = ("same.py", "changed.py", "longer.py", "gone.py", "linked.py", "folder.py")
    files = tuple(PlannedFile(name, digest(b"x = 1\n"), 6, "utf-8", 1) for name in names)
    for name in ("same.py", "target"):
        (tmp_path / name).write_bytes(b"x = 1\n")
    (tmp_path / "changed.py").write_bytes(b"x = 2\n")
    (tmp_path / "longer.py").write_bytes(b"x = 1\n\n")
    (tmp_path / "linked.py").symlink_to("target")
    (tmp_path / "folder.py").mkdir()
    plan = Plan(1, "", "", "", "", "", "", None, {}, {}, None, (), (), (), files, (), ())
    assert store.stale(plan, tmp_path) == names[1:]
