"""Where documents come from: folders, archives, records, encodings, hostile files."""

import bz2
import gzip
import io
import json
import lzma
import os
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from vocab_audit.scan import archive, record, walk
from vocab_audit.scan.document import CHUNK_BYTES, Document
from vocab_audit.scan.encoding import as_utf8
from vocab_audit.scan.hit import Hit
from vocab_audit.scan.lexicon import Lexicon
from vocab_audit.scan.plan import Plan
from vocab_audit.scan.run import Run
from vocab_audit.wordlist import Wordlist

LEAK = 'run 大发快三json{"a": 1}\n'

ScanAll = Callable[..., tuple[list[Hit], Run]]


@pytest.fixture
def scan(
    packaged: Wordlist, lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch
) -> ScanAll:
    monkeypatch.setattr(Plan, "lexicon", lambda _: lexicon)  # made once for all

    def scan(
        *paths: Path, fields: tuple[str, ...] = (), use_ignore: bool = True
    ) -> tuple[list[Hit], Run]:
        with Run(Plan("o200k_base", packaged, fields=fields)) as run:
            entries = walk.documents([*map(str, paths)], use_ignore=use_ignore)
            found = [hit for hit in run.scan(entries) if isinstance(hit, Hit)]
        return found, run

    return scan


def _names(hits: list[Hit], root: Path) -> list[str]:
    return [hit.path.removeprefix(f"{root}/") for hit in hits]


def _write(path: Path, text: str = LEAK) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_gitignore_is_respected_from_the_root_down(
    scan: ScanAll, tmp_path: Path
) -> None:
    for name in ("a.md", "out/b.md", "in/c.log", "in/keep.log", "in/deep/d.md"):
        _write(tmp_path / name)
    _write(tmp_path / ".gitignore", "out/\n*.log\n")
    _write(tmp_path / "in" / ".gitignore", "!keep.log\n/deep\n")
    (tmp_path / ".git").mkdir()
    assert _names(scan(tmp_path)[0], tmp_path) == ["a.md", "in/keep.log"]
    every = _names(scan(tmp_path, use_ignore=False)[0], tmp_path)
    assert sorted(every) == [
        *("a.md", "in/c.log", "in/deep/d.md", "in/keep.log", "out/b.md"),
    ]
    assert _names(scan(tmp_path / "in")[0], tmp_path) == ["in/keep.log"]
    assert _names(scan(tmp_path / "out" / "b.md")[0], tmp_path) == ["out/b.md"]


def test_loops_pipes_and_locked_folders_are_passed_over_and_named(
    scan: ScanAll, tmp_path: Path
) -> None:
    _write(tmp_path / "a.md")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "lost").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe")
    hits, run = scan(tmp_path)
    assert _names(hits, tmp_path) == ["a.md"]
    [skipped] = run.progress.skipped
    assert (skipped.path, skipped.why) == (str(tmp_path / "pipe"), "not a regular file")
    [named] = scan(tmp_path / "pipe")[1].progress.skipped
    assert "scan -" in named.why


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_folder_that_is_closed_is_named(scan: ScanAll, tmp_path: Path) -> None:
    _write(tmp_path / "closed" / "a.md")
    (tmp_path / "closed").chmod(0)
    skipped = [
        *scan(tmp_path)[1].progress.skipped,
        *scan(tmp_path / "closed")[1].progress.skipped,  # named by the user
    ]
    (tmp_path / "closed").chmod(0o700)
    assert [each.why for each in skipped] == ["Permission denied"] * 2


def test_a_file_that_grows_is_read_as_long_as_it_was(tmp_path: Path) -> None:
    path = _write(tmp_path / "log", "x" * 3_000_000)
    chunks = walk.chunks(str(path))
    read = len(next(chunks))
    with path.open("a") as stream:
        stream.write("y" * 3_000_000)
    assert read + sum(map(len, chunks)) == 3_000_000


def test_a_file_that_shrinks_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = _write(tmp_path / "log", "x" * 3_000_000)
    chunks = walk.chunks(str(path))
    next(chunks)
    os.truncate(path, 1_500_000)
    assert sum(map(len, chunks)) == 1_500_000 - CHUNK_BYTES


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]
)
def test_an_encoding_is_told_from_the_bytes(
    scan: ScanAll, tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(f"plain text first\n{LEAK}".encode(encoding))
    [hit] = scan(path)[0]
    assert (hit.line, hit.column, hit.text) == (2, 5, "大发快三")


def test_what_is_no_text_is_passed_over(scan: ScanAll, tmp_path: Path) -> None:
    (tmp_path / "x.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + LEAK.encode())
    hits, run = scan(tmp_path)
    assert (hits, run.progress.binary) == ([], 1)


def test_invalid_bytes_move_nothing(scan: ScanAll, tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(b"caf\xe9 \xff\xfe first\n\xff\xff " + LEAK.encode())
    [hit] = scan(path)[0]
    assert (hit.line, hit.column, hit.text) == (2, 8, "大发快三")
    assert hit.excerpt.isprintable()


def test_an_encoding_error_behind_the_beginning_is_no_end(tmp_path: Path) -> None:
    del tmp_path
    content = [b"plain " * 20_000, b"\xff\n", LEAK.encode()]
    chunks = as_utf8(iter(content))
    assert chunks is not None
    assert b"".join(chunks) == b"".join(content)


def _tar(mode: str) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode=mode) as made:  # type: ignore[call-overload]
        inner = tarfile.TarInfo("docs/a.md")
        inner.size = len(LEAK.encode())
        made.addfile(inner, io.BytesIO(LEAK.encode()))
    return target.getvalue()


def _zip() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("docs/a.md", LEAK)
    return target.getvalue()


def _zstd(content: bytes) -> bytes:
    zstandard = pytest.importorskip("zstandard")
    packed: bytes = zstandard.ZstdCompressor().compress(content)
    return packed


@pytest.mark.parametrize(
    ("name", "content", "inner"),
    [
        ("x.zip", _zip, "!/docs/a.md"),
        ("x.tar", lambda: _tar("w"), "!/docs/a.md"),
        ("x.tgz", lambda: _tar("w:gz"), "!/docs/a.md"),
        ("x.tar.xz", lambda: _tar("w:xz"), "!/docs/a.md"),
        ("x.tar.zst", lambda: _zstd(_tar("w")), "!/docs/a.md"),
        ("x.gz", lambda: gzip.compress(LEAK.encode()), ""),
        ("x.bz2", lambda: bz2.compress(LEAK.encode()), ""),
        ("x.xz", lambda: lzma.compress(LEAK.encode()), ""),
        ("x.zst", lambda: _zstd(LEAK.encode()), ""),
    ],
)
def test_archives_are_opened_by_their_content(
    scan: ScanAll, tmp_path: Path, name: str, content: Callable[[], bytes], inner: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content())
    [hit] = scan(path)[0]
    assert hit.path == f"{path}{inner}"


def test_a_bomb_is_stopped_and_named(
    scan: ScanAll, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "FREE_BYTES", 1 << 20)
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(b"a" * 60_000_000))
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a", b"a" * 60_000_000)
    _, run = scan(path, tmp_path / "bomb.zip")
    assert len(run.progress.skipped) == 2
    assert all("not unpacked" in each.why for each in run.progress.skipped)
    assert run.progress.scanned < 60_000_000


def test_a_damaged_archive_is_named_and_the_rest_goes_on(
    scan: ScanAll, tmp_path: Path
) -> None:
    (tmp_path / "a.gz").write_bytes(gzip.compress(os.urandom(5000))[:900])
    (tmp_path / "b.zip").write_bytes(b"PK\x03\x04 nothing more")
    _write(tmp_path / "c.md")
    hits, run = scan(tmp_path)
    assert _names(hits, tmp_path) == ["c.md"]
    assert len(run.progress.skipped) == 2


def test_fields_of_records_are_documents(scan: ScanAll, tmp_path: Path) -> None:
    rows = [
        {"text": "clean", "messages": [{"content": "hi"}, {"content": LEAK}]},
        {"text": LEAK, "messages": []},
        {"other": LEAK},
    ]
    path = _write(tmp_path / "x.jsonl", "\n".join(map(json.dumps, rows)))
    hits, _ = scan(path, fields=("text", "messages.content"))
    assert [(hit.line, hit.field) for hit in hits] == [
        (1, "messages.content"),
        (2, "text"),
    ]


def test_columns_of_parquet_are_documents(scan: ScanAll, tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "x.parquet"
    parquet.write_table(pyarrow.table({"text": ["clean", LEAK]}), path)
    [hit] = scan(path, fields=("text",))[0]
    assert (hit.line, hit.field, hit.text) == (2, "text", "大发快三")
    [skipped] = scan(path, fields=("body",))[1].progress.skipped
    assert skipped.why == "no column 'body'; there are text"


def test_a_document_is_read_once(packaged: Wordlist) -> None:
    opened: list[str] = []

    def read() -> "io.BytesIO":
        opened.append("x")
        return io.BytesIO(LEAK.encode())

    document = Document("x", lambda: iter(read()))
    with Run(Plan(None, packaged)) as run:
        assert len([*run.scan([document])]) == 1
    assert opened == ["x"]


def test_an_archive_in_an_archive_stays_closed(scan: ScanAll, tmp_path: Path) -> None:
    path = tmp_path / "twice.gz"
    path.write_bytes(gzip.compress(gzip.compress(LEAK.encode())))
    hits, run = scan(path)
    assert (hits, run.progress.binary, run.progress.skipped) == ([], 1, [])


def test_a_folder_named_like_a_member_is_a_folder(
    scan: ScanAll, tmp_path: Path
) -> None:
    folder = tmp_path / "wow!"
    folder.mkdir()
    (folder / "x.gz").write_bytes(gzip.compress(LEAK.encode()))
    assert _names(scan(tmp_path)[0], tmp_path) == ["wow!/x.gz"]


@pytest.mark.parametrize("pack", [gzip.compress, _zstd])
def test_what_comes_before_the_end_of_a_cut_archive_counts(
    scan: ScanAll, tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "cut"
    content = pack(LEAK.encode() * 3 + os.urandom(200_000).hex().encode())
    path.write_bytes(content[: len(content) // 2])
    hits, run = scan(path)
    assert [hit.line for hit in hits] == [1, 2, 3]
    [skipped] = run.progress.skipped
    assert skipped.why.startswith("cannot be unpacked")


def test_frames_of_zstd_may_follow_each_other(scan: ScanAll, tmp_path: Path) -> None:
    path = tmp_path / "frames.zst"
    path.write_bytes(_zstd(LEAK.encode()) + _zstd(b"fine\n") + _zstd(LEAK.encode()))
    hits, run = scan(path)
    assert [hit.line for hit in hits] == [1, 3]
    assert run.progress.skipped == []


def test_the_holes_of_a_sparse_member_are_bounded(
    scan: ScanAll, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "FREE_BYTES", 1 << 20)
    header = tarfile.TarInfo("holes.md")
    header.type, header.size = tarfile.GNUTYPE_SPARSE, 9216
    raw = bytearray(header.tobuf(tarfile.GNU_FORMAT))
    places = b"%011o\0%011o\0" % (0, 9216)
    raw[386 : 386 + len(places)] = places
    raw[483:495] = b"%011o\0" % (1 << 32)
    raw[148:156] = b" " * 8
    raw[148:156] = b"%06o\0 " % sum(raw)
    path = tmp_path / "sparse.tar"
    path.write_bytes(bytes(raw) + LEAK.encode().ljust(9216, b"x") + bytes(10_240))
    hits, run = scan(path)
    assert len(hits) == 1
    assert run.progress.scanned <= 3 << 20
    assert "stopped after" in run.progress.skipped[0].why


def test_the_lists_of_an_archive_are_bounded(
    scan: ScanAll, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MAX_DIRECTORY_BYTES", 50)
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 1 << 30
    (tmp_path / "a.tar").write_bytes(header.tobuf(tarfile.USTAR_FORMAT))
    (tmp_path / "b.zip").write_bytes(_zip())
    _, run = scan(tmp_path)
    assert [each.why for each in run.progress.skipped] == [
        "stopped at a header of 1,073,741,824 bytes",
        "its list of files is larger than 50 bytes",
    ]


def test_more_members_than_are_scanned_are_told(
    scan: ScanAll, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBERS", 1)
    with tarfile.open(tmp_path / "a.tar", "w") as made:
        made.addfile(tarfile.TarInfo("1"))
        made.addfile(tarfile.TarInfo("2"))
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as packed:
        packed.writestr("1", "")
        packed.writestr("2", "")
    _, run = scan(tmp_path)
    whys = {each.why for each in run.progress.skipped}
    assert whys == {"only its first 1 files are scanned"}


def test_chinese_utf8_with_an_error_is_not_gb18030(
    scan: ScanAll, tmp_path: Path
) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(LEAK.encode() + "你好吗朋友们大家".encode() + b"\xe5\xa4\n")
    [hit] = scan(path)[0]
    assert hit.text == "大发快三"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_chinese_utf16_needs_no_mark(
    scan: ScanAll, tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "a.md"
    path.write_bytes((f"{'今天开会讨论城市交通。' * 9}\n{LEAK}").encode(encoding))
    [hit] = scan(path)[0]
    assert (hit.line, hit.text) == (2, "大发快三")


def test_what_is_no_record_is_named_within_bounds(
    scan: ScanAll, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "MAX_RECORD_BYTES", 100_000)
    (tmp_path / "a.jsonl").write_text("no\n" * 1000)
    (tmp_path / "b.jsonl").write_text('{"other": 1, "x": 2}\n' * 3)
    (tmp_path / "c.jsonl").write_text('{"text": ""}\n' + "x" * 3_000_000)
    _, run = scan(tmp_path, fields=("text",))
    *faults, rest, missing, long = [each.why for each in run.progress.skipped]
    assert len(faults) == record.MAX_FAULTS
    assert rest == "990 more lines are no records"
    assert missing == "no record has text in 'text'; keys of the first: other, x"
    assert long == "a record of more than 100,000 bytes"
