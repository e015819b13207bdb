"""Which root a bare `rollback` means."""

import pytest

from migrate.apply import where
from migrate.errors import UsageError


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def app(tmp_path):
    root = tmp_path / "work" / "app"
    (root / ".migrate" / "runs").mkdir(parents=True)
    (root / "src").mkdir()
    return root


def test_the_root_itself_and_folders_below_need_no_memory(app):
    where.remember(app, app)
    assert not where.state_file().exists()
    assert where.find(app) == app
    assert where.find(app / "src") == app


def test_a_folder_beside_or_above_is_remembered(app):
    where.remember(app, app.parent)
    assert where.find(app.parent) == app
    assert list(app.parent.iterdir()) == [app], "nothing is left in the working folder"


def test_the_last_root_counts(app, tmp_path):
    other = tmp_path / "work" / "other"
    (other / ".migrate" / "runs").mkdir(parents=True)
    where.remember(app, app.parent)
    where.remember(other, app.parent)
    assert where.find(app.parent) == other


def test_nothing_in_a_working_folder_can_point_elsewhere(app, tmp_path):
    hostile = tmp_path / "cloned"
    (hostile / ".migrate").mkdir(parents=True)
    (hostile / ".migrate" / "last-root").write_text(f"{app}\n")
    with pytest.raises(UsageError, match="no `migrate apply` was run here"):
        where.find(hostile)


@pytest.mark.parametrize("content", ["", "no json", "[1]", '{"x": 1}'])
def test_a_damaged_memory_is_forgotten(app, content):
    where.state_file().parent.mkdir(parents=True)
    where.state_file().write_text(content)
    with pytest.raises(UsageError):
        where.find(app.parent)
    where.remember(app, app.parent)
    assert where.find(app.parent) == app


def test_a_root_that_is_gone_is_not_meant(app):
    where.remember(app, app.parent)
    (app / ".migrate" / "runs").rmdir()
    with pytest.raises(UsageError, match="--root"):
        where.find(app.parent)
