"""Parsed files: the last few stay, those let go are freed although they lead back to themselves."""

import gc
import weakref

import pytest

from migrate.languages import kept
from migrate.source import SourceFile


class Circle:
    """As modules are: what completes a scope knows the module."""

    def __init__(self, source: SourceFile) -> None:
        self.text, self.itself = source.data, self


def source(name: str, size: int = 100) -> SourceFile:
    return SourceFile(name, b"#" * size)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[weakref.ref[Circle]]:
    monkeypatch.setattr(kept, "HELD_BYTES", 250)
    monkeypatch.setattr(kept, "_GARBAGE_BYTES", 1000)
    monkeypatch.setattr(kept, "_parsed", 0)
    gc.disable()
    yield []
    gc.enable()


def test_a_file_is_parsed_once_while_it_is_kept(made):
    files = kept.Kept(Circle)
    assert files.of(source("a.py")) is files.of(source("a.py"))
    assert files.of(source("a.py")) is not files.of(source("a.py", 99)), "it has changed"


def test_only_the_last_few_are_kept_and_the_rest_is_freed(made):
    files = kept.Kept(Circle)
    for n in range(30):
        made.append(weakref.ref(files.of(source(f"{n}.py"))))
    alive = [n for n, ref in enumerate(made) if ref() is not None]
    assert alive[-2:] == [28, 29]
    assert len(alive) < 15


def test_a_file_larger_than_all_that_is_kept_is_kept_alone(made):
    files = kept.Kept(Circle)
    files.of(source("small.py"))
    large = files.of(source("large.py", 5000))
    assert files.of(source("large.py", 5000)) is large


def test_what_cannot_be_parsed_is_tried_again(made):
    def refuse(_source: SourceFile) -> Circle:
        raise ValueError("too deep")

    files = kept.Kept(refuse)
    for _ in range(2):
        with pytest.raises(ValueError, match="too deep"):
            files.of(source("a.py"))


def test_nothing_is_kept_when_another_language_comes(made):
    files = kept.Kept(Circle)
    first = files.of(source("a.py"))
    files.let_go()
    assert files.of(source("a.py")) is not first
