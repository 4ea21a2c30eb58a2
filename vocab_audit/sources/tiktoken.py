"""Encodings that the installed tiktoken knows, its plugins' included.

tiktoken (https://github.com/openai/tiktoken) finds encodings by name in
``tiktoken_ext`` plugins, and may download their files.
"""

import hashlib
from typing import TYPE_CHECKING

from vocab_audit.decoders import tiktoken_text
from vocab_audit.errors import SourceError, UnavailableError, UnknownVocabularyError
from vocab_audit.vocabulary import Token, TokenKind, Vocabulary, decode_all

if TYPE_CHECKING:
    import tiktoken


def load(location: str) -> Vocabulary:
    """Load an encoding through tiktoken.

    Args:
        location: Name of an encoding.

    Raises:
        UnknownVocabularyError: tiktoken does not know the name.
        UnavailableError: tiktoken could not download what it needs.
        SourceError: A plugin is broken.
    """
    if location not in names():
        message = f"tiktoken knows no encoding {location!r}"
        raise UnknownVocabularyError(message)
    import tiktoken

    try:
        encoding = tiktoken.get_encoding(location)
    except OSError as error:
        raise UnavailableError(_out_of_reach(location, error)) from None
    except Exception as error:
        message = f"tiktoken cannot make the encoding {location!r}: {error}"
        raise SourceError(message) from error
    return _vocabulary(encoding)


def names() -> list[str]:
    """The encodings that tiktoken and its plugins know.

    Raises:
        SourceError: A plugin is broken, so that tiktoken's registry refuses all.
    """
    import tiktoken

    try:
        return tiktoken.list_encoding_names()
    except Exception as error:
        message = (
            f"tiktoken's registry of encodings does not load: {error}; "
            "uninstall the tiktoken_ext plugin that is at fault"
        )
        raise SourceError(message) from error


def encoding_of_model(model: str) -> str | None:
    """The encoding that tiktoken's table gives for a model, or None."""
    from tiktoken.model import encoding_name_for_model

    try:
        return encoding_name_for_model(model)
    except KeyError:
        return None


def _vocabulary(encoding: "tiktoken.Encoding") -> Vocabulary:
    special = {
        encoding.encode_single_token(text): text
        for text in encoding.special_tokens_set
    }
    ids: list[int] = []
    raws: list[bytes] = []
    for token_id in range(encoding.n_vocab):
        if token_id in special:
            continue
        try:
            raw = encoding.decode_single_token_bytes(token_id)
        except KeyError:  # n_vocab counts ids that nothing has
            continue
        ids.append(token_id)
        raws.append(raw)
    return Vocabulary(
        encoding.name,
        "tiktoken",
        hashlib.sha256(tiktoken_text(ids, raws)).hexdigest(),
        ids,
        raws,
        decode_all(raws),
        tuple(
            Token(token_id, text.encode(), TokenKind.SPECIAL, None, text)
            for token_id, text in sorted(special.items())
        ),
    )


def _out_of_reach(location: str, error: OSError) -> str:
    return (
        f"the encoding {location!r} is not embedded: tiktoken has to download it, and "
        f"cannot ({error}). Either go online once; or set TIKTOKEN_CACHE_DIR to a "
        "folder where tiktoken has already stored it; or download its .tiktoken file "
        "elsewhere and name that file instead"
    )
