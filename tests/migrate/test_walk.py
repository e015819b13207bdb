"""Which files are looked at: as git would answer, with git and without it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.errors import UsageError
from migrate.walk import walk


def tree(root: Path, *names: str, **contents: str) -> Path:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(contents.get(name, "x\n"))
    return root


def git(root: Path, *arguments: str) -> None:
    env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    identity = ["-c", "user.email=a@b", "-c", "user.name=a", "-c", "protocol.file.allow=always"]
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True, env=env)


def reasons(root: Path, **options) -> dict[str, str]:
    return {item.path: item.reason for item in walk(root, **options).skipped}


def test_tracked_and_untracked_but_not_ignored(tmp_path):
    tree(tmp_path, "a.py", "b/c.py", "d.log", "b/e.tmp", "gone.py")
    (tmp_path / ".gitignore").write_text("*.log\n")
    (tmp_path / "b/.gitignore").write_text("*.tmp\n!keep.tmp\n")
    tree(tmp_path, "b/keep.tmp", "b/deep/x.tmp")
    without = walk(tmp_path)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "a.py", "gone.py")
    (tmp_path / "gone.py").unlink()
    found = walk(tmp_path)
    assert found.files == (".gitignore", "a.py", "b/.gitignore", "b/c.py", "b/keep.tmp")
    assert found.git
    assert not found.skipped
    assert not without.git
    assert set(without.files) == {*found.files, "gone.py"}


def test_ignored_env_files_are_looked_at_because_programs_read_them(tmp_path):
    tree(tmp_path, "a.py", "api/main.py", ".env", "api/.env.local", "api/notes.env.txt")
    (tmp_path / ".gitignore").write_text(".env*\n*.txt\n")
    for prepare in (lambda: None, lambda: git(tmp_path, "init", "-q")):
        prepare()
        assert {".env", "api/.env.local"} < set(walk(tmp_path).files)
        assert "api/notes.env.txt" not in walk(tmp_path).files


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["*.log", "!keep.log", "/a", "a/", "b/*", "!b/c/", "**/d", "d/**", "\\!x", "#c", "*", "!*/", "!*.py",
             "c/d.py", "a/**/d.py", "/b/", "**/", "[!a]/", "x.*"]
        ),
        max_size=5,
    ),
    st.lists(st.sampled_from(["*.log", "!*.log", "d.py", "!d.py", "/c", "*"]), max_size=3),
)
def test_without_git_the_answer_is_the_same(outer, inner):
    root = Path(tempfile.mkdtemp())
    try:
        folders = ("", "a/", "b/", "b/c/", "a/d/", "a/b/")
        tree(root, *(f + n for f in folders for n in ("x.log", "keep.log", "d.py", "!x")))
        (root / ".gitignore").write_text("\n".join(outer) + "\n")
        (root / "b/.gitignore").write_text("\n".join(inner) + "\n")
        without = walk(root)
        git(root, "init", "-q")
        if not subprocess.run(["git", "ls-files", "-o", "--exclude-standard"], cwd=root, capture_output=True).stdout:
            return  # all is ignored: then everything is looked at
        assert walk(root).files == without.files
        assert not without.git
    finally:
        shutil.rmtree(root)


def test_other_peoples_code_is_named_once_and_not_entered(tmp_path):
    tree(
        tmp_path, "a.py", "node_modules/x/index.js", "node_modules/y/index.js", ".venv/lib/z.py", "env/pyvenv.cfg",
        "env/lib/q.py", "go.mod", "vendor/g/g.go", "web/package.json", "web/dist/app.js", "__pycache__/a.pyc",
        ".migrate/runs/1/journal.json",
    )  # fmt: skip
    for prepare in (lambda: None, lambda: git(tmp_path, "init", "-q")):
        prepare()
        assert walk(tmp_path).files == ("a.py", "go.mod", "web/package.json")
        assert reasons(tmp_path) == dict.fromkeys(["node_modules", ".venv", "env", "vendor", "web/dist"], "vendored")


def test_folders_with_an_ambiguous_name_of_ones_own_are_entered(tmp_path):
    tree(tmp_path, "shop/vendor/models.py", "dist/readme.txt", "env/settings.py", "target/a.py")
    assert len(walk(tmp_path).files) == 4


def test_links_are_not_followed(tmp_path):
    root = tree(tmp_path / "root", "a.py", "sub/b.py")
    tree(tmp_path, "outside/secret.py")
    (root / "loop").symlink_to(".")
    (root / "sub/up").symlink_to("..")
    (root / "alias.py").symlink_to("a.py")
    (root / "out").symlink_to("../outside")
    (root / "out.py").symlink_to("../outside/secret.py")
    (root / "broken.py").symlink_to("nowhere.py")
    for prepare in (lambda: None, lambda: git(root, "init", "-q")):
        prepare()
        assert walk(root).files == ("a.py", "sub/b.py")
        assert reasons(root) == {"out": "symlink_outside", "out.py": "symlink_outside", "broken.py": "symlink"}


def test_pipes_are_not_files(tmp_path):
    tree(tmp_path, "a.py")
    os.mkfifo(tmp_path / "pipe.py")
    assert walk(tmp_path).files == ("a.py",)
    assert reasons(tmp_path) == {"pipe.py": "not_regular"}


def test_strange_names(tmp_path):
    names = ["new\nline.py", "esc\x1b[31m.py", "quo\"te.py", "sp ace.py", "-dash.py", "你好.py"]
    tree(tmp_path, *names)
    with open(os.fsencode(tmp_path) + b"/bad\xff.py", "wb") as file:
        file.write(b"x")
    for prepare in (lambda: None, lambda: git(tmp_path, "init", "-q")):
        prepare()
        found = walk(tmp_path)
        assert sorted(found.files) == sorted(names)
        assert [(s.path, s.reason) for s in found.skipped] == [("bad\\udcff.py", "undecodable_name")]


def test_submodules_and_repositories_inside(tmp_path):
    other = tree(tmp_path / "other", "lib.py")
    git(other, "init", "-q")
    git(other, "add", ".")
    git(other, "commit", "-qm", "x")
    root = tree(tmp_path / "root", "a.py", "nested/b.py")
    git(root, "init", "-q")
    git(root, "submodule", "add", "-q", str(other), "mod")
    git(root / "nested", "init", "-q")
    assert walk(root).files == (".gitmodules", "a.py")
    assert reasons(root) == {"mod": "submodule", "nested": "nested_repository"}


def test_the_repositorys_configuration_cannot_run_programs(tmp_path):
    tree(tmp_path, "a.py")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    witness = tmp_path.parent / f"{tmp_path.name}-ran"
    program = tmp_path / ".git/evil"
    program.write_text(f"#!/bin/sh\ntouch '{witness}'\n")
    program.chmod(0o755)
    git(tmp_path, "config", "core.fsmonitor", str(program))
    git(tmp_path, "config", "core.hooksPath", str(tmp_path / ".git"))
    git(tmp_path, "config", "core.pager", str(program))
    git(tmp_path, "config", "filter.x.clean", str(program))
    (tmp_path / ".gitattributes").write_text("* filter=x\n")
    subprocess.run(["git", "ls-files"], cwd=tmp_path, capture_output=True, check=True)
    assert witness.exists()  # git alone does run it
    witness.unlink()
    assert walk(tmp_path).files == (".gitattributes", "a.py")
    assert not witness.exists()


def test_variables_of_a_surrounding_git_do_not_lead_elsewhere(tmp_path, monkeypatch):
    elsewhere = tree(tmp_path / "elsewhere", "wrong.py")
    git(elsewhere, "init", "-q")
    root = tree(tmp_path / "root", "a.py")
    git(root, "init", "-q")
    monkeypatch.setenv("GIT_DIR", str(elsewhere / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(elsewhere))
    assert walk(root).files == ("a.py",)


def test_without_the_git_program(tmp_path, monkeypatch):
    tree(tmp_path, "a.py", "b.log")
    (tmp_path / ".gitignore").write_text("*.log\n")
    git(tmp_path, "init", "-q")
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    found = walk(tmp_path)
    assert not found.git
    assert found.files == (".gitignore", "a.py")


def test_a_folder_the_repository_ignores_can_be_asked_for(tmp_path):
    tree(tmp_path, "a.py", "build/app/b.py")
    (tmp_path / ".gitignore").write_text("build/\n")
    git(tmp_path, "init", "-q")
    assert walk(tmp_path / "build/app").files == ("b.py",)


def test_one_file_or_folder(tmp_path):
    tree(tmp_path, "a.py", "sub/b.py", "sub/c.py", "other/d.py")
    assert walk(tmp_path / "sub/b.py").files == ("b.py",)
    assert walk(tmp_path / "sub/b.py").root == tmp_path / "sub"
    assert walk(tmp_path, only=Path("sub/b.py")).files == ("sub/b.py",)
    assert walk(tmp_path, only=tmp_path / "sub").files == ("sub/b.py", "sub/c.py")
    assert walk(tmp_path, only=Path("sub")).root == tmp_path


def test_a_file_that_is_asked_for_is_looked_at_whosever_it_is(tmp_path):
    tree(tmp_path, "node_modules/x/.env", "secret.log")
    (tmp_path / ".gitignore").write_text("*.log\nnode_modules/\n")
    git(tmp_path, "init", "-q")
    assert walk(tmp_path, only=Path("node_modules/x/.env")).files == ("node_modules/x/.env",)
    assert walk(tmp_path / "secret.log").files == ("secret.log",)


def test_what_cannot_be_walked_is_one_clear_line(tmp_path):
    with pytest.raises(UsageError, match=r"none: no such file or folder$"):
        walk(tmp_path / "none")
    with pytest.raises(UsageError, match="is not inside"):
        walk(tmp_path, only=Path("../x"))
    with pytest.raises(UsageError, match=r"a\\x1bb: no such"):
        walk(tmp_path / "a\x1bb")


def test_empty_folder(tmp_path):
    assert walk(tmp_path).files == ()


@pytest.fixture
def unprivileged():
    """A folder outside pytest's own (which only its owner may enter), as a user who is not root."""
    root = Path(tempfile.mkdtemp())
    root.chmod(0o755)
    yield root
    if os.getuid() == 0:
        os.seteuid(0)
    for folder in root.rglob("*"):
        if folder.is_dir():
            folder.chmod(0o755)
    shutil.rmtree(root)


def test_folders_that_may_not_be_read_are_named(unprivileged):
    tree(unprivileged, "a.py", "closed/b.py")
    (unprivileged / "closed").chmod(0)
    if os.getuid() == 0:
        os.seteuid(65534)
    assert walk(unprivileged).files == ("a.py",)
    assert reasons(unprivileged) == {"closed": "unreadable"}


def test_folders_that_git_may_not_read_are_named(unprivileged, monkeypatch):
    monkeypatch.setenv("HOME", str(unprivileged))
    tree(unprivileged, "a.py", "closed/b.py")
    git(unprivileged, "init", "-q")
    (unprivileged / "closed").chmod(0)
    if os.getuid() == 0:
        for path in (unprivileged, *unprivileged.rglob("*")):
            os.chown(path, 65534, 65534)
        os.seteuid(65534)
    found = walk(unprivileged)
    assert found.git
    assert found.files == ("a.py",)
    assert [(s.path, s.reason) for s in found.skipped] == [("closed", "unreadable")]
