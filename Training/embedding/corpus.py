"""Texts to fit the embedding on: prompts of the outcome tables' `train` rows, without those of the evaluation tables."""

import gzip
import hashlib
import json
import re

# Tables whose prompts are used, with their checksums; at most so many prompts of each.
TABLES = {
    "llmrouter_dc": ("ef57a28591b5d1e5a38a345e631cb8e9eb24d373b860cb6094bfa29446cd18f1", 5000),
    "mmlu_pro": ("c98b265eb95678875e7b1b29b1d3fcc2e08ddb1649fbdf9a2f84099911dd27a1", 5000),
    "reasoning_gym_easy": ("7f2ad74db5bd01a1e9557b43ba1c009e5880c58764c2da9d00df6116a7a1ed9f", 500),
    "reasoning_gym_hard": ("df8cad01846fd73aa51b50aeb5a48e0a16755ec7f14ef99a9f0102a66ab4a614", 500),
    "routerbench_0shot_1pct": ("bafefa7ef9029a6026033d5066d61a7da0d172402f45e7eda181d666e797f1a6", 5000),
    "zeroeval_crux": ("aa3701ac20e93655314c9040d2c151d63d719c76c8800f774ae184a70459b917", 5000),
    "zeroeval_gsm8k": ("6b3554ce3b679333373f6251de5388e49fbf3e5246acc7e32756a875d499c7aa", 5000),
    "zeroeval_math_l5": ("e86b2df715c60da0c5c020ab0fd7276bf311d46d4f9598a39322d581fadacf75", 5000),
}
# Tables that are for evaluation only: no prompt that shares a question with them is used.
EXCLUDED = {
    "routellm_gsm8k": "f470ef8f77ea8eca367ae65ecbcd1e5d1e190d523292e80729669bf5c084da1e",
    "routellm_mmlu": "73a080b0c6f9b532420dda7041c06bd6c483bbc7a6eb60d7cc25d105ce7739ae",
    "routellm_mtbench": "57a57c2b8fa3bf26023ce40d7f4afd2981bc1657f0cea4688d808bd8a8455d06",
}
OPTIONS = re.compile(r"\n\s*\(?A[\).:]\s")


def rows(folder, name, checksum):
    data = (folder / f"{name}.jsonl.gz").read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != checksum:
        raise SystemExit(f"{folder}/{name}.jsonl.gz: SHA-256 is {found}, expected is {checksum}")
    return map(json.loads, gzip.decompress(data).splitlines())


def question(prompt):
    """Letters and digits of a prompt in lower case, answer options cut off."""
    return "".join(c for c in OPTIONS.split(prompt, maxsplit=1)[0].lower() if c.isalnum())


def texts(folder):
    """The prompts, in an order that depends on nothing but them."""
    seen = {question(row["prompt"]) for name, checksum in EXCLUDED.items() for row in rows(folder, name, checksum)}
    chosen = []
    for name, (checksum, limit) in TABLES.items():
        prompts = []
        for row in rows(folder, name, checksum):
            key = question(row["prompt"])
            if row["split"] == "train" and key not in seen:
                seen.add(key)
                prompts.append(row["prompt"])
        prompts.sort(key=lambda prompt: hashlib.sha256(prompt.encode()).digest())
        chosen += prompts[:limit]
    return chosen
