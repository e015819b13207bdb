from __future__ import annotations

import copy
import json
import pickle

import pytest

from providers.frozen import FrozenDict, LazyMapping, freeze

DEEP = {"a": [1, {"b": [2]}], "c": {"d": None}}


def test_freezing_reaches_every_depth():
    frozen = freeze(DEEP)
    assert frozen == {"a": (1, {"b": (2,)}), "c": {"d": None}}
    assert isinstance(frozen["a"][1], FrozenDict)
    DEEP["c"]["d"] = 1
    assert frozen["c"]["d"] is None
    DEEP["c"]["d"] = None


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.__setitem__("a", 1),
        lambda d: d.__delitem__("a"),
        lambda d: d.update(a=1),
        lambda d: d.setdefault("z", 1),
        lambda d: d.pop("a"),
        lambda d: d.popitem(),
        lambda d: d.clear(),
        lambda d: d.__ior__({"a": 1}),
    ],
)
def test_nothing_changes_it(change):
    frozen = freeze(DEEP)
    with pytest.raises(TypeError, match="read-only"):
        change(frozen)
    assert frozen == freeze(DEEP)


def test_it_goes_where_a_dict_goes():
    frozen = freeze(DEEP)
    assert json.loads(json.dumps(frozen)) == DEEP
    assert pickle.loads(pickle.dumps(frozen)) == frozen
    assert isinstance(pickle.loads(pickle.dumps(frozen)), FrozenDict)
    assert copy.deepcopy(frozen) == frozen
    assert {frozen: 1}[freeze(DEEP)] == 1
    assert frozen | {"x": 1} == {**frozen, "x": 1}


def test_a_lazy_mapping_builds_once_and_only_what_is_asked_for():
    built = []

    def build(raw):
        built.append(raw)
        return raw * 2

    lazy = LazyMapping({"one": 1, "two": 2}, build)
    assert (len(lazy), list(lazy), "two" in lazy, "three" in lazy) == (2, ["one", "two"], True, False)
    assert built == []
    assert lazy["two"] == lazy["two"] == 4
    assert built == [2]
    assert lazy.get("three") is None
    with pytest.raises(KeyError):
        lazy["three"]
    assert repr(lazy) == "<2 entries: one, two>"
