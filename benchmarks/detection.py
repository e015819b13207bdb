"""Recall and precision of detection on labelled repositories.

    python -m benchmarks.detection --trees DIR --labels DIR [--scorer score.py] [--out DIR] [--misses N] [--fps N]

DIR of trees holds one checkout per labelled repository, named `<owner>__<name>`. Predictions are written
as JSON lines, then the scorer (by default `score.py` above the labels) prints its table. Every site of a labelled
kind is scored, also another vendor's settings and the requests of batch files.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from migrate.model import SiteKind
from migrate.scan import ScanOptions, scan

LABELLED = (
    SiteKind.CLIENT, SiteKind.CALL, SiteKind.MODEL, SiteKind.ENV, SiteKind.BASE_URL, SiteKind.CONFIG,
    SiteKind.FRAMEWORK, SiteKind.HTTP, SiteKind.PROXY, SiteKind.DEPENDENCY, SiteKind.IMPORT, SiteKind.SYMBOL,
    SiteKind.TOKENIZER, SiteKind.WIDTH,
)  # fmt: skip
"""The kinds that are labelled; what else a scan finds (prompts, histories) is not scored."""


NAMES = {SiteKind.WIDTH: SiteKind.CONFIG.value}
"""What the labels call a kind, where they call it something else."""


def predict(tree: Path, out: Path, suffixes: tuple[str, ...], workers: int) -> tuple[int, int, float]:
    """Scan one tree and write its predictions; files read, sites written, seconds."""
    start = time.perf_counter()
    result = scan(tree, ScanOptions(workers=workers))
    seconds = time.perf_counter() - start
    rows = [
        {"path": s.path, "line": s.line, "kind": NAMES.get(s.kind, s.kind.value)}
        for s in result.sites
        if s.kind in LABELLED and s.path.endswith(suffixes or ("",))
    ]
    out.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    for skipped in result.skipped:
        if skipped.reason == "internal_error":
            print(f"{tree.name}/{skipped.path}: {skipped.detail}", file=sys.stderr)
    return result.files, len(rows), seconds


def narrowed(labels: Path, suffixes: tuple[str, ...], trees: Path, out: Path) -> None:
    """Labels of files with these suffixes only, each with its line's text, and their scopes."""
    for file in sorted(labels.glob("*.jsonl")):
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        tree = trees / file.stem
        kept = [{"text": line_of(tree / r["path"], r["line"]), **r} for r in rows if r["path"].endswith(suffixes)]
        (out / file.name).write_text("".join(json.dumps(r) + "\n" for r in kept), encoding="utf-8")
        scope = file.with_name(file.stem + ".scope.json")
        (out / scope.name).write_text(scope.read_text(encoding="utf-8"), encoding="utf-8")


def line_of(file: Path, number: int) -> str:
    """A line of a file, stripped; empty when it is not there."""
    try:
        lines = file.read_bytes().decode("utf-8", "replace").split("\n")
    except OSError:
        return ""
    return lines[number - 1].strip() if 0 < number <= len(lines) else ""


def main() -> int:
    """Scan every labelled tree that is there, then score."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trees", type=Path, required=True)
    parser.add_argument("--labels", type=Path, required=True)
    parser.add_argument("--scorer", type=Path, help="default: the nearest score.py above the labels")
    parser.add_argument("--out", type=Path, help="where predictions are written (default: a temporary folder)")
    parser.add_argument("--suffix", action="append", default=[], help="score only files that end so (.py)")
    parser.add_argument("--repo", action="append", default=[], help="only these repositories")
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--fps", type=int, default=0)
    args = parser.parse_args()
    suffixes = tuple(args.suffix)
    above = (p / "score.py" for p in args.labels.resolve().parents)
    scorer = args.scorer or next((p for p in above if p.exists()), None)
    if scorer is None:
        parser.error("no score.py found above the labels; name it with --scorer")
    with tempfile.TemporaryDirectory() as temporary:
        out = args.out or Path(temporary) / "predictions"
        out.mkdir(parents=True, exist_ok=True)
        labels = Path(temporary) / "labels"
        labels.mkdir()
        narrowed(args.labels, suffixes or ("",), args.trees, labels)
        for file in sorted(labels.glob("*.jsonl")):
            tree = args.trees / file.stem
            if (args.repo and file.stem not in args.repo) or not tree.is_dir():
                file.unlink()
                print(f"{file.stem}: not scanned", file=sys.stderr)
                continue
            files, sites, seconds = predict(tree, out / file.name, suffixes, args.workers)
            print(f"{file.stem}: {files} files, {sites} sites, {seconds:.2f} s", file=sys.stderr)
        command = [sys.executable, str(scorer), "--labels", str(labels), "--preds", str(out)]
        command += ["--misses", str(args.misses), "--fps", str(args.fps)]
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
