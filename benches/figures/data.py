"""Programs and files: built once, kept in the target folder."""

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
QUERIES = ROOT / "benches/queries.tsv"
BASELINE = ROOT / "benches/baseline.sh"


def size(text):
    """`10k`, `1M` or a plain number."""
    factor = {"k": 1_000, "M": 1_000_000}.get(text[-1])
    return int(text[:-1]) * factor if factor else int(text)


def short(rows):
    for unit, factor in (("M", 1_000_000), ("k", 1_000)):
        if rows % factor == 0:
            return f"{rows // factor}{unit}"
    return str(rows)


class Programs:
    """Paths of the product and of the tools, and a folder to work in."""

    def __init__(self, product, tools, folder):
        self.product, self.tools, self.folder = product, tools, folder

    def tool(self, *arguments):
        """Runs one of the tools; answers what it prints."""
        command = [self.tools, *map(str, arguments)]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout

    def measure(self, *arguments):
        return json.loads(self.tool(*arguments))

    def customers(self, rows, bad_every=0):
        """The CSV file of that many customers."""
        name = f"customers-{short(rows)}{'-bad' if bad_every else ''}.csv"
        file = self.folder / name
        if not file.exists() or file.stat().st_mtime < self.tools.stat().st_mtime:
            print(f"making {name}", flush=True)
            self.tool("generate", file, "--rows", rows, "--bad-every", bad_every)
        return file


def build(profile):
    """Builds the product and the tools; answers where they are."""
    cargo = ["cargo", "build", "--locked", "--profile", profile, "--bin", "customary"]
    product = executables(cargo)["customary"]
    tools = executables(["cargo", "bench", "--locked", "--profile", profile, "--no-run", "--bench", "figures"])["figures"]
    folder = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    return Programs(product, tools, folder)


def executables(command):
    """What a cargo command builds, by the name of the target."""
    print(" ".join(command), flush=True)
    command = [*command, "--message-format=json-render-diagnostics"]
    run = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    messages = (json.loads(line) for line in run.stdout.splitlines())
    return {it["target"]["name"]: Path(it["executable"]) for it in messages if it.get("executable")}
