#!/usr/bin/env python3
"""What BERT's uncased normaliser makes of every Unicode scalar, as a Swift source file.

    python3 Training/embedding/make_scalar_folding.py     # from the repository's root; needs the pinned `tokenizers`

Writes Sources/RouterFeatures/Embedding/ScalarFoldingTable.swift. The table is read off the reference implementation, one
scalar at a time, and so holds whatever Unicode version that has; it does not follow Python's or Swift's.

Text form: numbers in groups of five bits, lowest first, each group one character of ALPHABET, plus 32 where another
group follows. Two numbers a range: its length, and its action: kind in the low three bits, then the distance to the
folded scalar, zigzag-coded, or the place in the list of sequences.
"""
from pathlib import Path

import tokenizers
from tokenizers import normalizers, pre_tokenizers

ROOT = Path(__file__).resolve().parents[2]
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-"
WORD, ALONE, DROP, SPACE, SEQUENCE, HANGUL = range(6)
WIDTH = 112
HEADER = '''// Made by Training/embedding/make_scalar_folding.py from tokenizers {version}; do not edit.

/// The table behind ``ScalarFolding``, in the text form that the script describes.
enum ScalarFoldingTable {{
    /// Length and action of each range, from scalar 0 on.
    static let ranges: StaticString = """
{ranges}
        """

    /// Count and scalars of each sequence.
    static let sequences: StaticString = """
{sequences}
        """
}}
'''


def number(value):
    text = ""
    while True:
        value, group = value >> 5, value & 31
        text += ALPHABET[group + (32 if value else 0)]
        if not value:
            return text


def literal(text):
    lines = [text[at : at + WIDTH] for at in range(0, len(text), WIDTH)]
    return "\n".join(f"        {line}\\" for line in lines[:-1]) + f"\n        {lines[-1]}" if lines[1:] else f"        {text}"


def main():
    normalizer = normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=True)
    splitter = pre_tokenizers.BertPreTokenizer()
    known = {}

    def stands_alone(char):
        if char not in known:
            known[char] = len(splitter.pre_tokenize_str(f"a{char}a")) == 3
        return known[char]

    sequences = []

    def action(scalar):
        if 0xAC00 <= scalar < 0xD7A4:
            return HANGUL
        folded = normalizer.normalize_str(f"a{chr(scalar)}a")[1:-1]
        if folded == "":
            return DROP
        if folded == " ":
            return SPACE
        kind = WORD
        if len(folded) == 3 and folded[0] == folded[2] == " ":
            kind, folded = ALONE, folded[1]
        elif len(folded) == 1 and stands_alone(folded):
            kind = ALONE
        assert not any(stands_alone(c) or c == " " for c in folded) or kind == ALONE, hex(scalar)
        assert len(folded) <= len(chr(scalar).encode()), hex(scalar)
        if len(folded) > 1:
            sequences.append(folded)
            return SEQUENCE | len(sequences) - 1 << 3
        distance = ord(folded) - scalar
        return kind | (distance << 1 ^ distance >> 31) << 3

    ranges = []
    for scalar in range(0x110000):
        # Surrogates are no scalars: they continue the range in front of them.
        value = ranges[-1][1] if 0xD800 <= scalar < 0xE000 else action(scalar)
        if ranges and ranges[-1][1] == value:
            ranges[-1][0] += 1
        else:
            ranges.append([1, value])
    packed = "".join(number(length) + number(value) for length, value in ranges)
    listed = "".join(number(len(s)) + "".join(number(ord(c)) for c in s) for s in sequences)
    target = ROOT / "Sources/RouterFeatures/Embedding/ScalarFoldingTable.swift"
    target.write_text(
        HEADER.format(version=tokenizers.__version__, ranges=literal(packed), sequences=literal(listed))
    )
    print(f"{target.relative_to(ROOT)}: {len(ranges)} ranges, {len(sequences)} sequences, {len(packed)} characters")


if __name__ == "__main__":
    main()
