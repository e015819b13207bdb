"""What tsconfig.json and package.json say a specifier means."""

from __future__ import annotations

import json
from typing import Any

import pytest

from migrate.languages.typescript.aliases import Aliases, relaxed


def places(folder: str, module: str, **files: Any) -> list[str]:
    written = {
        name.replace("__", "/").replace("_json", ".json"): v if isinstance(v, str) else json.dumps(v)
        for name, v in files.items()
    }
    return list(Aliases(frozenset(written), lambda path: written[path].encode()).places(folder, module))


@pytest.mark.parametrize(
    ("paths", "module", "expected"),
    [
        ({"~ai": ["src/ai.ts"]}, "~ai", ["web/src/ai.ts"]),
        ({"$lib/*": ["src/lib/*", "lib/*"]}, "$lib/a/b", ["web/src/lib/a/b", "web/lib/a/b"]),
        ({"@/*": ["./*"]}, "@/x", ["web/x"]),
        ({"*": ["types/*"]}, "@x/y", ["web/types/@x/y"]),
        ({"~ai": ["src/ai.ts"]}, "~ai/more", []),
        ({"$lib/*": ["src/lib/*"]}, "$libs/a", []),
        ({"~ai": "src/ai.ts"}, "~ai", []),
    ],
)
def test_paths(paths: dict[str, Any], module: str, expected: list[str]) -> None:
    config = {"compilerOptions": {"paths": paths}}
    assert places("web/src/app", module, web__tsconfig_json=config) == expected


def test_the_nearest_configuration_counts_and_what_it_extends() -> None:
    files = {
        "tsconfig_json": {"compilerOptions": {"paths": {"~x": ["root.ts"]}}},
        "web__tsconfig_json": '{ "extends": "../base", /* ours */ "compilerOptions": {"strict": true,}, }',
        "base_json": {"compilerOptions": {"baseUrl": "lib", "paths": {"~x": ["a.ts"]}}},
    }
    assert places("web/src", "~x", **files)[0] == "lib/a.ts"
    assert places("other", "~x", **files)[0] == "root.ts"


@pytest.mark.parametrize(
    ("module", "first"),
    [
        ("@acme/ai", "libs/ai/dist/index.mjs"),
        ("@acme/ai/chat/x", "libs/ai/dist/chat/x.js"),
        ("#own", "libs/ai/src/own.ts"),
    ],
)
def test_exports_and_imports(module: str, first: str) -> None:
    package = {
        "name": "@acme/ai",
        "exports": {".": {"types": "./dist/index.d.ts", "import": "./dist/index.mjs"}, "./chat/*": "./dist/chat/*.js"},
        "imports": {"#own": "./src/own.ts"},
    }
    found = places("libs/ai/src", module, libs__ai__package_json=package)
    assert found[0] == first
    assert any(p.startswith("libs/ai/src/") for p in found)  # what it is built from


@pytest.mark.parametrize("module", ["@acme/other", "react", "openai", "#gone"])
def test_what_is_no_package_of_the_project_is_nowhere(module: str) -> None:
    package = {"name": "@acme/ai", "exports": {".": "./index.js"}, "imports": {"#own": "./a.ts"}}
    files = {"libs__ai__package_json": package, "libs__openai__package_json": {"name": "openai", "main": "a.js"}}
    assert places("libs/ai/src", module, **files) == []


@pytest.mark.parametrize("text", ["", "[", "{'a': 1}", "nul", '{"compilerOptions": 3', "[" * 5000])
def test_what_is_no_json_says_nothing(text: str) -> None:
    assert relaxed(text) is None
    assert places("web", "~x", web__tsconfig_json=text) == []


@pytest.mark.parametrize("text", ['{"compilerOptions": []}', '{"compilerOptions": {"paths": []}}', "[]", "3"])
def test_a_configuration_of_another_shape_says_nothing(text: str) -> None:
    assert places("web", "~x", web__tsconfig_json=text) == []
