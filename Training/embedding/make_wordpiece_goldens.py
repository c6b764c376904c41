#!/usr/bin/env python3
"""Golden tokens and vectors of Models/default/embedding.safetensors, from the reference tokenizer and NumPy.

    python3 Training/embedding/make_wordpiece_goldens.py     # from the repository's root; needs requirements.txt

Writes Tests/RouterFeaturesTests/Fixtures/wordpiece-v1.json (texts with their tokens, and a checksum of the tokens of
every scalar for a choice of pages of 256) and Tests/RouterModelTests/Fixtures/embedding-v1.json (texts with their vectors).
"""
import json
import random
import struct
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "Models/default/embedding.safetensors"
SAMPLES = [
    "", " ", "The quick brown fox jumps over the lazy dog.", "What's 2+2? It's 4!", "UPPER lower MiXeD cASe",
    "unaffable electroencephalographically tokenisation", "naïve café résumé Ångström Größe", "İstanbul ISTANBUL ıstanbul",
    "ẞ ß STRASSE straße", "ΟΔΥΣΣΕΥΣ Οδυσσεύς ΣΑΣ ς", "ＦＵＬＬ ｗｉｄｔｈ １２３ ！？", "𝐁𝐨𝐥𝐝 𝑖𝑡𝑎𝑙𝑖𝑐 𝔻𝕠𝕦𝕓𝕝𝕖 𝟙𝟚𝟛", "한국어 문장입니다 각 가 힣", "中文句子，没有空格。",
    "日本語のテキスト カタカナ がぎぐ", "Привет, мир! Ёлка й", "مرحبا بالعالم عَرَبِيّ", "नमस्ते दुनिया क्ष", "สวัสดีครับ", "שָׁלוֹם עולם", "🙂👍🏽👩‍👩‍👧‍👦🇩🇪❤️",
    "e\u0301 a\u0308\u0323 q\u0307\u0323", "zero\u200bwidth\u200djoiner\ufeff", "tab\tnew\nline\r\nnbsp\u00a0em\u2003ls\u2028ps\u2029", "nul\x00bell\x07del\x7f\ufffd",
    "a" * 100, "a" * 101, "é" * 100 + " ok", "é" * 101 + " ok", "[UNK] [CLS] [SEP] [MASK] [unused1] ##ing", "∑ ≠ ≤ ∞ ½ ² ½cup x² ①②", "\\frac{a}{b} $x_i^2$",
    "def f(x): return x**2  # comment", "https://example.org/a?b=c&d=%20", "ﬁ ﬂ ŉ ǅ Ǆ ĳ", "K Ω Å ; ·", "ᾳ ᾼ ΐ Ὦ", "乐 樂 樂 𠀀 㐀 豈", "…—–‘’“”«»¿¡§¶", "$€£¥ a+b<c>d=e|f~g^h`i",
    "x" * 60 + "中" + "y" * 60, "가" * 34, "ooooooooooooooooooooooo hmmmmmmmm", "\U0001d15e\u302e\u302f \u0f71\u0f72", "\U000e0041\U000f0000\u0378 \ue000",
]  # fmt: skip
ODD = ["İ", "ẞ", "Σ", "ﬁ", "Å", "½", "①", "ａＡ", "𝐀", "👩‍👩‍👧", "e\u0301", "ǅ", "ᾳ", "가", "각", "ก็", "न्", "عَ", "\u200d", "\ufe0f", "\x00"]
GAPS = [" ", " ", " ", "\n", "\t", "-", "_", ".", ", ", "/", "\u00a0", "'", ""]
VECTORS = [0, 2, 3, 5, 6, 12, 13, 15, 20, 29, 32, 33]
PAGES = [*range(0x30), *range(0xA0, 0xAD), *range(0xF9, 0x100), *range(0x1D0, 0x1FB), *range(0x30, 0x1100, 61)]


def read(path):
    data = path.read_bytes()
    (count,) = struct.unpack("<Q", data[:8])
    header, body = json.loads(data[8 : 8 + count]), data[8 + count :]
    kinds = {"I8": np.int8, "U8": np.uint8, "F16": np.float16}
    return {
        name: np.frombuffer(body[slice(*e["data_offsets"])], kinds[e["dtype"]]).reshape(e["shape"])
        for name, e in header.items()
        if name != "__metadata__"
    }


def checksum(tokens):
    state = 0xCBF29CE484222325
    for byte in struct.pack(f"<{len(tokens)}I", *tokens):
        state = (state ^ byte) * 0x100000001B3 & (1 << 64) - 1
    return f"{state:016x}"


def random_texts(words, count):
    source = random.Random(7)
    blocks = [(0x80, 0x250), (0x300, 0x370), (0x370, 0x530), (0x530, 0x1000), (0x1E00, 0x2000), (0x2000, 0x3000), (0xAC00, 0xD7A4), (0x4E00, 0xA000)]

    def piece():
        choice = source.random()
        if choice < 0.6:
            word = source.choice(words)
            return source.choice([word, word, word.upper(), word.title()])
        if choice < 0.7:
            return source.choice(ODD)
        if choice < 0.8:
            return chr(source.randrange(*source.choice(blocks)))
        return chr(source.randrange(0x21, 0x7F))

    return ["".join(piece() + source.choice(GAPS) for _ in range(source.randrange(1, 12))) for _ in range(count)]


def page_text(page):
    scalars = (c for c in range(page << 8, (page + 1) << 8) if not 0xD800 <= c < 0xE000)
    return " ".join(f"a{chr(c)}b" for c in scalars)


def main():
    tensors = read(FILE)
    entries = tensors["embedding.vocabulary"].tobytes().decode().split("\n")
    unknown = entries.index("[UNK]")
    tokenizer = Tokenizer(
        models.WordPiece({w: i for i, w in enumerate(entries)}, unk_token="[UNK]", max_input_chars_per_word=100)
    )
    tokenizer.normalizer = normalizers.BertNormalizer(
        clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=True
    )
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()

    def tokens(text):
        return tokenizer.encode(text, add_special_tokens=False).ids

    texts = SAMPLES + random_texts([w.removeprefix("##") for w in entries[1:]], 2500)
    fixture = {
        "texts": [{"text": text, "tokens": tokens(text)} for text in texts],
        "pages": [{"page": page, "checksum": checksum(tokens(page_text(page)))} for page in PAGES],
    }
    target = ROOT / "Tests/RouterFeaturesTests/Fixtures/wordpiece-v1.json"
    target.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
    print(target.relative_to(ROOT), target.stat().st_size, "bytes")

    rows = tensors["embedding.values"].astype(np.float64) * tensors["embedding.scales"].astype(np.float64)[:, None]
    vectors = []
    for text in (SAMPLES[index] for index in VECTORS):
        total = rows[[t for t in tokens(text) if t != unknown]].sum(0)
        length = np.linalg.norm(total)
        vector = total / length if length else total
        vectors.append({"text": text, "vector": [round(float(v), 7) for v in vector]})
    target = ROOT / "Tests/RouterModelTests/Fixtures/embedding-v1.json"
    target.write_text(json.dumps(vectors, separators=(",", ":")) + "\n")
    print(target.relative_to(ROOT), target.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
