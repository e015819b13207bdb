"""What is known of a call's arguments, and where each stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.model import Arg, DictValue, EnvRef, ListValue, Literal, Site, SiteKind, TargetKind, Unknown
from migrate.scan import scan


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def sites(root: Path, kind: SiteKind, **files: str) -> list[Site]:
    write(root, {name.replace("__", "/") + ".py": text for name, text in files.items()})
    return [s for s in scan(root).sites if s.kind is kind]


def call(root: Path, arguments: str, before: str = "", **files: str) -> Site:
    text = f"import os\nfrom openai import OpenAI\n{before}\nOpenAI().chat.completions.create({arguments})\n"
    (found,) = sites(root, SiteKind.CALL, app=text, **files)
    return found


def value(site: Site, name: str) -> object:
    arg = site.arg(name)
    assert arg is not None
    return arg.value


def text_at(root: Path, site: Site, arg: Arg) -> tuple[str, str]:
    data = (root / site.path).read_bytes()
    return data[arg.span.start : arg.span.end].decode(), data[arg.value_span.start : arg.value_span.end].decode()


def test_scalars_and_their_places(tmp_path: Path) -> None:
    site = call(tmp_path, "model='gpt-4o', temperature=-0.5, n=2, stream=True, stop=None")
    assert [a.value for a in site.args] == [Literal("gpt-4o"), Literal(-0.5), Literal(2), Literal(True), Literal(None)]
    assert [text_at(tmp_path, site, a) for a in site.args][:2] == [
        ("model='gpt-4o'", "'gpt-4o'"),
        ("temperature=-0.5", "-0.5"),
    ]
    data = (tmp_path / "app.py").read_bytes()
    assert site.args_span is not None
    assert data[site.args_span.start : site.args_span.end].startswith(b"model=")
    assert not site.open_args


def test_offsets_count_bytes_also_after_chinese_text(tmp_path: Path) -> None:
    site = call(tmp_path, "messages=[{'role': 'user', 'content': '你好'}], temperature=1")
    arg = site.arg("temperature")
    assert arg is not None
    assert text_at(tmp_path, site, arg) == ("temperature=1", "1")


def test_nested_messages(tmp_path: Path) -> None:
    parts = "{'type': 'text', 'text': 'hi'}, {'type': 'image_url', 'image_url': {'url': u}}"
    site = call(tmp_path, f"messages=[{{'role': 'user', 'content': [{parts}]}}, *more]")
    messages = value(site, "messages")
    assert isinstance(messages, ListValue)
    assert not messages.complete
    first = messages.items[0].value
    assert isinstance(first, DictValue)
    assert first.get("role").value == Literal("user")  # type: ignore[union-attr]
    assert "vision" in site.features


def test_constants_of_the_file_and_of_others_are_followed_to_where_they_stand(tmp_path: Path) -> None:
    settings = "TEMPERATURE = 1.5\n\n\nclass Limits:\n    tokens = 100\n"
    before = "from pkg.settings import TEMPERATURE, Limits\nMODEL = 'gpt-4o'\n"
    arguments = "model=MODEL, temperature=TEMPERATURE, max_tokens=Limits.tokens"
    site = call(tmp_path, arguments, before, pkg__settings=settings, pkg____init__="")
    model, temperature = site.arg("model"), site.arg("temperature")
    assert isinstance(model.value, Literal)  # type: ignore[union-attr]
    assert isinstance(temperature.value, Literal)  # type: ignore[union-attr]
    assert model.value.origin.path == "app.py"  # type: ignore[union-attr]
    origin = temperature.value.origin  # type: ignore[union-attr]
    assert (temperature.value.value, origin.path, origin.line) == (1.5, "pkg/settings.py", 1)  # type: ignore[union-attr]
    assert value(site, "max_tokens").value == 100  # type: ignore[attr-defined]


def test_what_may_change_is_not_taken_for_constant(tmp_path: Path) -> None:
    before = "a = 1\na = 2\nb = 1\nb += 1\nfor d in (1, 2): pass\nif os: e = 1\nelse: e = 2\nf = [1]\nf.append(2)\n"
    site = call(tmp_path, "seed=a, n=b, top_p=d, user=e, stop=f", before)
    for name in ("seed", "n", "top_p", "user"):
        assert isinstance(value(site, name), Unknown), name
    stop = value(site, "stop")
    assert isinstance(stop, ListValue)
    assert not stop.complete


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("os.environ['M']", EnvRef("M")),
        ("os.environ.get('M')", EnvRef("M")),
        ("os.getenv('M', 'gpt-4o')", EnvRef("M", "gpt-4o")),
        ("os.getenv('M') or 'gpt-4o'", EnvRef("M", "gpt-4o")),
        ("FROM_ENV", EnvRef("X", "y")),
    ],
)
def test_environment_variables(tmp_path: Path, code: str, wanted: EnvRef) -> None:
    assert value(call(tmp_path, f"model={code}", "FROM_ENV = os.getenv('X', 'y')\n"), "model") == wanted


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("f'gpt-{x}'", "f-string"),
        ("'gpt' f'-{x}'", "implicit concatenation"),
        ("'gpt' + x", "concatenation"),
        ("pick()", "result of a call"),
        ("x if y else z", "depends on a condition"),
        ("unbound", "variable unbound"),
    ],
)
def test_what_is_not_known_says_why(tmp_path: Path, code: str, reason: str) -> None:
    assert value(call(tmp_path, f"model={code}"), "model") == Unknown(reason)


def test_a_sentinel_for_nothing_is_nothing(tmp_path: Path) -> None:
    site = call(tmp_path, "stop=NOT_GIVEN, n=openai.omit", "import openai\nfrom openai import NOT_GIVEN\n")
    assert value(site, "stop") == value(site, "n") == Unknown("not given")


def test_spread_arguments(tmp_path: Path) -> None:
    assert call(tmp_path, "*args").open_args
    assert call(tmp_path, "**options").open_args
    written = call(tmp_path, "**{'temperature': 2, 'n': 1}")
    assert not written.open_args
    assert text_at(tmp_path, written, written.arg("temperature")) == ("'temperature': 2", "2")  # type: ignore[arg-type]
    named = call(tmp_path, "**KW", "KW = {'temperature': 2, 'model': 'gpt-4o'}\n")
    assert not named.open_args
    assert text_at(tmp_path, named, named.arg("temperature")) == ("'temperature': 2", "2")  # type: ignore[arg-type]
    assert call(tmp_path, "**KW", "KW = {'temperature': 2, **more}\n").open_args
    assert call(tmp_path, "**KW", "KW = {'temperature': 2}\nKW['n'] = 1\n").open_args


def test_features(tmp_path: Path) -> None:
    arguments = "stream=True, tools=[], response_format={'type': 'json_object'}"
    assert call(tmp_path, arguments).features >= {"stream", "tools", "json"}
    assert "stream" not in call(tmp_path, "stream=False").features


@pytest.mark.parametrize(
    ("arguments", "kind", "name"),
    [
        ("", TargetKind.OFFICIAL, "openai"),
        ("base_url='https://api.openai.com/v1'", TargetKind.OFFICIAL, "openai"),
        ("base_url=None", TargetKind.OFFICIAL, "openai"),
        ("base_url='https://api.deepseek.com'", TargetKind.OTHER, "deepseek"),
        ("base_url=f'https://{r}.openai.azure.com/openai/v1'", TargetKind.AZURE, None),
        ("base_url='https://relay.example.com/v1'", TargetKind.RELAY, "relay.example.com"),
        ("base_url='http://localhost:11434/v1'", TargetKind.OTHER, "localhost:11434"),
        ("base_url=os.environ['LLM_URL']", TargetKind.USER_DEFINED, "LLM_URL"),
        ("base_url=url", TargetKind.USER_DEFINED, "url"),
        ("**options", TargetKind.UNKNOWN, None),
    ],
)
def test_whom_a_client_talks_to(tmp_path: Path, arguments: str, kind: TargetKind, name: str | None) -> None:
    text = f"import os\nfrom openai import OpenAI\nc = OpenAI({arguments})\n\nc.models.list()\n"
    write(tmp_path, {"app.py": text})
    client, made = (s for s in scan(tmp_path).sites if s.kind in (SiteKind.CLIENT, SiteKind.CALL))
    assert client.target.kind is kind
    if name is not None:
        assert client.target.name == name
    assert made.target == client.target
    assert made.client == client.client == "app.py:3"


def test_a_key_in_the_code_is_never_kept(tmp_path: Path) -> None:
    key = "sk-" + "abcd1234" * 5
    (site,) = sites(tmp_path, SiteKind.CLIENT, app=f"import openai\nopenai.api_key = '{key}'\n")
    assert key not in repr(site)
