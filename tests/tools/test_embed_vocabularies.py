import runpy
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from vocab_audit.decoders import tiktoken_text
from vocab_audit.sources import embedded
from vocab_audit.vocabulary import Vocabulary

SCRIPT = Path(__file__).parents[2] / "tools" / "embed_vocabularies.py"


@pytest.fixture(scope="module")
def packed_files() -> Callable[[Path], dict[str, bytes]]:
    function: Callable[[Path], dict[str, bytes]]
    function = runpy.run_path(str(SCRIPT))["packed_files"]
    return function


@pytest.fixture(scope="module")
def published(
    vocabularies: dict[str, Vocabulary], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder of the .tiktoken files that OpenAI publishes."""
    folder = tmp_path_factory.mktemp("published")
    for name, vocabulary in vocabularies.items():
        text = tiktoken_text(vocabulary.ids, vocabulary.raws)
        (folder / f"{name}.tiktoken").write_bytes(text)
    return folder


def same_zlib() -> bool:
    """Whether this Python deflates as the zlib did that made the embedded files."""
    return "ng" not in zlib.ZLIB_RUNTIME_VERSION and not hasattr(zlib, "ZLIBNG_VERSION")


def test_packing_the_published_files_gives_the_embedded_files_byte_for_byte(
    packed_files: Callable[[Path], dict[str, bytes]], published: Path
) -> None:
    known = {path.name: path.read_bytes() for path in embedded.DIRECTORY.glob("*.bin")}
    packed = packed_files(published)
    assert packed.keys() == known.keys()
    for name, content in packed.items():
        assert embedded.unpack(content) == embedded.unpack(known[name])
        assert content == known[name] or not same_zlib()


def test_a_file_with_another_hash_is_refused(
    packed_files: Callable[[Path], dict[str, bytes]], published: Path, tmp_path: Path
) -> None:
    for path in published.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with (tmp_path / "r50k_base.tiktoken").open("ab") as stream:
        stream.write(b"\n")
    with pytest.raises(
        SystemExit, match=r"r50k_base\.tiktoken: its sha256 is not 306c"
    ):
        packed_files(tmp_path)


def test_the_script_writes_the_packed_files_and_their_sizes(
    published: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    original = embedded.DIRECTORY
    monkeypatch.setattr(embedded, "DIRECTORY", tmp_path)
    monkeypatch.setattr(sys, "argv", [str(SCRIPT), str(published)])
    runpy.run_path(str(SCRIPT), run_name="__main__")
    told = capsys.readouterr().out.splitlines()
    for path in original.glob("*.bin"):
        content = (tmp_path / path.name).read_bytes()
        assert embedded.unpack(content) == embedded.unpack(path.read_bytes())
        assert any(
            line.startswith(f"{path.name}: {len(content):,} bytes, sha256 ")
            for line in told
        )


@pytest.mark.parametrize("arguments", [[], ["a", "b"]])
def test_without_its_one_argument_the_script_shows_its_usage(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", [str(SCRIPT), *arguments])
    with pytest.raises(SystemExit, match=r"Usage: python tools/embed_vocabularies\.py"):
        runpy.run_path(str(SCRIPT), run_name="__main__")
