"""The hub is a small server on loopback; each script is a process of its own."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from vocab_audit.decoders import tiktoken_text
from vocab_audit.errors import UnavailableError, UnknownVocabularyError
from vocab_audit.sources import load

COMMIT = "0123456789abcdef0123456789abcdef01234567"
OLDER = "fedcba9876543210fedcba9876543210fedcba98"
NEW = tiktoken_text([0, 1, 2], [b"a", b"b", b"ab"])
OLD = tiktoken_text([0, 1], [b"a", b"b"])
FILES = {
    COMMIT: {
        "my.tiktoken": NEW,
        "tokenization_mine.py": b"raise SystemExit('remote code ran')",
        "model.safetensors": b"\0" * 1000,
    },
    OLDER: {"my.tiktoken": OLD},
}
REVISIONS = {"main": COMMIT, "v1": OLDER, COMMIT: COMMIT, OLDER: OLDER}

SCRIPT = """
import sys
from vocab_audit.errors import VocabAuditError
from vocab_audit.sources import load
for location in sys.argv[1:]:
    try:
        vocabulary = load(location)
        print(vocabulary.name, vocabulary.origin, len(vocabulary.ids))
    except VocabAuditError as error:
        print(type(error).__name__, error)
"""


class Hub(BaseHTTPRequestHandler):
    """What huggingface_hub asks of a hub: a listing, and files at a commit."""

    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        path = self.path.partition("?")[0].strip("/")
        match path.split("/"):
            case ["api", "models", "org", "mine", "revision", revision]:
                self._list(revision)
            case ["api", "models", "org", "mine"]:
                self._list("main")
            case ["org", "mine", "resolve", revision, name]:
                commit = REVISIONS[revision]
                self._give(FILES[commit][name], commit)
            case ["api", "models", "org", "gated", *_]:
                self._fail(403, "GatedRepo")
            case _:
                self._fail(404, "RepoNotFound")

    do_HEAD = do_GET  # noqa: N815 - http.server's name

    def _list(self, revision: str) -> None:
        commit = REVISIONS.get(revision)
        if commit is None:
            self._fail(404, "RevisionNotFound")
            return
        siblings = [
            {"rfilename": name, "size": len(content)}
            for name, content in FILES[commit].items()
        ]
        listing = {"id": "org/mine", "sha": commit, "siblings": siblings}
        self._give(json.dumps(listing).encode(), commit)

    def _give(self, content: bytes, commit: str) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("ETag", f'"{hash(content) & 0xFFFFFFFF:08x}"')
        self.send_header("X-Repo-Commit", commit)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    def _fail(self, status: int, code: str) -> None:
        self.send_response(status)
        self.send_header("X-Error-Code", code)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Say nothing."""


@pytest.fixture
def hub() -> Iterator[ThreadingHTTPServer]:
    Hub.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Hub) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def run(home: Path, endpoint: str, *locations: str, **environment: str) -> str:
    """What a process prints that loads the locations, its errors at the end."""
    ended = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", SCRIPT, *locations],
        env={
            "HF_HOME": str(home),
            "HF_ENDPOINT": endpoint,
            "HF_HUB_DISABLE_XET": "1",
            "NO_PROXY": "127.0.0.1",
            "PATH": "",
        }
        | environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return ended.stdout + ended.stderr


def endpoint(server: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_port}"


def test_a_repository_is_downloaded_once_and_then_used_offline(
    hub: ThreadingHTTPServer, tmp_path: Path
) -> None:
    online = run(tmp_path, endpoint(hub), "hf:org/mine", "hf:org/mine@v1")
    assert online.splitlines() == [
        f"org/mine hf:org/mine@{COMMIT} 3",
        f"org/mine@v1 hf:org/mine@{OLDER} 2",
    ]
    fetched = {path.rpartition("/")[2] for path in Hub.asked if "/resolve/" in path}
    assert fetched == {"my.tiktoken"}
    cached = [path.name for path in tmp_path.rglob("*") if path.is_file()]
    assert not {"model.safetensors", "tokenization_mine.py"} & {*cached}

    offline = run(
        tmp_path, endpoint(hub), "hf:org/mine", "hf:org/mine@v1", HF_HUB_OFFLINE="1"
    )
    for line in online.splitlines():
        assert line in offline
    assert "hf:org/mine: not checked against the hub (HF_HUB_OFFLINE" in offline


def test_where_the_hub_is_out_of_reach_the_cache_serves(
    hub: ThreadingHTTPServer, tmp_path: Path
) -> None:
    nowhere = "http://127.0.0.1:9"  # where nobody listens
    online = run(tmp_path, endpoint(hub), f"hf:org/mine@{OLDER}")
    offline = run(tmp_path, nowhere, f"hf:org/mine@{OLDER}", "hf:org/other")
    assert online.strip() in offline
    assert "not checked against the hub" in offline
    assert "UnavailableError hf:org/other: the hub is out of reach" in offline


def test_what_the_hub_refuses_is_an_error_that_says_why(
    hub: ThreadingHTTPServer, tmp_path: Path
) -> None:
    locations = ("hf:org/none", "hf:org/gated", "hf:org/mine@v9")
    lines = run(tmp_path, endpoint(hub), *locations).splitlines()
    assert lines[0].startswith("UnknownVocabularyError hf:org/none: no such repository")
    assert lines[1].startswith(
        "UnavailableError hf:org/gated: its files are given only"
    )
    assert lines[2] == "UnknownVocabularyError hf:org/mine: has no revision 'v9'"


@pytest.mark.parametrize(
    "location", ["hf:", "hf:a/b/c", "hf:../x", "hf:a/b@", "hf:a b", "hf:a/b@x y"]
)
def test_a_location_that_names_no_repository_is_an_error(location: str) -> None:
    with pytest.raises(UnknownVocabularyError, match="hf:"):
        load(location)


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(UnavailableError, match=r"pip install 'vocab-audit\[hub\]'"):
        load("hf:org/mine")
