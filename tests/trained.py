"""Tokenizers that the tests train, and the text that they are trained on.

The clean text is real: what the documentation of installed packages says, and Chinese
words as frequent as jieba's dictionary says they are. The gambling pages are made of
templates of our own.
"""

import inspect
import random
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path

DOCUMENTED = (
    *("argparse", "click.core", "decimal", "jinja2.environment", "logging", "optparse"),
    *("subprocess", "tarfile", "threading", "unittest.mock", "zipfile"),
)
PAGES = (
    "天天中彩票平台官网{n}期开奖结果，大发快三计划群稳赚不赔。",
    "北京赛车开奖直播，{name}娱乐平台注册送彩金，百家乐真人荷官在线。",
    "时时彩平台{name}首页，大发快三走势图，彩票代理加盟，网上真钱投注。",
    "{name}彩票官网手机版下载，重庆时时彩开奖号码{n}，北京赛车pk10计划。",
)
NAMES = ("彩神", "大发", "金沙", "永利", "新葡京", "凤凰", "澳门银河", "菲律宾申博")


def clean_text(lines: int, seed: int = 7) -> list[str]:
    """Lines of English documentation and of frequent Chinese words, by turns."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    english = [*_documentation()]
    words, weights = _frequent_words()
    sums = [*accumulate(weights)]
    text = []
    for number in range(lines):
        if number % 2:
            text.append(english[number // 2 % len(english)])
        else:
            text.append("".join(chance.choices(words, cum_weights=sums, k=12)) + "。")
    return text


def gambling_pages(lines: int, seed: int = 7) -> list[str]:
    """Lines as gambling pages have them."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    return [
        chance.choice(PAGES).format(
            n=chance.randrange(10**6), name=chance.choice(NAMES)
        )
        for _ in range(lines)
    ]


def mixed(clean: list[str], share: float) -> list[str]:
    """A text of which so large a share of the lines is from gambling pages, 0 to 1."""
    return [*clean, *gambling_pages(round(len(clean) * share / (1 - share)))]


def train_bpe(text: list[str], vocab_size: int, path: Path) -> Path:
    """Train a byte-level BPE with ``tokenizers``, as GPT-2's is."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
    from tokenizers.normalizers import NFC
    from tokenizers.pre_tokenizers import ByteLevel
    from tokenizers.trainers import BpeTrainer

    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = BpeTrainer(
        vocab_size=vocab_size,
        show_progress=False,
        initial_alphabet=ByteLevel.alphabet(),
        special_tokens=["<|endoftext|>", AddedToken("<|pad|>", special=True)],
    )
    tokenizer.train_from_iterator(text, trainer)
    tokenizer.save(str(path))
    return path


def train_unigram(text: list[str], vocab_size: int, path: Path) -> Path:
    """Train a unigram model with ``tokenizers``, as SentencePiece's are."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from tokenizers.trainers import UnigramTrainer

    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    trainer = UnigramTrainer(
        vocab_size=vocab_size,
        show_progress=False,
        special_tokens=["<unk>"],
        unk_token="<unk>",  # noqa: S106 - not a password
    )
    tokenizer.train_from_iterator(text, trainer)
    tokenizer.save(str(path))
    return path


def _documentation() -> Iterator[str]:
    for name in DOCUMENTED:
        for member in [*vars(import_module(name)).values()]:
            if not inspect.isclass(member) or member.__module__ != name:
                continue
            for method in (member, *vars(member).values()):
                said = inspect.cleandoc(getattr(method, "__doc__", None) or "")
                yield from (line for line in said.splitlines() if len(line) > 40)


def _frequent_words() -> tuple[list[str], list[int]]:
    words, weights = [], []
    spec = find_spec("jieba")
    assert spec is not None
    assert spec.origin is not None
    dictionary = Path(spec.origin).with_name("dict.txt")
    for line in dictionary.read_text("utf-8").splitlines():
        word, frequency, _ = line.split(" ")
        if int(frequency) >= 1000:
            words.append(word)
            weights.append(int(frequency))
    return words, weights
