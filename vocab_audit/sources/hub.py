"""Tokenizers on the Hugging Face hub: ``hf:org/name`` or ``hf:org/name@revision``.

Only a repository's tokenizer files are downloaded, to the hub's own cache, through
huggingface_hub (https://huggingface.co/docs/huggingface_hub); nothing of it is ever
executed. Where the hub is out of reach, what is cached is used.
"""

import logging
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from vocab_audit.errors import SourceError, UnavailableError, UnknownVocabularyError
from vocab_audit.files import MAX_FILE_BYTES
from vocab_audit.folder import COMPANIONS, tokenizer_file
from vocab_audit.vocabulary import Vocabulary

if TYPE_CHECKING:
    from huggingface_hub.hf_api import ModelInfo

TIMEOUT = 10.0
"""Seconds that the hub may take to answer."""

_LOG = logging.getLogger(__name__)
_LOCATION = re.compile(
    r"(?P<repo>[\w.-]{1,96}(?:/[\w.-]{1,96})?)(?:@(?P<revision>[\w./-]{1,200}))?"
)
_EXTRA = (
    "reading a tokenizer from the Hugging Face hub needs the package huggingface_hub: "
    "pip install 'vocab-audit[hub]'"
)


@dataclass(frozen=True, slots=True)
class _Place:
    """A repository at a revision; the revision may be a branch, a tag or a commit."""

    repo: str
    revision: str | None

    def __str__(self) -> str:
        return f"{self.repo}@{self.revision}" if self.revision else self.repo


def load(location: str) -> Vocabulary:
    """Load a repository's tokenizer.

    Args:
        location: ``org/name``, or ``org/name@revision``.

    Raises:
        UnknownVocabularyError: The location is no name, or nothing goes by it.
        UnavailableError: The extra is missing, or the hub is out of reach and the
            files are not cached, or they are not public.
        SourceError: The repository has no tokenizer that can be read, or several.
    """
    from vocab_audit.sources import load as load_path

    place = _place(location)
    try:
        import huggingface_hub  # noqa: F401 - only whether it is there
    except ImportError:
        raise UnavailableError(_EXTRA) from None
    path = _download(place)
    vocabulary = load_path(str(path))
    commit = path.parent.name  # the cache keeps each commit in a folder of its own
    return replace(vocabulary, name=str(place), origin=f"hf:{place.repo}@{commit}")


def _place(location: str) -> _Place:
    parts = _LOCATION.fullmatch(location)
    if not parts or ".." in location:
        message = (
            f"'hf:{location}' names no repository of the hub; the form is "
            "hf:org/name or hf:org/name@revision"
        )
        raise UnknownVocabularyError(message)
    return _Place(parts["repo"], parts["revision"])


def _download(place: _Place) -> Path:
    """The tokenizer's file in the cache, which other files of it may stand beside."""
    from huggingface_hub import HfApi, constants, errors

    if constants.HF_HUB_OFFLINE:
        return _cached(place, "HF_HUB_OFFLINE is set")
    try:
        listing = HfApi().model_info(
            place.repo, revision=place.revision, files_metadata=True, timeout=TIMEOUT
        )
        return _fetched(place, listing)
    except errors.GatedRepoError:
        message = (
            f"hf:{place.repo}: its files are given only to those who accepted its "
            "terms; accept them on its page, and set HF_TOKEN"
        )
        raise UnavailableError(message) from None
    except errors.RepositoryNotFoundError:
        message = (
            f"hf:{place.repo}: no such repository, or a private one (set HF_TOKEN)"
        )
        raise UnknownVocabularyError(message) from None
    except errors.RevisionNotFoundError:
        message = f"hf:{place.repo}: has no revision {place.revision!r}"
        raise UnknownVocabularyError(message) from None
    except SourceError:
        raise
    except Exception as error:  # noqa: BLE001 - each release has another transport's
        return _cached(place, _why(error))


def _fetched(place: _Place, listing: "ModelInfo") -> Path:
    """Download what belongs to the tokenizer, and nothing else."""
    from huggingface_hub import hf_hub_download

    size_of = {file.rfilename: file.size or 0 for file in listing.siblings or ()}
    name = tokenizer_file(_small(size_of), f"hf:{place}")
    companions = [other for other in COMPANIONS.get(name, ()) if other in size_of]
    path, *_ = [
        hf_hub_download(place.repo, file, revision=place.revision, etag_timeout=TIMEOUT)
        for file in (name, *companions)
    ]
    return Path(path)


def _small(size_of: dict[str, int]) -> list[str]:
    """The files that are no larger than what is read, and no model's weights."""
    return [
        name
        for name, size in size_of.items()
        if size <= MAX_FILE_BYTES and not name.endswith(".gguf")
    ]


def _cached(place: _Place, why: str) -> Path:
    """The tokenizer's file as it was downloaded before."""
    from huggingface_hub import snapshot_download

    try:
        folder = snapshot_download(
            place.repo, revision=place.revision, local_files_only=True
        )
    except Exception:  # noqa: BLE001 - as above
        message = (
            f"hf:{place}: the hub is out of reach ({why}), and nothing of it is "
            "cached; go online once, or name a file"
        )
        raise UnavailableError(message) from None
    path = Path(folder)
    names = [entry.name for entry in path.iterdir() if entry.is_file()]
    name = tokenizer_file(names, f"hf:{place} in the cache")
    _LOG.warning("hf:%s: not checked against the hub (%s); using the cache", place, why)
    return path / name


def _why(error: Exception) -> str:
    """What an error says, in one line."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:200]}"
