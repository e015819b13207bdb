"""Indexes are made when they are asked for, once, also those that cannot be."""

from migrate.plan.on_demand import OnDemand


def test_only_what_is_asked_for_is_made_and_once():
    asked = []
    indexes = OnDemand({"a.py": 1}, lambda path: asked.append(path) or (2 if path == "b.py" else None))
    assert (indexes.get("a.py"), asked) == (1, [])
    assert [indexes.get("b.py"), indexes["b.py"], indexes.get("c.py"), indexes.get("c.py", 0)] == [2, 2, None, 0]
    assert asked == ["b.py", "c.py"]


def test_more_may_be_made_while_they_are_looked_through():
    indexes = OnDemand({"a": 1, "b": 2}, lambda path: len(path))
    assert [(value, indexes.get("n" * value * 3)) for value in indexes.values()] == [(1, 3), (2, 6)]
    assert len(indexes) == 4
