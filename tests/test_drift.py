"""Every kind of change to a tokenizer is found and named; a mere look is none."""

import json
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.trained import clean_text, train_bpe, train_unigram
from vocab_audit import load_vocabulary
from vocab_audit.canaries import Canaries, encode_canaries, encoding_aside
from vocab_audit.drift import Drift, Part, drift, lock_again
from vocab_audit.errors import LockError
from vocab_audit.lock import Lock, lock_vocabulary
from vocab_audit.lock_file import dump_lock, load_lock
from vocab_audit.sources import embedded
from vocab_audit.vocabulary import Vocabulary

Document = dict[str, Any]
Mutate = Callable[[Document], object]


def locked(path: Path) -> Lock:
    vocabulary = load_vocabulary(str(path))
    return lock_vocabulary(vocabulary, encode_canaries(vocabulary, path))


@pytest.fixture(scope="module")
def bpe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bpe")
    return train_bpe(clean_text(3000), 2000, folder / "tokenizer.json")


@pytest.fixture(scope="module")
def unigram(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unigram")
    return train_unigram(clean_text(600)[1::2], 400, folder / "tokenizer.json")


@pytest.fixture(scope="module")
def lock_of() -> Callable[[Path], Lock]:
    """The lock of a file, written and read again; each file is locked once."""
    known = dict[Path, Lock]()

    def lock_of(path: Path) -> Lock:
        if path not in known:
            target = path.with_suffix(".lock")
            target.write_text(dump_lock(locked(path)), "utf-8")
            known[path] = load_lock(target)
        return known[path]

    return lock_of


def changed(
    original: Path, mutate: Mutate, target: Path, dump: Document | None = None
) -> Path:
    document = json.loads(original.read_text("utf-8"))
    mutate(document)
    encoder = json.JSONEncoder(**dump or {})
    target.write_text(encoder.encode(document), "utf-8")
    return target


def pairs(document: Document) -> list[list[str]]:
    merges: list[list[str] | str] = document["model"]["merges"]
    return [it.split(" ") if isinstance(it, str) else it for it in merges]


def last(document: Document) -> tuple[str, list[str]]:
    """The last piece, and the merge that makes it."""
    left, right = pairs(document)[-1]
    return left + right, [left, right]


def drop_merge(document: Document) -> None:
    document["model"]["merges"] = document["model"]["merges"][:-1]


def drop_three_merges(document: Document) -> None:
    merges = document["model"]["merges"]
    document["model"]["merges"] = merges[:500] + merges[503:]


def add_merge(document: Document) -> None:
    """Another way to make a piece that there is."""
    known, vocab = {tuple(it) for it in pairs(document)}, document["model"]["vocab"]
    piece, at = next(
        (piece, at)
        for piece in vocab
        for at in range(1, len(piece))
        if piece[:at] in vocab and piece[at:] in vocab
        if (piece[:at], piece[at:]) not in known
    )
    document["model"]["merges"].append([piece[:at], piece[at:]])


def reorder_merges(document: Document) -> None:
    merges = document["model"]["merges"]
    merges[700], merges[701] = merges[701], merges[700]


def move_merge_far(document: Document) -> None:
    merges = document["model"]["merges"]
    merges.append(merges.pop(100))


def swap_ids(document: Document) -> None:
    vocab = document["model"]["vocab"]
    one, other = [*vocab][900], [*vocab][901]
    vocab[one], vocab[other] = vocab[other], vocab[one]


def drop_token(document: Document) -> None:
    piece, merge = last(document)
    del document["model"]["vocab"][piece]
    document["model"]["merges"] = [it for it in pairs(document) if it != merge]


def append_token(document: Document) -> None:
    vocab = document["model"]["vocab"]
    vocab["ĠĠzq"] = max(vocab.values()) + 1


def rename_token(document: Document) -> None:
    vocab = document["model"]["vocab"]
    piece, merge = last(document)
    vocab["zqzq"] = vocab.pop(piece)
    document["model"]["merges"] = [it for it in pairs(document) if it != merge]


def shift_ids(document: Document) -> None:
    vocab = document["model"]["vocab"]
    for piece in [*vocab][1000:]:
        vocab[piece] += 1


def setting(*keys: str | int, to: object) -> Mutate:
    def mutate(document: Document) -> None:
        *path, key = keys
        at: Any = document
        for each in path:
            at = at[each]
        assert key not in at or at[key] != to, "the mutation changes nothing"
        at[key] = to

    return mutate


def drop_special(document: Document) -> None:
    removed = document["added_tokens"].pop()
    del document["model"]["vocab"][removed["content"]]


def add_special(document: Document) -> None:
    document["added_tokens"].append(
        document["added_tokens"][0]
        | {"id": max(document["model"]["vocab"].values()) + 5, "content": "<|new|>"}
    )


def move_special(document: Document) -> None:
    token = document["added_tokens"][0]
    del document["model"]["vocab"][token["content"]]
    token["id"] = max(document["model"]["vocab"].values()) + 8


def respell_special(document: Document) -> None:
    token = document["added_tokens"][0]
    vocab = document["model"]["vocab"]
    vocab["<|stop|>"] = vocab.pop(token["content"])
    token["content"] = "<|stop|>"


SPLIT = {
    "type": "Sequence",
    "pretokenizers": [
        {
            "type": "Split",
            "pattern": {"Regex": r"\p{L}+|\s+|."},
            "behavior": "Isolated",
            "invert": False,
        },
        {
            "type": "ByteLevel",
            "add_prefix_space": False,
            "trim_offsets": True,
            "use_regex": False,
        },
    ],
}

CHANGES: dict[str, tuple[Mutate, set[Part], str]] = {
    "drop a merge": (drop_merge, {Part.MERGES}, "1 merge removed, '"),
    "drop three merges": (drop_three_merges, {Part.MERGES}, "3 merges removed, '"),
    "add a merge": (add_merge, {Part.MERGES}, "1 merge added, '"),
    "swap two merges": (reorder_merges, {Part.MERGES}, "1 merge reordered, '"),
    "move a merge": (move_merge_far, {Part.MERGES}, "from place 100 to "),
    "swap two ids": (swap_ids, {Part.VOCABULARY}, "2 tokens moved, '"),
    "shift ids": (shift_ids, {Part.VOCABULARY}, "tokens moved, first '"),
    "append a token": (append_token, {Part.VOCABULARY}, "1 token added, '  zq'"),
    "drop a token": (
        drop_token,
        {Part.VOCABULARY, Part.MERGES},
        "1 token removed, '",
    ),
    "rename a token": (
        rename_token,
        {Part.VOCABULARY, Part.MERGES},
        "1 token added, 'zqzq'",
    ),
    "set ignore_merges": (
        setting("model", "ignore_merges", to=True),
        {Part.SETTINGS},
        "ignore_merges changed from the default to true",
    ),
    "set byte_fallback": (
        setting("model", "byte_fallback", to=True),
        {Part.SETTINGS},
        "byte_fallback changed from the default to true",
    ),
    "set fuse_unk": (
        setting("model", "fuse_unk", to=True),
        {Part.SETTINGS},
        "fuse_unk changed from the default to true",
    ),
    "set dropout": (
        setting("model", "dropout", to=0.1),
        {Part.SETTINGS},
        "dropout changed from the default to 0.1",
    ),
    "set add_prefix_space": (
        setting("pre_tokenizer", "add_prefix_space", to=True),
        {Part.SETTINGS},
        "pre_tokenizer changed",
    ),
    "turn use_regex off": (
        setting("pre_tokenizer", "use_regex", to=False),
        {Part.PATTERN, Part.SETTINGS},
        "pattern removed",
    ),
    "split by another pattern": (
        setting("pre_tokenizer", to=SPLIT),
        {Part.PATTERN, Part.SETTINGS},
        "pattern changed",
    ),
    "alter the normalizer": (
        setting("normalizer", "type", to="NFKC"),
        {Part.SETTINGS},
        'normalizer changed from {"type":"NFC"} to {"type":"NFKC"}',
    ),
    "drop the normalizer": (
        setting("normalizer", to=None),
        {Part.SETTINGS},
        'normalizer changed from {"type":"NFC"} to the default',
    ),
    "alter the decoder": (
        setting("decoder", to={"type": "Fuse"}),
        {Part.SETTINGS},
        "decoder changed",
    ),
    "add a post-processor": (
        setting(
            "post_processor",
            to={
                "type": "TemplateProcessing",
                "single": [
                    {"SpecialToken": {"id": "<|endoftext|>", "type_id": 0}},
                    {"Sequence": {"id": "A", "type_id": 0}},
                ],
                "pair": [
                    {"Sequence": {"id": "A", "type_id": 0}},
                    {"Sequence": {"id": "B", "type_id": 1}},
                ],
                "special_tokens": {
                    "<|endoftext|>": {
                        "id": "<|endoftext|>",
                        "ids": [0],
                        "tokens": ["<|endoftext|>"],
                    }
                },
            },
        ),
        {Part.SETTINGS, Part.ENCODINGS},
        "post_processor changed",
    ),
    "truncate": (
        setting(
            "truncation",
            to={
                "direction": "Right",
                "max_length": 5,
                "strategy": "LongestFirst",
                "stride": 0,
            },
        ),
        {Part.SETTINGS, Part.ENCODINGS},
        "truncation changed from the default to",
    ),
    "set lstrip": (
        setting("added_tokens", 0, "lstrip", to=True),
        {Part.SPECIAL_TOKENS},
        "flags of <|endoftext|> changed: lstrip on",
    ),
    "set single_word": (
        setting("added_tokens", 1, "single_word", to=True),
        {Part.SPECIAL_TOKENS},
        "flags of <|pad|> changed: single_word on",
    ),
    "make a special token ordinary": (
        setting("added_tokens", 0, "special", to=False),
        {Part.SPECIAL_TOKENS},
        "<|endoftext|> changed from special to added",
    ),
    "drop a special token": (
        drop_special,
        {Part.SPECIAL_TOKENS},
        "special token <|pad|> removed",
    ),
    "add a special token": (
        add_special,
        {Part.SPECIAL_TOKENS},
        "special token <|new|> added with id",
    ),
    "move a special token": (
        move_special,
        {Part.SPECIAL_TOKENS},
        "<|endoftext|> moved from 0 to",
    ),
    "respell a special token": (
        respell_special,
        {Part.SPECIAL_TOKENS},
        "special token 0 changed from <|endoftext|> to <|stop|>",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_is_found_and_named(
    bpe: Path, tmp_path: Path, lock_of: Callable[[Path], Lock], name: str
) -> None:
    mutate, parts, words = CHANGES[name]
    after = locked(changed(bpe, mutate, tmp_path / "tokenizer.json"))
    found = drift(lock_of(bpe), after)
    assert words in str(found)
    effects = {Part.ENCODINGS}
    assert {change.part for change in found.changes} - effects == parts - effects
    assert {change.part for change in found.changes} >= parts


def test_a_pattern_that_changed_in_its_place_is_named_once(
    bpe: Path, tmp_path: Path
) -> None:
    before = changed(bpe, setting("pre_tokenizer", to=SPLIT), tmp_path / "before.json")
    other = setting(
        "pre_tokenizer", "pretokenizers", 0, "pattern", "Regex", to=r"\p{N}"
    )
    after = changed(before, other, tmp_path / "after.json")
    [change, effect] = drift(locked(before), locked(after)).changes
    assert change.message == r"pattern changed from \p{L}+|\s+|. to \p{N}"
    assert effect.part is Part.ENCODINGS


def nothing(document: Document) -> None:
    """Leave it as it is."""


def respell_merges(document: Document) -> None:
    merges = document["model"]["merges"]
    document["model"]["merges"] = (
        [" ".join(it) for it in merges]
        if isinstance(merges[0], list)
        else pairs(document)
    )


def reverse_keys(document: Document) -> None:
    for key in reversed([*document]):
        document[key] = document.pop(key)
    document["version"] = document.pop("version")
    model = document["model"]
    model["vocab"] = dict(reversed(model["vocab"].items()))


def write_defaults_out(document: Document) -> None:
    document["model"] |= {"byte_fallback": False, "ignore_merges": False}
    document["pre_tokenizer"]["use_regex"] = True


def leave_defaults_out(document: Document) -> None:
    model = document["model"]
    for key in ("dropout", "unk_token", "fuse_unk", "byte_fallback", "ignore_merges"):
        model.pop(key, None)
    for key in ("truncation", "padding"):
        document.pop(key, None)
    document["pre_tokenizer"].pop("use_regex")


def wrap_in_a_sequence(document: Document) -> None:
    document["normalizer"] = {
        "type": "Sequence",
        "normalizers": [document["normalizer"]],
    }


def nest_sequences(document: Document) -> None:
    def sequence(*steps: object) -> Document:
        return {"type": "Sequence", "pretokenizers": [*steps]}

    step = document["pre_tokenizer"]
    document["pre_tokenizer"] = sequence(sequence(), sequence(sequence(step)))


def reverse_added_tokens(document: Document) -> None:
    document["added_tokens"].reverse()


COSMETIC: dict[str, tuple[Mutate, dict[str, Any]]] = {
    "nothing at all": (nothing, {}),
    "indentation": (nothing, {"indent": 4}),
    "no spaces": (nothing, {"separators": (",", ":")}),
    "characters instead of escapes": (nothing, {"ensure_ascii": False}),
    "the other spelling of merges": (respell_merges, {}),
    "the order of keys and of the table": (reverse_keys, {}),
    "defaults written out": (write_defaults_out, {}),
    "defaults left out": (leave_defaults_out, {}),
    "a sequence of one normalizer": (wrap_in_a_sequence, {}),
    "sequences in a sequence": (nest_sequences, {}),
    "the order of added tokens": (reverse_added_tokens, {}),
}


@pytest.mark.parametrize("name", COSMETIC)
def test_what_only_looks_different_is_no_change(
    bpe: Path, tmp_path: Path, lock_of: Callable[[Path], Lock], name: str
) -> None:
    mutate, dump = COSMETIC[name]
    after = locked(changed(bpe, mutate, tmp_path / "tokenizer.json", dump))
    assert drift(lock_of(bpe), after) == Drift(())


def change_score(document: Document) -> None:
    document["model"]["vocab"][50][1] -= 0.5


def test_a_changed_score_is_named_with_both_values(
    unigram: Path, tmp_path: Path, lock_of: Callable[[Path], Lock]
) -> None:
    after = locked(changed(unigram, change_score, tmp_path / "tokenizer.json"))
    [change, *others] = drift(lock_of(unigram), after).changes
    assert change.message.startswith("1 score changed, '")
    assert {it.part for it in others} <= {Part.ENCODINGS}


def drop_unk(document: Document) -> None:
    document["model"]["unk_id"] = None


def test_a_lost_unknown_token_is_named(
    unigram: Path, tmp_path: Path, lock_of: Callable[[Path], Lock]
) -> None:
    after = locked(changed(unigram, drop_unk, tmp_path / "tokenizer.json"))
    assert "unk_id changed from 0 to the default" in str(drift(lock_of(unigram), after))


def train_sentencepiece(folder: Path, options: Document) -> Path:
    import sentencepiece

    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(clean_text(600)[1::2]),
        model_prefix=str(folder / "made"),
        minloglevel=2,
        **options,
    )
    return folder / "made.model"


@pytest.fixture(scope="module")
def sentencepiece_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return train_sentencepiece(
        tmp_path_factory.mktemp("sentencepiece"), {"vocab_size": 300}
    )


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            {"add_dummy_prefix": False},
            "normalizer_spec.add_dummy_prefix changed from true to false",
        ),
        (
            {"normalization_rule_name": "identity"},
            "normalizer_spec.precompiled_charsmap changed",
        ),
        (
            {"user_defined_symbols": ["<sep>"]},
            "special token <sep> added with id 3",
        ),
        ({"byte_fallback": True}, "trainer_spec.byte_fallback changed from false to"),
    ],
)
def test_a_sentencepiece_model_that_is_trained_otherwise_has_changed(
    sentencepiece_model: Path,
    tmp_path: Path,
    lock_of: Callable[[Path], Lock],
    options: Document,
    words: str,
) -> None:
    size = 560 if "byte_fallback" in options else 300
    other = train_sentencepiece(tmp_path, {"vocab_size": size} | options)
    assert words in str(drift(lock_of(sentencepiece_model), locked(other)))


def test_a_changed_score_of_a_sentencepiece_model_is_named(
    sentencepiece_model: Path, tmp_path: Path, lock_of: Callable[[Path], Lock]
) -> None:
    before = lock_of(sentencepiece_model)
    assert before.canaries.encoder.startswith("sentencepiece ")
    assert drift(before, locked(sentencepiece_model)) == Drift(())
    assert before.scores is not None
    content, score = sentencepiece_model.read_bytes(), before.scores.read()[50]
    path = tmp_path / "made.model"
    spelled = struct.pack("<f", score)
    path.write_bytes(content.replace(spelled, struct.pack("<f", score - 0.5), 1))
    assert "1 score changed, '" in str(drift(before, locked(path)))


def test_a_tokenizer_that_encodes_at_random_has_no_canary_texts(
    bpe: Path, tmp_path: Path
) -> None:
    path = changed(bpe, setting("model", "dropout", to=0.1), tmp_path / "d.json")
    assert "dropout" in locked(path).canaries.why


def test_canary_texts_are_not_encoded_again_where_file_and_library_are_the_same(
    bpe: Path, lock_of: Callable[[Path], Lock]
) -> None:
    before, vocabulary = lock_of(bpe), load_vocabulary(str(bpe))
    assert lock_again(before, vocabulary, None).canaries == before.canaries
    older = replace(before, canaries=replace(before.canaries, encoder="tokenizers 0"))
    for lock in (older, replace(before, sha256="0" * 64)):
        assert lock_again(lock, vocabulary, bpe).canaries == before.canaries
        assert (
            "not loaded from a file" in lock_again(lock, vocabulary, None).canaries.why
        )


def test_canary_texts_are_encoded_aside_as_they_are_here(
    bpe: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vocab_audit.canaries.LARGE_BYTES", 0)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    in_process = list[Path | None]()

    def encode(vocabulary: Vocabulary, path: Path | None) -> Canaries:
        in_process.append(path)
        return encode_canaries(vocabulary, path)

    monkeypatch.setattr("vocab_audit.canaries.encode_canaries", encode)
    vocabulary = load_vocabulary(str(bpe))
    here = encode_canaries(vocabulary, bpe)
    with encoding_aside(vocabulary, bpe) as canaries_of:
        assert canaries_of() == here
    broken = tmp_path / "broken.json"
    broken.write_text("{}", "utf-8")
    with encoding_aside(vocabulary, broken) as canaries_of:
        assert "cannot load it" in canaries_of().why
    assert in_process == [broken], "only what a process of its own cannot tell"


def test_a_lock_of_another_kind_is_refused(
    bpe: Path, unigram: Path, lock_of: Callable[[Path], Lock]
) -> None:
    with pytest.raises(LockError, match=r"whose kind is bpe, .* is unigram"):
        drift(lock_of(bpe), lock_of(unigram))


def test_a_moved_special_token_and_another_pattern_of_tiktoken_are_named() -> None:
    before = embedded.load("cl100k_base")
    first, *rest = before.special_tokens
    after = replace(
        before,
        special_tokens=(*rest, replace(first, id=100_265)),
        tokenizer=replace(before.tokenizer, pattern=r"\S+|\s+"),
    )
    found = drift(lock_vocabulary(before), lock_vocabulary(after))
    assert {it.part for it in found.changes} == {Part.PATTERN, Part.SPECIAL_TOKENS}
    assert "<|endoftext|> moved from 100257 to 100265" in str(found)


def test_a_re_ranked_token_is_named_where_ranks_are_not_ids() -> None:
    before = replace(embedded.load("r50k_base"), ids=range(1000, 51_256))
    ranks = [*before.ids]
    ranks[300], ranks[301] = ranks[301], ranks[300]
    found = drift(
        lock_vocabulary(replace(before, ranks=range(50_256))),
        lock_vocabulary(replace(before, ranks=[it - 1000 for it in ranks])),
    )
    [change] = found.changes
    assert change.message.startswith("2 tokens re-ranked, '")


def test_encodings_that_one_side_lacks_are_a_note(bpe: Path) -> None:
    with_canaries = locked(bpe)
    without = lock_vocabulary(load_vocabulary(str(bpe)))
    for one, other in ((with_canaries, without), (without, with_canaries)):
        found = drift(one, other)
        assert not found.changes
        assert "canary texts" in " ".join(found.notes)
