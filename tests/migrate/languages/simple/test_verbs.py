"""A literal is replaced by another in the style of the language; what changes arguments is refused."""

from __future__ import annotations

import time

import pytest

from migrate.edit import apply_edits
from migrate.languages import LANGUAGES, LITERALS_ONLY
from migrate.languages.base import ArgChange, EditError, Project
from migrate.model import Site, SiteKind, Skipped, Span
from migrate.source import SourceFile, from_bytes


def source(name: str, text: str) -> SourceFile:
    made = from_bytes(name, text.encode())
    assert not isinstance(made, Skipped)
    return made


def replaced(language: str, name: str, text: str, old: str, value: object) -> str:
    file = source(name, text)
    start = file.data.index(old.encode())
    edit = LANGUAGES[language].replace_value(file, Span(start, start + len(old.encode())), value)
    return apply_edits(file.data, [edit], file.encoding).decode()


@pytest.mark.parametrize(
    ("language", "name", "text", "old", "value", "new"),
    [
        ("go", "a.go", 'var m = "gpt-4o" // é\n', '"gpt-4o"', "glm", 'var m = "glm" // é\n'),
        ("go", "a.go", "var m = `gpt-4o`\n", "`gpt-4o`", "glm", "var m = `glm`\n"),
        ("go", "a.go", "type A struct { K string `env:\"OLD,x\"` }\n", "OLD", "NEW", "type A struct { K string `env:\"NEW,x\"` }\n"),
        ("go", "a.go", "var m = ai.GPT4o\n", "ai.GPT4o", "glm", 'var m = "glm"\n'),
        ("java", "A.java", 'class A { String m = "gpt-4o"; }\n', '"gpt-4o"', 'a"b', 'class A { String m = "a\\"b"; }\n'),
        ("kotlin", "a.kt", 'val m = "gpt-4o"\n', '"gpt-4o"', "a$b", 'val m = "a\\$b"\n'),
        ("kotlin", "a.kt", 'val m = """gpt-4o"""\n', '"""gpt-4o"""', "glm", 'val m = """glm"""\n'),
        ("csharp", "a.cs", 'var m = @"C:\\gpt";\n', '@"C:\\gpt"', 'a"b', 'var m = @"a""b";\n'),
        ("rust", "a.rs", 'const M: &str = r#"gpt-4o"#;\n', 'r#"gpt-4o"#', "glm", 'const M: &str = r#"glm"#;\n'),
        ("php", "a.php", "<?php $m = 'gpt-4o';\n", "'gpt-4o'", "it's", "<?php $m = 'it\\'s';\n"),
        ("php", "a.php", '<?php $m = "gpt-4o";\n', '"gpt-4o"', "a$b", '<?php $m = "a\\$b";\n'),
        ("ruby", "a.rb", "m = 'gpt-4o'\n", "'gpt-4o'", "glm", "m = 'glm'\n"),
        ("ruby", "a.rb", "m = %w[gpt-4 gpt-4o]\n", "gpt-4o", "glm", "m = %w[gpt-4 glm]\n"),
        ("go", "a.go", "var n = 3\n", "3", 5, "var n = 5\n"),
    ],
)
def test_replaces_a_value_in_its_own_style(
    language: str, name: str, text: str, old: str, value: object, new: str
) -> None:
    assert replaced(language, name, text, old, value) == new


@pytest.mark.parametrize(
    ("language", "name", "text", "old"),
    [
        ("csharp", "a.cs", 'var m = $"https://{host}/v1";\n', '$"https://{host}/v1"'),
        ("php", "a.php", '<?php $m = "x{$y}";\n', '"x{$y}"'),
        ("java", "A.java", 'class A { String m = """\n  gpt-4o\n  """; }\n', '"""\n  gpt-4o\n  """'),
        ("rust", "a.rs", 'const M: &str = r"gpt";\n', 'r"gpt"'),
    ],
)
def test_a_string_that_cannot_hold_the_value_is_left_alone(language: str, name: str, text: str, old: str) -> None:
    with pytest.raises(EditError):
        replaced(language, name, text, old, 'gl"m')


def test_a_piece_of_a_string_takes_only_plain_text() -> None:
    with pytest.raises(EditError):
        replaced("go", "a.go", 'type A struct { K string `env:"OLD"` }\n', "OLD", 'NE"W')


@pytest.mark.parametrize("language", sorted(LITERALS_ONLY))
def test_arguments_are_changed_by_hand(language: str) -> None:
    verbs = LANGUAGES[language]
    file = source("a" + verbs.suffixes[0], "x\n")
    site = Site(SiteKind.CALL, "chat.completions.create", file.path, Span(0, 1), 1, 1, language)
    with pytest.raises(EditError):
        verbs.add_argument(file, site, "seed", "1")
    with pytest.raises(EditError):
        verbs.combine(file, site, (ArgChange("remove", "seed"),))
    with pytest.raises(EditError):
        verbs.set_extra_body(file, site, {"a": 1})
    with pytest.raises(EditError):
        verbs.ensure_import(file, "os")


@pytest.mark.parametrize(
    ("language", "expression"),
    [
        ("go", 'os.Getenv("K")'), ("java", 'System.getenv("K")'), ("kotlin", 'System.getenv("K")'),
        ("csharp", 'Environment.GetEnvironmentVariable("K")'), ("php", "getenv('K')"), ("ruby", 'ENV["K"]'),
        ("rust", 'std::env::var("K").unwrap_or_default()'),
    ],
)  # fmt: skip
def test_a_variable_is_read_as_the_language_does(language: str, expression: str) -> None:
    assert LANGUAGES[language].env_reference("K") == expression


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("go", "package a\nvar x = (1\n"), ("java", "class A { void f( }\n"), ("php", "<?php f(;\n"),
        ("csharp", "class A { void F( }\n"), ("rust", "fn f( {\n"), ("ruby", "def f(\n"), ("kotlin", "fun f( {\n"),
    ],
)  # fmt: skip
def test_counts_syntax_errors(language: str, text: str) -> None:
    assert LANGUAGES[language].parse_errors(text.encode()) > 0
    assert LANGUAGES[language].parse_errors(b"<?php\n" if language == "php" else b"\n") == 0


DEPTH = 3000
NESTED = {
    "go": "package a // openai\nvar x = " + "f(" * DEPTH + '"gpt-4o"' + ")" * DEPTH,
    "java": "class A { Object x = openai" + ".a()" * DEPTH + "; }",
    "kotlin": "// openai\nval x = " + "listOf(" * DEPTH + ")" * DEPTH,
    "csharp": "class A { object openai = " + "new X { A = " * DEPTH + "1" + "}" * DEPTH + "; }",
    "rust": "fn openai() { json!(" + '{"a":' * DEPTH + "1" + "}" * DEPTH + "); }",
    "php": "<?php // openai\n$x = " + "[" * DEPTH + "1" + "]" * DEPTH + ";",
    "ruby": "# openai\nx = " + "{a: " * DEPTH + "1" + "}" * DEPTH,
}


@pytest.mark.parametrize("language", sorted(NESTED))
def test_deep_nesting_ends_well(language: str) -> None:
    verbs = LANGUAGES[language]
    file = source("a" + verbs.suffixes[0], NESTED[language])
    index = verbs.index(file)
    found = verbs.sites(file, Project(frozenset({file.path}), {file.path: index}))
    assert not found.skipped
    assert all(s.kind is SiteKind.MODEL for s in found.sites)


MULTIPLIED = {
    "go": "package a // openai\nfunc f() {\nx := g()\n"
    + "".join(f"x{i + 1} := g({', '.join([f'x{i}'] * 60)})\n" for i in range(8))
    + "http.Post(x8, x8, x8)\n}\n",
    "ruby": "# openai\nx0 = 'a'\n"
    + "".join(f'x{i + 1} = "{"".join([f"#{{x{i}}}"] * 60)}"\n' for i in range(8))
    + "Net::HTTP.post(x8)\n",
    "php": "<?php // openai\n$x0 = [];\n"
    + "".join(f"$x{i + 1} = [" + "".join(f'"k{j}" => $x{i}, ' for j in range(60)) + "];\n" for i in range(8))
    + "$client = OpenAI::client('k'); $client->chat()->create($x8);\n",
}


@pytest.mark.parametrize("language", sorted(MULTIPLIED))
def test_values_made_of_values_do_not_multiply(language: str) -> None:
    verbs = LANGUAGES[language]
    file = source("a" + verbs.suffixes[0], MULTIPLIED[language])
    index = verbs.index(file)
    begin = time.process_time()
    found = verbs.sites(file, Project(frozenset({file.path}), {file.path: index}))
    assert not found.skipped
    assert time.process_time() - begin < 20


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_line_ends_and_a_byte_order_mark_stay(ending: str) -> None:
    text = "\ufeff" + ending.join(["package a", 'var m = "gpt-4o"', ""])
    file = source("a.go", text)
    sites = LANGUAGES["go"].sites(file, Project(frozenset({"a.go"}), {})).sites
    edit = LANGUAGES["go"].replace_value(file, sites[0].value_span or Span(0, 0), "glm")
    assert apply_edits(file.data, [edit], file.encoding) == text.replace("gpt-4o", "glm").encode()
