"""Which paths are which format. Apart from the formats, so that asking imports no parser."""

from __future__ import annotations

import re

_DOTENV = re.compile(
    r"(?:\.env(?:[._-].+)?|(?:.+\.)?env(?:\.[\w.-]+)?|.+\.env(?:\.[\w-]+)?|\.flaskenv|\.dev\.vars)\Z"
)
_CODE = re.compile(
    r"\.(?:d\.)?(?:[cm]?[jt]sx?|py|rb|go|java|kt|rs|php|cs|vue|svelte|html?|md|mdx|rst|txt|json|ya?ml|toml"
    r"|sh|ps1|bat|lock|css|scss)\Z"
)
_REQUIREMENTS = re.compile(r"(?:[\w.-]*requirements[\w.-]*|constraints[\w.-]*)\.(?:txt|in)\Z")
_DOCKERFILE = re.compile(r"(?:.+\.)?(?:Docker|Container)file(?:\..+)?\Z|.+\.dockerfile\Z", re.IGNORECASE)
_SHELL = (".sh", ".bash", ".zsh", ".ksh")
_SHELL_NAMES = frozenset({".bashrc", ".zshrc", ".profile", ".bash_profile", ".envrc"})
# What is added to the name of a file that is copied and filled in: `settings.json.azure-example`.
_EXAMPLE = re.compile(r"[._-][\w-]*(?:example|sample|template|dist|default)[\w-]*\Z")
_YAML = (".yaml", ".yml")
_JSON = (".json", ".jsonc", ".json5", ".jsonl", ".ndjson", ".webmanifest")
_AUTOGEN = re.compile(r"OAI_CONFIG_LIST(?:[_.-]\w+)?\Z")
_TOML = (".toml",)
_TOML_NAMES = frozenset({"Pipfile"})
_INI = (".ini", ".cfg", ".service")


def _last(path: str) -> str:
    return path.rpartition("/")[2]


def _ends(path: str, ends: tuple[str, ...]) -> bool:
    """True when the name, without what makes it an example, ends so."""
    name = _last(path).lower()
    return name.endswith(ends) or _EXAMPLE.sub("", name).endswith(ends)


def dotenv(path: str) -> bool:
    """`.env`, `.env.local`, `prod.env`, `env.example` and the like; not code that is named `env`."""
    name = _last(path)
    return _DOTENV.match(name) is not None and _CODE.search(name) is None


def yaml(path: str) -> bool:
    """YAML, also examples of it."""
    return _ends(path, _YAML)


def toml(path: str) -> bool:
    """TOML and Pipenv's manifest."""
    return _ends(path, _TOML) or _last(path) in _TOML_NAMES


def json(path: str) -> bool:
    """JSON, JSON with comments, one JSON value per line."""
    return _ends(path, _JSON) or _AUTOGEN.match(_last(path)) is not None


def ini(path: str) -> bool:
    """Sections with `key = value`; systemd units too."""
    return _ends(path, _INI)


def properties(path: str) -> bool:
    """Java properties."""
    return _ends(path, (".properties",))


def dockerfile(path: str) -> bool:
    """Dockerfile, Containerfile, `Dockerfile.dev`, `web.dockerfile`."""
    name = _last(path)
    return _DOCKERFILE.match(name) is not None and _CODE.search(name) is None


def shell(path: str) -> bool:
    """POSIX shell scripts and start-up files."""
    return path.endswith(_SHELL) or _last(path) in _SHELL_NAMES


def requirements(path: str) -> bool:
    """pip requirement and constraint files."""
    name = _last(path)
    return _REQUIREMENTS.match(name) is not None or (
        "/requirements/" in "/" + path and name.endswith((".txt", ".in"))
    )
