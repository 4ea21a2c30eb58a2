"""How small the tokens of o200k_base become, in kilobytes and seconds."""

import bz2
import lzma
import time
import zlib
from collections.abc import Callable, Sequence

from vocab_audit.sources import embedded

Compress = Callable[[bytes], bytes]

WAYS: dict[str, tuple[Compress, int]] = {
    "deflate, one block": (zlib.compress, 200_000),
    "deflate, blocks of 8,192": (zlib.compress, 8_192),
    "bzip2, blocks of 16,384": (bz2.compress, 16_384),
    "bzip2, blocks of 65,536": (bz2.compress, 65_536),
    "bzip2, one block": (bz2.compress, 200_000),
    "xz, one block": (lzma.compress, 200_000),
}


def size(raws: Sequence[bytes], compress: Compress, block: int) -> int:
    """Bytes of all blocks."""
    starts = range(0, len(raws), block)
    return sum(
        len(compress(b"\xff".join(raws[start : start + block]))) for start in starts
    )


def main() -> None:
    """Print a line for each way."""
    raws = [*embedded.load("o200k_base").raws]
    for name, (compress, block) in WAYS.items():
        start = time.perf_counter()
        kilobytes = size(raws, compress, block) / 1000
        seconds = time.perf_counter() - start
        print(f"{name:26} {kilobytes:6.0f} kB  {seconds:.2f} s")  # noqa: T201 - a script


if __name__ == "__main__":
    main()
