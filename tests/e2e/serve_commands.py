"""A process that has the tool loaded and forks for every command line it is sent.

Each command still runs in a process of its own, with its own folder, environment and files for output; only what
every start would load again is loaded once. What a cold start costs and loads is tested in tests/test_startup.py
and tests/test_packaging.py.

One JSON object a line on stdin: `argv`, `cwd`, `env`, `out`, `err`. One line with the exit code on stdout.
"""

import atexit
import gc
import importlib
import json
import os
import pkgutil
import signal
import sys
import threading
from datetime import date
from pathlib import Path

import typer.main

import migrate
import providers
from migrate.__main__ import main
from migrate.cli import app
from migrate.plan import build

for package in (migrate, providers):
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)


def become(order):
    """Make this forked process what a fresh one of that command would be."""
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])
    for number, path, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, order["out"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
        (2, order["err"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
    ):
        opened = os.open(path, flags, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.argv[:] = ["migrate", *order["argv"]]
    signal.alarm(120)


def leave(code):
    """End like an interpreter that has run its program, but for taking every module apart, which nobody sees."""
    threading._shutdown()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


# Tables and vendors are read, and the commands' options put together, once, too.
commands = typer.main.get_command(app)
typer.main.get_command = lambda _: commands
build.build(build.settings(Path(__file__).parents[1] / "apps" / "teashop", to="zhipu", on=date.today()))
gc.freeze()  # what is loaded stays shared with the forks
for line in sys.stdin:
    child = os.fork()
    if not child:
        become(json.loads(line))
        code = 1
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else bool(ended.code)
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            leave(code)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
