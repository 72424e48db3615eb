"""The table at the end: what was measured, what it should be, and whether it is."""

import os
import platform
import subprocess


class Table:
    def __init__(self):
        self.rows = []

    def add(self, engine, what, value, unit="", at_most=None, at_least=None):
        """A figure; with a bound it is also judged."""
        kept = None
        bound = ""
        if at_most is not None:
            kept, bound = value <= at_most, f"≤ {number(at_most)}"
        if at_least is not None:
            kept, bound = value >= at_least, f"≥ {number(at_least)}"
        row = (engine, what, f"{number(value)} {unit}".strip(), f"{bound} {unit}".strip() if bound else "", kept)
        self.rows.append(row)
        # Also as it comes: a run over a million customers is long.
        print("  ".join(str(cell) for cell in row[1:4] if cell) + ("" if kept is not False else "  NOT KEPT"), flush=True)

    def show(self):
        print(f"\n{machine()}\n")
        print("| Engine | Figure | Measured | Bound | Kept |\n|---|---|---|---|---|")
        for engine, what, value, bound, kept in self.rows:
            verdict = {None: "", True: "yes", False: "**no**"}[kept]
            print(f"| {engine} | {what} | {value} | {bound} | {verdict} |")


def number(value):
    """Three significant digits, or all of a whole number."""
    if isinstance(value, int) or value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def machine():
    with open("/proc/cpuinfo") as file:
        model = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), platform.machine())
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], stdout=subprocess.PIPE, text=True).stdout.strip()
    return f"{os.cpu_count()} cores, {model}; Linux {platform.release()}; commit {commit}"
