"""Which repositories a fleet has, and what each is called."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from migrate.errors import UsageError
from migrate.fleet.listing import Repository, named, repositories


def names(*paths: str) -> list[str]:
    return [entry.name for entry in named([Repository(Path(path)) for path in paths])]


def listed(tmp_path: Path, name: str, text: str) -> list[tuple[str, str | None, str | None]]:
    (tmp_path / name).write_text(text, encoding="utf-8")
    found = repositories((), tmp_path / name)
    return [(str(entry.path.relative_to(tmp_path)), entry.team, entry.to) for entry in found]


# --- names ---------------------------------------------------------------------------------------


def test_a_folder_gives_its_name():
    assert names("/src/shop", "/src/chat") == ["shop", "chat"]


def test_equal_names_take_their_parents():
    assert names("/a/app", "/b/app", "/c/other") == ["a-app", "b-app", "other"]


def test_names_that_differ_only_in_case_do_not_share_a_file():
    found = names("/a/App", "/b/app")
    assert len({name.casefold() for name in found}) == 2


def test_equal_names_under_equal_parents_look_further_up():
    assert names("/x/src/app", "/y/src/app") == ["x-src-app", "y-src-app"]


def test_names_that_stay_equal_are_numbered():
    assert names("/a b/app", "/a-b/app", "/a_/app") == ["a-b-app", "a-b-app-2", "a_-app"]


def test_a_name_made_unique_never_takes_that_of_another():
    found = names("/r/a-app", "/a/app", "/b/app", "/r/b-app")
    assert len(set(found)) == 4


def test_no_repository_takes_the_name_of_the_inventory():
    assert names("/src/fleet") == ["src-fleet"]
    assert names("/fleet") == ["fleet-2"]


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("/r/a\x1b[31mred", "a-31mred"),
        ("/r/..hidden", "hidden"),
        ("/r/two\nlines", "two-lines"),
        ("/r/$(touch pwned);`x`", "touch-pwned-x"),
        ("/r/-rf", "rf"),
        ("/r/茶屋", "茶屋"),
        ("/r/\u202egpj.exe", "gpj.exe"),
        ("/r/\udcff", "repository"),
        ("/", "repository"),
    ],
)
def test_a_hostile_name_becomes_a_harmless_one(folder, name):
    assert names(folder) == [name]


def test_a_long_name_fits_a_file_name():
    (name,) = names("/r/" + "長" * 200)
    assert 0 < len(name.encode()) <= 80


# --- lists ---------------------------------------------------------------------------------------


def test_lines_of_path_and_team(tmp_path):
    text = '# all of them\nshop,payments\n\nchat   # no team\n"odd, name", search \na#b\n'
    assert listed(tmp_path, "repos.txt", text) == [
        ("shop", "payments", None),
        ("chat", None, None),
        ("odd, name", "search", None),
        ("a#b", None, None),
    ]


def test_paths_are_relative_to_the_list_not_to_the_user(tmp_path, monkeypatch):
    (tmp_path / "lists").mkdir()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    (tmp_path / "lists" / "repos.txt").write_text("../shop\n")
    assert [e.path for e in repositories((), Path("../lists/repos.txt"))] == [tmp_path / "shop"]


@pytest.mark.parametrize("name", ["repos.json", "repos.yaml", "repos.YML"])
def test_structured_lists(tmp_path, name):
    value = [{"path": "shop", "team": "payments", "to": "moonshot"}, "chat", {"path": "x", "team": None}]
    assert listed(tmp_path, name, json.dumps(value)) == [
        ("shop", "payments", "moonshot"),
        ("chat", None, None),
        ("x", None, None),
    ]


def test_the_same_repository_is_taken_once_and_keeps_its_team(tmp_path):
    (tmp_path / "repos.txt").write_text("shop,payments\nchat\n./shop\n")
    found = repositories([tmp_path / "shop"], tmp_path / "repos.txt")
    assert [(e.path.name, e.team) for e in found] == [("shop", "payments"), ("chat", None)]


def test_the_same_repository_for_two_vendors_is_two(tmp_path):
    value = [{"path": "shop", "to": "zhipu"}, {"path": "shop", "to": "moonshot"}]
    (tmp_path / "repos.json").write_text(json.dumps(value))
    found = repositories((), tmp_path / "repos.json")
    assert [e.to for e in found] == ["zhipu", "moonshot"]
    assert len({e.name for e in found}) == 2


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("r.txt", "", "names no repository"),
        ("r.txt", "# nothing\n", "names no repository"),
        ("r.txt", "a,b,c\n", "line 1: write path[,team]"),
        ("r.txt", "ok\n,team\n", "line 2: write path[,team]"),
        ("r.json", "{", "cannot be read"),
        ("r.json", "[" * 100_000, "nested too deeply"),
        ("r.json", '{"path": "a"}', "must be a list"),
        ("r.yaml", "- {path: a, tem: x}", "entry 1: unknown key `tem`; did you mean `team`?"),
        ("r.yaml", "- {team: x}", "entry 1: has no `path`"),
        ("r.yaml", "- {path: 3}", "entry 1: `path` must be a string"),
        ("r.yaml", "- a\n- 3", "entry 2: must be a path"),
        ("r.yaml", "- !!python/object/apply:os.system [true]", "cannot be read"),
    ],
)
def test_a_bad_list_is_one_clear_line(tmp_path, name, text, said):
    (tmp_path / name).write_text(text)
    with pytest.raises(UsageError) as caught:
        repositories((), tmp_path / name)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_list_that_is_not_text_or_not_there_is_one_clear_line(tmp_path):
    (tmp_path / "r.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="not UTF-8"):
        repositories((), tmp_path / "r.txt")
    with pytest.raises(UsageError, match="cannot read the list"):
        repositories((), tmp_path / "none.txt")


def test_a_list_may_come_from_standard_input(tmp_path):
    program = "from pathlib import Path; from migrate.fleet.listing import repositories\n"
    program += "print([str(e.path) for e in repositories((), Path('-'))])"
    done = subprocess.run(
        [sys.executable, "-c", program],
        input="shop\n",
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).parents[3])},
        check=True,
    )
    assert done.stdout.strip() == str([str(tmp_path / "shop")])
