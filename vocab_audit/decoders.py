"""How files spell the bytes of tokens."""

import binascii
from collections.abc import Sequence


def tiktoken_text(ids: Sequence[int], raws: Sequence[bytes]) -> bytes:
    r"""The ``.tiktoken`` file of a vocabulary: base64, a space, the rank, a line each.

    Args:
        ids: Merge ranks.
        raws: The bytes of each token, parallel to ``ids``.

    >>> tiktoken_text([0, 2], [b"!", b"ab"])
    b'IQ== 0\nYWI= 2\n'
    """
    # base64 has no percent sign, so the joined lines are a format for all ranks
    lines = b"".join(map(binascii.b2a_base64, raws))
    return lines.replace(b"\n", b" %d\n") % (*ids,)
