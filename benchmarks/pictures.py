"""How fast pictures are made anew in one process, and what the hardest ones take in time and memory."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from benchmarks.servers import ROOT
from geodata.pictures.renewal import renewed
from tests.pictures import saved

PHONE: Final = (4032, 3024)
_GRAIN: Final = 4.7
"""What makes a JPEG of 12 megapixels about 2 MB, as those of phones are."""
_HEAVY: Final = """
import sys, time
from pathlib import Path
from geodata.pictures.renewal import renewed
content = Path(sys.argv[1]).read_bytes()
start = time.perf_counter()
made = renewed(content)
status = Path("/proc/self/status").read_text()
print(made.width, made.height, time.perf_counter() - start, status.partition("VmHWM:")[2].split()[0])
"""


def photo(seed: int = 1, size: tuple[int, int] = PHONE) -> bytes:
    """A JPEG of about 2 MB like a phone's: soft shapes, and the grain of its sensor; each seed another."""
    return saved(scene(seed, size), "JPEG", quality=85)


def scene(seed: int, size: tuple[int, int], grain: float = _GRAIN) -> Image.Image:
    """Soft shapes in colours with grain over them."""
    chance = np.random.default_rng(seed)
    shapes = Image.fromarray(chance.integers(0, 255, (60, 80, 3), dtype=np.uint8))
    dots = np.asarray(shapes.resize(size, Image.Resampling.BICUBIC), dtype=np.float32)
    dots = dots + chance.normal(0, grain, (size[1], size[0], 1)).astype(np.float32)
    return Image.fromarray(np.clip(dots, 0, 255).astype(np.uint8))


def rate(photos: list[bytes], seconds: float = 10.0) -> tuple[float, float]:
    """Pictures made anew one after the other: how many a second, and a second of processor time."""
    renewed(photos[0])
    start, worked, done = time.perf_counter(), time.process_time(), 0
    while time.perf_counter() - start < seconds:
        renewed(photos[done % len(photos)])
        done += 1
    return done / (time.perf_counter() - start), done / (time.process_time() - worked)


def heavy() -> None:
    """The hardest pictures that are taken, each in a process of its own."""
    large = scene(1, (8160, 6120), grain=2)
    kinds: dict[str, Callable[[], bytes]] = {
        "50 MP JPEG": lambda: saved(large, "JPEG", quality=80),
        "50 MP progressive JPEG": lambda: saved(large, "JPEG", quality=80, progressive=True, subsampling=0),
        "50 MP PNG": lambda: saved(large.resize((8000, 6250)), "PNG", compress_level=1),
        "25 MP WebP": lambda: saved(large.resize((5770, 4330)), "WEBP", quality=60, method=0),
        "12 MP HEIC": lambda: saved(large.resize(PHONE), "HEIF", quality=50),
    }
    for name, make in kinds.items():
        with tempfile.NamedTemporaryFile() as file:
            file.write(make())
            file.flush()
            told = subprocess.run(
                [sys.executable, "-c", _HEAVY, file.name],
                cwd=ROOT,
                capture_output=True,
                check=True,
                text=True,
            )
            width, height, took, kilobytes = told.stdout.split()
            sent = Path(file.name).stat().st_size
        print(
            f"{name:24} {sent / 1e6:5.1f} MB → {width} × {height} in {float(took):.2f} s, "
            f"at most {int(kilobytes) / 1024:.0f} MB of memory"
        )


def main() -> None:
    """Print both."""
    photos = [photo(seed) for seed in range(4)]
    made = renewed(photos[0])
    print(f"a photo of {len(photos[0]) / 1e6:.2f} MB, {PHONE[0]} × {PHONE[1]}")
    print(f"→ {len(made.content) / 1e6:.2f} MB and a thumbnail of {len(made.thumbnail) / 1e3:.0f} kB")
    by_clock, by_processor = rate(photos)
    print(f"{by_clock:.1f} pictures/s in one process, {by_processor:.1f} a second of processor time")
    heavy()


if __name__ == "__main__":
    main()
