"""What of the API a call uses: streaming, tools, pictures, as far as its arguments tell."""

from __future__ import annotations

from migrate.model import Arg, DictValue, ListValue, Literal, Value

_PARTS = {
    "image_url": "vision", "input_image": "vision", "input_audio": "audio", "file": "file", "input_file": "file",
}  # fmt: skip


def features(api: str, args: tuple[Arg, ...]) -> set[str]:
    """What of the API a call uses, as far as its arguments tell."""
    found: set[str] = set()
    method = api.rpartition(".")[2]
    if method in ("stream", "create_and_stream"):
        found.add("stream")
    if method == "parse":
        found.add("json")
    if api.startswith("audio."):
        found.add("audio")
    for arg in args:
        if arg.name == "stream" and arg.value != Literal(False) and arg.value != Literal(None):
            found.add("stream")
        elif arg.name in ("tools", "functions"):
            found.add("tools")
        elif arg.name in ("response_format", "output_type", "text_format"):
            found.add("json")
        elif arg.name in ("messages", "input", "content"):
            found |= _content_features(arg.value)
        elif arg.name == "modalities":
            found.add("audio")
        elif arg.name == "file":
            found.add("file")
    return found


def _content_features(value: Value) -> set[str]:
    found: set[str] = set()
    todo: list[Value] = [value]
    while todo:
        current = todo.pop()
        if isinstance(current, ListValue):
            todo.extend(i.value for i in current.items)
        elif isinstance(current, DictValue):
            kind = current.get("type")
            if kind is not None and isinstance(kind.value, Literal):
                part = _PARTS.get(str(kind.value.value))
                found |= {part} if part is not None else set()
            todo.extend(e.value for e in current.entries if e.name == "content")
    return found
