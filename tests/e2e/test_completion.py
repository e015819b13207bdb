"""Shell completion: the script of the shell that is named, and words for what a shell asks."""

import pytest


@pytest.mark.parametrize(
    ("shell", "sign"), [("zsh", "#compdef migrate"), ("bash", "complete -o default"), ("fish", "complete --command")]
)
def test_the_script_is_that_of_the_named_shell(migrate, shell, sign):
    done = migrate("--show-completion", shell)
    assert done.code == 0, done.err
    assert sign in done.out
    assert "_MIGRATE_COMPLETE" in done.out


def test_an_unknown_shell_is_one_line(migrate):
    done = migrate("--show-completion", "nush")
    assert done.code == 2
    assert "one of bash, zsh, fish" in done.err
    assert done.out == ""


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("migrate plan --to zh", ["zhipu"]),
        ("migrate providers show moon", ["moonshot"]),
        ("migrate explain base-u", ["base-url"]),
        ("migrate plan --to no-such", []),
    ],
)
def test_vendors_and_rules_are_completed(migrate, words, expected):
    env = {"_MIGRATE_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}
    assert migrate(env=env).out.split() == expected
