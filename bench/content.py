"""What the whole content costs to publish: seconds and memory of each step, from files to the first page and back.

`make bench` runs it after serving. Loopback only, everything in a temporary folder. See README.md.
"""

import filecmp
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from serving import BIN, environment, fetch, served

CONTENT = Path(__file__).resolve().parent.parent / "content"
MIB = 1024


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
        folder = Path(name)
        env = environment(folder)
        print(f"{sum(1 for _ in CONTENT.rglob('*.yaml'))} files, load before {os.getloadavg()[0]:.1f}")
        print(f"\n{'step':<34}{'seconds':>9}{'MiB at most':>13}{'of starting':>13}")
        start = step("portal --version (starting)", ["--version"], env, folder, None)
        step("content check", ["content", "check", str(CONTENT)], env, folder, start)
        step("content check --strict", ["content", "check", "--strict", str(CONTENT)], env, folder, start)
        step("content load, with index and maps", ["content", "load", str(CONTENT)], env, folder, start)
        step("content load again, unchanged", ["content", "load", str(CONTENT)], env, folder, start)
        step("index rebuild", ["index", "rebuild"], env, folder, start)
        step("maps build", ["maps", "build"], env, folder, start)
        step("content dump", ["content", "dump", str(folder / "dump")], env, folder, start)
        print(f"dump equals content/ byte for byte: {'yes' if same(CONTENT, folder / 'dump') else 'NO'}")
        serve(env, folder)


def step(name: str, words: list[str], env: dict[str, str], folder: Path, start: float | None) -> float:
    began = time.monotonic()
    running = subprocess.Popen([BIN / "portal", *words], env=env, cwd=folder, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(running.pid, 0)
    seconds = time.monotonic() - began
    if status:
        sys.exit(f"portal {' '.join(words)} failed")
    ratio = f"{seconds / start:>12.1f}×" if start else ""
    print(f"{name:<34}{seconds:>9.2f}{usage.ru_maxrss / MIB:>13.0f}{ratio}")
    return seconds


def serve(env: dict[str, str], folder: Path) -> None:
    """From the command to the first page, then the pages that grow with the content, each made once."""
    began = time.monotonic()
    with served(["portal", "serve", "--workers", "1"], env, folder) as site:
        body, size = fetch(site + "/zh/")
        print(f"\nportal serve to the first page: {time.monotonic() - began:.2f} s, one worker {resident(site)} MiB")
        print(f"\n{'page, made anew':<34}{'ms':>9}{'KiB':>13}{'KiB travelling':>16}")
        for path in ("/zh/routes/", "/zh/attractions/", "/zh/events/", "/zh/map/", "/zh/areas/shenyang/",
                     "/zh/seasons/winter/", "/zh/search/?q=%E6%B8%A9%E6%B3%89"):  # fmt: skip
            began = time.monotonic()
            body, size = fetch(site + path)
            print(f"{path:<34}{(time.monotonic() - began) * 1000:>9.0f}{len(body) / MIB:>13.0f}{size / MIB:>16.1f}")


def resident(site: str) -> int:
    """MiB of the largest process that serves (Linux)."""
    port = site.rsplit(":", 1)[1]
    sizes = [0]
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            command = (status.parent / "cmdline").read_bytes().decode().split("\0")
            if port in command or "spawn_main" in " ".join(command):
                sizes += [int(row.split()[1]) for row in status.read_text().splitlines() if row.startswith("VmRSS")]
        except OSError:
            continue
    return max(sizes) // MIB


def same(one: Path, other: Path) -> bool:
    """Whether two folders hold the same files with the same bytes."""
    names = {p.relative_to(one) for p in one.rglob("*") if p.is_file()}
    if names != {p.relative_to(other) for p in other.rglob("*") if p.is_file()}:
        return False
    return all(filecmp.cmp(one / name, other / name, shallow=False) for name in names)


if __name__ == "__main__":
    main()
