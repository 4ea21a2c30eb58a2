"""Encodings that the installed tiktoken knows, its plugins' included.

tiktoken (https://github.com/openai/tiktoken) finds encodings by name in
``tiktoken_ext`` plugins, and may download their files.
"""

import hashlib
from typing import TYPE_CHECKING

from vocab_audit.decoders import tiktoken_text
from vocab_audit.errors import SourceError, UnavailableError, UnknownVocabularyError
from vocab_audit.tokenizer import ModelKind, Tokenizer
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
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        # a plugin may exit, and tiktoken's Rust half panics with what is no Exception
        message = f"tiktoken cannot make the encoding {location!r}: {_why(error)}"
        raise SourceError(message) from error
    if not isinstance(encoding.name, str):
        message = f"the encoding {location!r} has a name of its own that is no text"
        raise SourceError(message)
    return _vocabulary(encoding)


def names() -> list[str]:
    """The encodings that tiktoken and its plugins know.

    Raises:
        SourceError: A plugin is broken, so that tiktoken's registry refuses all.
    """
    import tiktoken

    try:
        known = tiktoken.list_encoding_names()
        if not all(isinstance(name, str) for name in known):
            message = "a name is no text"
            raise TypeError(message)  # noqa: TRY301 - told as the others are
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a plugin may exit when it is imported
        tiktoken.registry.ENCODING_CONSTRUCTORS = None  # not half of them next time
        message = (
            f"tiktoken's registry of encodings does not load: {_why(error)}; "
            "uninstall the tiktoken_ext plugin that is at fault"
        )
        raise SourceError(message) from error
    return known


def encoding_of_model(model: str) -> str | None:
    """The encoding that tiktoken's table gives for a model, or None."""
    from tiktoken.model import encoding_name_for_model

    try:
        return encoding_name_for_model(model)
    except KeyError:
        return None


def models_of_encodings() -> dict[str, list[str]]:
    """The models of tiktoken's table, by encoding."""
    from tiktoken.model import MODEL_TO_ENCODING

    models: dict[str, list[str]] = {}
    for model, encoding in MODEL_TO_ENCODING.items():
        models.setdefault(encoding, []).append(model)
    return models


def _vocabulary(encoding: "tiktoken.Encoding") -> Vocabulary:
    id_of = encoding.encode_single_token
    special = sorted((id_of(text), text) for text in encoding.special_tokens_set)
    # by its bytes, not by counting up to n_vocab: that counts ids that nothing has
    raw_of = {id_of(raw): raw for raw in encoding.token_byte_values()}
    ids = sorted(raw_of)
    raws = [raw_of[token_id] for token_id in ids]
    return Vocabulary(
        encoding.name,
        "tiktoken",
        hashlib.sha256(tiktoken_text(ids, raws)).hexdigest(),
        ids,
        raws,
        decode_all(raws),
        tuple(
            Token(token_id, text.encode(), TokenKind.SPECIAL, None, text)
            for token_id, text in special
        ),
        Tokenizer("tiktoken", ModelKind.BPE, _pattern(encoding)),
        ranks=ids,
    )


def _pattern(encoding: "tiktoken.Encoding") -> str | None:
    """The pattern, which tiktoken keeps where its own plugins' authors look it up."""
    pattern = getattr(encoding, "_pat_str", None)
    return pattern if isinstance(pattern, str) else None


def _why(error: BaseException) -> str:
    """What an error says, in one line."""
    return f"{type(error).__name__}: {' '.join(str(error).split())}"


def _out_of_reach(location: str, error: OSError) -> str:
    return (
        f"the encoding {location!r} has to be downloaded by tiktoken, which "
        f"cannot ({_why(error)}). Either go online once; or set TIKTOKEN_CACHE_DIR to "
        "a folder where tiktoken has already stored it; or download its .tiktoken "
        "file elsewhere and name that file instead"
    )
