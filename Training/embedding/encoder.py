"""The sentence encoder all-MiniLM-L6-v2 in NumPy: BERT's forward pass with mean pooling.

Only what the distillation needs: no training, no tokenizer. Weights come from the package's own archive.
"""

import json
import struct
import zipfile

import numpy as np

LAYERS, HEADS, HIDDEN, EPSILON = 6, 12, 384, 1e-12


def read_safetensors(data):
    """Arrays by name, shape as stored; F32 only."""
    (header_count,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + header_count])
    body = memoryview(data)[8 + header_count :]
    arrays = {}
    for name, entry in header.items():
        if name == "__metadata__" or entry["dtype"] != "F32":
            continue
        start, end = entry["data_offsets"]
        arrays[name] = np.frombuffer(body[start:end], dtype="<f4").reshape(entry["shape"])
    return arrays


def open_archive(path):
    """Weights and tokenizer description from the package's `model.zip`."""
    with zipfile.ZipFile(path) as archive:
        return read_safetensors(archive.read("model.safetensors")), json.loads(archive.read("tokenizer.json"))


def erf(x):
    """The error function after Abramowitz and Stegun 7.1.26; absolute error below 2e-7."""
    t = 1 / (1 + np.float32(0.3275911) * np.abs(x))
    poly = np.float32(1.061405429)
    for c in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        poly = poly * t + np.float32(c)
    return np.copysign(1 - poly * t * np.exp(-x * x), x)


def gelu(x):
    return np.float32(0.5) * x * (1 + erf(x * np.float32(0.5**0.5)))


class Encoder:
    """The forward pass over token ids of one length a batch."""

    def __init__(self, weights):
        self.weights = {k.removeprefix("bert."): v for k, v in weights.items()}

    def _norm(self, x, name):
        mean = x.mean(-1, keepdims=True)
        x = x - mean
        variance = (x * x).mean(-1, keepdims=True)
        return x / np.sqrt(variance + np.float32(EPSILON)) * self.weights[name + ".weight"] + self.weights[
            name + ".bias"
        ]

    def _linear(self, x, name):
        return x @ self.weights[name + ".weight"].T + self.weights[name + ".bias"]

    def __call__(self, ids, counts=None):
        """Mean over the positions of the last layer.

        ids: (n, t) token ids with [CLS] and [SEP], padded at the end; counts: (n) positions that are no padding,
        None if all are. Returns (n, 384), float32, not normalised.
        """
        n, t = ids.shape
        w = self.weights
        x = (
            w["embeddings.word_embeddings.weight"][ids]
            + w["embeddings.position_embeddings.weight"][:t]
            + w["embeddings.token_type_embeddings.weight"][0]
        )
        x = self._norm(x, "embeddings.LayerNorm").reshape(n * t, HIDDEN)
        mask = None if counts is None else np.arange(t)[None, :] < np.asarray(counts)[:, None]
        width = HIDDEN // HEADS
        for layer in range(LAYERS):
            prefix = f"encoder.layer.{layer}."
            query, key, value = (
                self._linear(x, prefix + "attention.self." + part).reshape(n, t, HEADS, width).transpose(0, 2, 1, 3)
                for part in ("query", "key", "value")
            )
            scores = query @ key.transpose(0, 1, 3, 2) / np.float32(width**0.5)
            if mask is not None:
                scores = np.where(mask[:, None, None, :], scores, np.float32(-1e9))
            scores = np.exp(scores - scores.max(-1, keepdims=True))
            scores /= scores.sum(-1, keepdims=True)
            context = (scores @ value).transpose(0, 2, 1, 3).reshape(n * t, HIDDEN)
            attended = self._linear(context, prefix + "attention.output.dense")
            x = self._norm(x + attended, prefix + "attention.output.LayerNorm")
            inner = gelu(self._linear(x, prefix + "intermediate.dense"))
            x = self._norm(x + self._linear(inner, prefix + "output.dense"), prefix + "output.LayerNorm")
        x = x.reshape(n, t, HIDDEN)
        if mask is None:
            return x.mean(1)
        m = mask[:, :, None].astype(np.float32)
        return (x * m).sum(1) / m.sum(1)
