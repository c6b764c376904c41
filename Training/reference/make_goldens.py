#!/usr/bin/env python3
"""Golden vectors of feature schema version 2, from an implementation of its own.

    python3 Training/reference/make_goldens.py          # from the repository's root; needs NumPy

Writes Tests/RouterFeaturesTests/Fixtures/features-v2.json. Nothing here is translated line by line: texts are taken apart with
regular expressions where the Swift code walks over scalars, so that a mistake has to be made twice to go unseen.

Made with Python 3.11 and NumPy 2.4.6 (only `float32` is used; any version gives the same bytes).
"""
import json
import math
import re
from pathlib import Path

import numpy as np

from golden_texts import CASES

MASK = (1 << 64) - 1
ROOT = Path(__file__).resolve().parents[2]
TAGS = ["system-reminder", "environment_context", "environment_details", "user_instructions", "user_info", "local-command-stdout",
        "command-message", "project_layout", "open_files", "attached_files", "custom_instructions"]
HINTS = [
    "what", "which", "how", "why explain", "who whom whose when where",
    "not no never none except without cannot neither nor false incorrect",
    "calculate compute find determine evaluate solve estimate derive prove simplify",
    "write create generate list design implement translate summarize draft describe give make",
    "if suppose assume assuming let given then because therefore", "you your i my we our please",
    "def return import class function",
]
SPACE, DIGIT, UPPER, LETTER, IDEOGRAPH, SYMBOL = "SDULIY"
SPACES = "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"


def between(code, *ranges):
    return any(low <= code <= high for low, high in ranges)


def classify(char):
    """Class and lower-case form of one character, by the rules of schema version 2; the first rule that fits counts."""
    c = ord(char)
    if char in SPACES: return SPACE, char
    if c < 0x80:
        if char.isdigit(): return DIGIT, char
        if char.isalpha(): return (UPPER if char.isupper() else LETTER), char.lower()
        return SYMBOL, char
    if c in (0xAA, 0xB5, 0xBA): return LETTER, char
    if between(c, (0x80, 0xBF)) or c in (0xD7, 0xF7): return SYMBOL, char
    if between(c, (0xC0, 0xDE), (0x391, 0x3A9), (0x410, 0x42F)): return UPPER, chr(c + 32)
    if between(c, (0x400, 0x40F)): return UPPER, chr(c + 80)
    if between(c, (0x100, 0x137), (0x14A, 0x177)): return (LETTER, char) if c % 2 else (UPPER, chr(c + 1))
    if between(c, (0x139, 0x148), (0x179, 0x17E)): return (UPPER, chr(c + 1)) if c % 2 else (LETTER, char)
    if between(c, (0xE00, 0xEFF), (0x1000, 0x109F), (0x1780, 0x17FF)): return IDEOGRAPH, char
    if c in (0x60C, 0x61B, 0x61F, 0x6D4, 0x964, 0x965) or between(c, (0x66A, 0x66D)): return SYMBOL, char
    if between(c, (0x200B, 0x2BFF), (0x2E00, 0x2E7F), (0x3001, 0x3004), (0x3008, 0x3020)) or c == 0x3030: return SYMBOL, char
    if between(c, (0x3005, 0x3007), (0x3021, 0x312F), (0x31A0, 0x31FF)): return IDEOGRAPH, char
    if between(c, (0x3200, 0x33FF), (0x4DC0, 0x4DFF)): return SYMBOL, char
    if between(c, (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF)): return IDEOGRAPH, char
    if between(c, (0xE000, 0xF8FF), (0xFE00, 0xFE6F), (0xFFF0, 0xFFFF)) or c == 0xFEFF: return SYMBOL, char
    if between(c, (0xFF10, 0xFF19)): return DIGIT, chr(c - 0xFEE0)
    if between(c, (0xFF21, 0xFF3A)): return UPPER, chr(c - 0xFEE0).lower()
    if between(c, (0xFF41, 0xFF5A)): return LETTER, chr(c - 0xFEE0)
    if between(c, (0xFF66, 0xFFDC)): return LETTER, char
    if between(c, (0xFF00, 0xFFEF), (0x1F000, 0x1FAFF), (0xE0000, 0x10FFFF)): return SYMBOL, char
    return LETTER, char


def stable_hash(salt, values):
    state = (salt * 0x9E3779B97F4A7C15 & MASK) | 1
    for value in values:
        state = (state ^ value) * 0xD6E8FEB86659FD93 & MASK
        state ^= state >> 32
    state = (state ^ state >> 30) * 0xBF58476D1CE4E5B9 & MASK
    state = (state ^ state >> 27) * 0x94D049BB133111EB & MASK
    return state ^ state >> 31


def fnv1a(data):
    state = 0xCBF29CE484222325
    for byte in data: state = (state ^ byte) * 0x100000001B3 & MASK
    return state


def stripped(text):
    """The text without the blocks that agent harnesses inject."""
    opening = re.compile("<(" + "|".join(TAGS) + ")(?=[> ])")
    kept, at, found = "", 0, False
    while match := opening.search(text, at):
        found = True
        kept += text[at:match.start()]
        end = text.find(f"</{match[1]}>", match.start())
        at = len(text) if end < 0 else end + len(match[1]) + 3
    return (kept + text[at:]).strip(SPACES) if found else text


def cut(text, head, tail):
    """Head and tail of a text, at boundaries of characters, and how many of its bytes they are."""
    data = text.encode()
    if len(data) <= head + tail: return text, len(data)
    def boundary(at):
        while at < len(data) and data[at] & 0xC0 == 0x80: at -= 1
        return at
    first, last = data[:boundary(head)], data[boundary(len(data) - tail):] if tail else b""
    return first.decode() + ("\n" + last.decode() if tail else ""), len(first) + len(last)


def read_window(turns):
    total = sum(len(text.encode()) for _, text in turns)
    spoken = [kept for role, text in turns if role == "user" and (kept := stripped(text))]
    if not spoken: spoken = [turns[-1][1]] if turns else [""]
    last, size = cut(spoken[-1], 4096, 2048)
    if len(spoken) < 2 or spoken[0] == spoken[-1]: return last, total, size
    first, first_size = cut(spoken[0], 1024, 0)
    return first + "\n" + last, total, first_size + size


def token_estimate(turns, needs):
    def count(data):
        tokens = letters = digits = 0
        for byte in data + b" ":
            is_letter, is_digit = chr(byte).isascii() and chr(byte).isalpha(), 0x30 <= byte <= 0x39
            is_pair, is_tail = 0xC2 <= byte <= 0xDF, 0x80 <= byte <= 0xBF
            if not (is_letter and not digits or is_digit and not letters or is_pair or is_tail):
                tokens += math.ceil(letters / 6) + math.ceil(digits / 3)
                letters = digits = 0
                if not is_letter and not is_digit and byte not in b"\t\n\v\f\r ": tokens += 1
            letters += 1 if is_letter else 3 if is_pair else 0
            digits += is_digit
        return tokens
    def of_text(text):
        data = text.encode()
        if len(data) <= 16 * 1024: return count(data)
        stride = len(data) // 16
        return math.floor(sum(count(data[i * stride:i * stride + 1024]) for i in range(16)) * len(data) / (16 * 1024) + 0.5)
    total = needs.get("images", 0) * 800 + needs.get("attached_bytes", 0) // 4
    return max(1, total + sum(4 + of_text(text) for _, text in turns))


def damped(n): return float(np.float32(math.log1p(n)))


def share(part, whole): return float(np.float32(part) / np.float32(whole)) if whole else 0.0


def surface(lower, classes, words, turns, needs):
    n, of = len(lower), classes.count
    match = lambda pattern: len(re.findall(pattern, lower))
    numbers = [len(re.sub("[.,]", "", found)) for found in re.findall(r"[0-9]+(?:[.,][0-9]+)*", lower)]
    lines, choices, stem, at = lower.split("\n"), [], n, 0
    for line in lines:
        if found := re.match(rf"[{SPACES}]*\(?[0-9a-z][.)][{SPACES}]+([^{SPACES}].*)", line, re.S):
            if not choices: stem = at
            choices.append(found[1])
        at += len(line) + 1
    hints = [sum(word in group.split() for word in words) for group in HINTS]
    ends = match(rf"[.!?\uff1f\u061f](?=[{SPACES}]|\Z)") + match("[\u3002\uff01\u0964\u06d4]")
    letters = of(LETTER) + of(UPPER)
    code = match("->") + match("=(?==)") + match("[{}]") + match(";(?=\n)") + match(r"\)(?=[:;])") + match("(?<=``)`")
    return [
        damped(n), damped(len(words)), damped(len(lines)), share(sum(map(len, words)), len(words)),
        share(sum(len(word) >= 8 for word in words), len(words)), share(len(set(words)), len(words)), share(of(DIGIT), n),
        share(of(UPPER), letters), share(of(SYMBOL), n), share(of(SPACE), n), share(sum(c >= "\x80" for c in lower), n),
        share(of(IDEOGRAPH), n), damped(max(map(len, lines))), damped(len(numbers)), damped(max(numbers, default=0)),
        damped(match(r"[-+*/<=>^\u00d7\u00f7\u00b1\u2264\u2265\u2260\u2248\u221a\u2211\u222b\u221e\u00b0\u00b7\u2212]")),
        damped(match(r"\$") + match(r"\\(?=[(\[a-z])")), damped(code + hints[-1]), damped(match("[?\uff1f\u061f]")), damped(len(choices)),
        damped(stem), damped(sum(map(len, choices)) // len(choices) if choices else 0),
        share(sum(any(c in "0123456789" for c in choice) for choice in choices), len(choices)), damped(match("__+")),
        damped(match("[\"\u201c\u201d\u2018\u00ab\u00bb\u300c]")), damped(match("[$%\u20ac\u00a3]")), damped(ends),
        *map(damped, hints[:-1]),
        damped(len(turns)), damped(sum(len(text.encode()) for role, text in turns if role == "system")), damped(needs.get("tools", 0)),
        damped(needs.get("images", 0)), float(needs.get("json_schema", False)), damped(needs.get("max_output", 0)),
    ]


def hashed(lower, classes, tokens):
    counts = {}
    def add(half, value):
        bucket = (value >> 48) + half * 65536
        counts[bucket] = counts.get(bucket, 0) + 1
    hashes = [stable_hash(1, map(ord, token)) for token in tokens]
    for value in hashes: add(0, value)
    for left, right in zip(hashes, hashes[1:]): add(0, stable_hash(2, [left, right]))
    collapsed = re.sub(f"[{SPACES}]+", " ", lower.strip(SPACES))
    for at in range(len(collapsed) - 3): add(1, stable_hash(3, map(ord, collapsed[at:at + 4])))
    return [(bucket, np.float32(1 + math.log(counts[bucket]))) for bucket in sorted(counts)]


def golden(case):
    turns = [(turn["role"], turn_text(turn)) for turn in case["turns"]]
    needs = case.get("needs", {})
    text, total, read = read_window(turns)
    pairs_of_text = [classify(char) for char in text]
    classes, lower = "".join(c for c, _ in pairs_of_text), "".join(l for _, l in pairs_of_text)
    found = list(re.finditer(f"[{DIGIT}{UPPER}{LETTER}]+|[{IDEOGRAPH}{SYMBOL}]", classes))
    tokens = [lower[m.start():m.end()] for m in found]
    words = [token for token, m in zip(tokens, found) if m[0] != SYMBOL]
    pairs = hashed(lower, classes, tokens)
    data = b"".join(int(bucket).to_bytes(4, "little") + value.tobytes() for bucket, value in pairs)
    shown = lambda some: [[bucket, float(value)] for bucket, value in some]
    return case | {
        "surface": surface(lower, classes, words, turns, needs), "pairs": len(pairs), "first": shown(pairs[:3]), "last": shown(pairs[-3:]),
        "checksum": f"{fnv1a(data):016x}", "promptTokens": token_estimate(turns, needs), "totalBytes": total, "readBytes": read}


def turn_text(turn):
    """The stored text, or the text of a rule: `count` words drawn by SplitMix64, each followed by a space."""
    if "text" in turn: return turn["text"]
    state, words, text = turn["seed"], turn["words"], []
    for _ in range(turn["count"]):
        state = (state + 0x9E3779B97F4A7C15) & MASK
        mixed = (state ^ state >> 30) * 0xBF58476D1CE4E5B9 & MASK
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB & MASK
        text.append(words[(mixed ^ mixed >> 31) % len(words)])
    return "".join(word + " " for word in text)


def main():
    names = [case["name"] for case in CASES]
    assert len(set(names)) == len(names), "two cases have the same name"
    path = ROOT / "Tests/RouterFeaturesTests/Fixtures/features-v2.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(golden(case), separators=(",", ":")) for case in CASES)
    path.write_text('{"schemaVersion":2,"cases":[\n' + lines + "\n]}\n")
    print(f"{path.relative_to(ROOT)}: {len(CASES)} cases")


if __name__ == "__main__":
    main()
