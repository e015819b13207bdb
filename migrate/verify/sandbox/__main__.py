"""`python -m migrate.verify.sandbox zhipu --port 8080`: one line with the origin, then serve until stopped."""

from __future__ import annotations

import argparse
import sys
from threading import Event

from migrate.verify.sandbox import Sandbox
from providers.errors import ProviderError


def main(arguments: list[str] | None = None) -> int:
    """Run a sandbox in the foreground. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m migrate.verify.sandbox", description=__doc__)
    parser.add_argument("provider", help="vendor id or alias")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (default: a free one)")
    parser.add_argument("--region", help="region whose base path is printed")
    parser.add_argument("--model", action="append", default=[], help="also accept this model id")
    parser.add_argument("--key", default="test-key", help="the bearer key that is accepted; '' for any")
    options = parser.parse_args(arguments)
    try:
        sandbox = Sandbox(
            options.provider, options.region, options.model, key=options.key or None, port=options.port
        )
    except (ProviderError, OSError, OverflowError) as error:
        print(f"sandbox: {error}", file=sys.stderr)
        return 2
    with sandbox:
        print(sandbox.url, flush=True)
        try:
            Event().wait()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
