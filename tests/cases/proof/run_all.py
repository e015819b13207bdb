"""Run every call site once, each style in its own module, then the Node sites. A refusal is no failure here."""

import importlib
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

for path in sorted(HERE.glob("*/*.py")):
    module = importlib.import_module(f"{path.parent.name}.{path.stem}")
    for name in sorted(n for n in vars(module) if n.startswith("site_")):
        try:
            getattr(module, name)()
        except Exception as error:  # noqa: BLE001
            print(f"{module.__name__}.{name}: {type(error).__name__}: {str(error)[:200]}")
sys.exit(subprocess.call(["node", str(HERE / "node" / "calls.mjs")]))
