"""The entry point, and the one place where a failure becomes a line and an exit code."""

from __future__ import annotations

import os
import sys

from migrate.errors import EXIT_INTERNAL, EXIT_INTERRUPTED, EXIT_USAGE, MigrateError
from providers.errors import ProviderError


def main() -> None:
    """Run the command line. Ends the process with the documented exit code.

    `MIGRATE_DEBUG=1` lets an internal error show its traceback.
    """
    from migrate.cli import app

    try:
        if sys.argv[1:2] in (["--show-completion"], ["--install-completion"]) and len(sys.argv) > 2:
            _completion(sys.argv[1], sys.argv[2])
            return
        app(prog_name="migrate")
    except (MigrateError, ProviderError) as error:
        _say(f"error: {error}")
        raise SystemExit(error.exit_code if isinstance(error, MigrateError) else EXIT_USAGE) from None
    except KeyboardInterrupt:
        _say("interrupted")
        raise SystemExit(EXIT_INTERRUPTED) from None
    except BrokenPipeError:
        # The reader went away (`| head`): not an error. Keep the interpreter from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _say(f"error: {where}{error.strerror or error}")
        raise SystemExit(EXIT_USAGE) from None
    except Exception as error:
        if os.environ.get("MIGRATE_DEBUG"):
            raise
        _say(
            f"internal error: {type(error).__name__}: {error}. Nothing was half-written. "
            "Run again with MIGRATE_DEBUG=1 for details and report it."
        )
        raise SystemExit(EXIT_INTERNAL) from None


def _completion(option: str, shell: str) -> None:
    """Completion for the shell that is named. Typer's own options take none: they use the one they run in."""
    from typer import _completion_shared as completion

    from migrate.errors import UsageError

    known = [item.value for item in completion.Shells]
    if shell not in known:
        raise UsageError(f"{option} {shell}: one of {', '.join(known)}")
    if option == "--show-completion":
        print(completion.get_completion_script(prog_name="migrate", complete_var="_MIGRATE_COMPLETE", shell=shell))
    else:
        _, file = completion.install(shell=shell, prog_name="migrate", complete_var="_MIGRATE_COMPLETE")
        print(f"{shell} completion installed in {file}; it takes effect in a new terminal")


def _say(message: str) -> None:
    from migrate.redact import mask, printable

    print(f"migrate: {printable(mask(message))}", file=sys.stderr)


if __name__ == "__main__":
    main()
