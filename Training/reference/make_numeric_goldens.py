#!/usr/bin/env python3
"""Golden numbers of the numeric code, from NumPy and from formulas written down again.

    python3 Training/reference/make_numeric_goldens.py  # from the repository's root

Writes into Tests/*/Fixtures: eigen-v1.json (NumPy's eigh and inv), platt-v1.json (maximum of the penalised likelihood by plain
Newton steps), reference.safetensors with reference.json, ridge-v1.json (normal equations), metrics-v1.json (routing metrics by
their definitions, with loops over pairs, hulls and thresholds where the Swift code sorts and merges).

Made with Python 3.11 and NumPy 2.4.6.
"""
import json
import struct
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]


def write(module, name, value):
    path = ROOT / f"Tests/{module}Tests/Fixtures" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(value, bytes): path.write_bytes(value)
    else: path.write_text(json.dumps(value, separators=(",", ":")) + "\n")
    print(path.relative_to(ROOT))


def flat(array): return [float(x) for x in np.asarray(array).ravel()]


def eigen(random):
    cases = []
    for d in (1, 2, 3, 8, 24):
        a = random.standard_normal((d, d + 2)).round(6)
        m = a @ a.T + np.diag(np.arange(1, d + 1))
        values, vectors = np.linalg.eigh(m)
        values, vectors = values[::-1], vectors[:, ::-1].T
        vectors = [v * np.sign(v[np.abs(v).argmax()]) for v in vectors]
        gap = min(-np.diff(values), default=1.0)
        cases.append({"order": d, "matrix": flat(m), "values": flat(values), "vectors": flat(vectors), "gap": float(gap), "inverse": flat(np.linalg.inv(m))})
    return cases


def platt(scores, outcomes):
    """Maximum of the likelihood with two prior outcomes at the mean score and a N(4, 1) prior of the slope."""
    s = np.array(list(scores) + [np.mean(scores) if len(scores) else 0.5] * 2)
    y = np.array(list(outcomes) + [0.0, 1.0])
    x = np.stack([s, np.ones_like(s)], 1)
    w = np.array([4.0, -4.0 * s[-1]])
    def loss(w): return np.logaddexp(0, x @ w).sum() - y @ (x @ w) + (w[0] - 4) ** 2 / 2
    for _ in range(500):
        p = 1 / (1 + np.exp(-(x @ w)))
        gradient = x.T @ (p - y) + [w[0] - 4, 0]
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + np.diag([1.0, 0]), gradient)
        size = 1.0
        while loss(w - size * step) > loss(w) and size > 1e-12: size /= 2
        w = w - size * step
    return w


def platt_cases(random):
    def case(name, scores, outcomes):
        slope, intercept = platt(scores, outcomes)
        return {"name": name, "scores": flat(scores), "outcomes": flat(outcomes), "slope": float(slope), "intercept": float(intercept)}
    scores = random.uniform(0, 1, 60).round(4)
    graded = random.uniform(0, 1, 40).round(2)
    return [
        case("no outcomes", [], []), case("one outcome", [0.3], [1]), case("all good", scores, np.ones(60)), case("all bad", scores, np.zeros(60)),
        case("constant score", np.full(20, 0.7), [1, 0] * 10), case("separated", scores, scores > 0.5),
        case("noisy", scores, (scores + random.normal(0, 0.3, 60)) > 0.5), case("graded", random.uniform(-2, 3, 40).round(3), graded),
        case("far from zero", 1000 + scores, (scores > 0.4) * 1.0),
    ]


def ridge(random):
    """Weighted ridge regression of two targets, and a Bayesian posterior, by the normal equations."""
    n, d = 40, 9
    x = random.standard_normal((n, d)).round(5)
    x[np.abs(x) < 0.4] = 0
    targets = []
    for t in range(19):
        weights = (random.uniform(size=n) > (0.5 if t % 2 else 0)).astype(float)
        values, strength = random.standard_normal(n).round(5), float(1 + t % 3)
        solution = np.linalg.solve((x * weights[:, None]).T @ x + strength * np.eye(d), x.T @ (weights * values))
        targets.append({"values": flat(values), "weights": flat(weights), "ridge": strength, "solution": flat(solution)})
    prior, precision, y = random.standard_normal(d).round(5), random.uniform(0.5, 20, d).round(5), random.standard_normal(n).round(5)
    inverse = np.linalg.inv(x.T @ x + np.diag(precision))
    mean = inverse @ (x.T @ y + precision * prior)
    noise = (((y - x @ mean) ** 2).sum() + 0.5) / (n + 2)
    return {"rows": n, "columns": d, "inputs": flat(x), "targets": targets, "posterior": {
        "prior": flat(prior), "precision": flat(precision), "targets": flat(y), "mean": flat(mean), "noise": float(noise), "covariance": flat(noise * inverse)}}


def auc(score, quality):
    good = quality[score > 0.5]; bad = quality[score <= 0.5]
    if not len(good) or not len(bad): return None
    return float(np.mean([(g > b) + 0.5 * (g == b) for g in good for b in bad]))


def upper_mean(points, low, high):
    """Mean over 4,001 costs of the highest quality that a mixture of points reaches at that cost or below."""
    points = sorted(set(points))
    def height(x):
        best = max((q for c, q in points if c <= x), default=None)
        if best is None: best = max(q for c, q in points if c == points[0][0])
        for a in points:
            for b in points:
                if a[0] <= x < b[0]: best = max(best, a[1] + (b[1] - a[1]) * (x - a[0]) / (b[0] - a[0]))
        return best
    return float(np.mean([height(x) for x in np.linspace(low, high, 4001)]))


def reached(quality, forecast, score, cost):
    rows, points = np.arange(len(quality)), []
    for exponent in [None] + list(np.linspace(-5, 3, 400)):
        price = 0.0 if exponent is None else 10.0 ** exponent / max(forecast.max(), 1e-12)
        pick = (quality - price * forecast).argmax(1)
        points.append((float(cost[rows, pick].mean()), float(score[rows, pick].mean())))
    return points


def metrics(random, n, m, tied, skill):
    ability, difficulty = np.linspace(0.35, 0.75, m), random.uniform(-0.3, 0.3, n)
    chance = np.clip(ability + difficulty[:, None] + skill * random.standard_normal((n, m)), 0.02, 0.98)
    score = (random.uniform(size=(n, m)) < chance).astype(float)
    quality = np.clip(chance + random.normal(0, 0.1, (n, m)), 0, 1).round(1 if tied else 4)
    cost = (np.geomspace(0.0001, 0.01, m) * random.uniform(0.5, 1.5, (n, m))).round(8)
    forecast = np.tile(cost.mean(0).round(8), (n, 1))
    best, rows = m - 1, np.arange(n)
    gain = score[rows, quality.argmax(1)] - score[:, best]
    aucs = [a for a in (auc(score[:, k], quality[:, k]) for k in range(m)) if a is not None]
    low, high = cost.mean(0).min(), cost.mean(0).max()
    points = reached(quality, forecast, score, cost)
    zero = upper_mean([(float(cost[:, k].mean()), float(score[:, k].mean())) for k in range(m)], low, high)
    oracle, own = upper_mean(reached(score, cost, score, cost), low, high), upper_mean(points, low, high)
    good = [c for c, q in points if q >= score[:, best].mean() - 1e-12]
    return {
        "rows": n, "candidates": m, "best": best, "scores": flat(score), "costs": flat(cost), "qualities": flat(quality), "forecasts": flat(forecast),
        "bestSingle": float(score[:, best].mean()), "maxQuality": float(score[rows, quality.argmax(1)].mean()), "oracle": float(score.max(1).mean()),
        "gain": float(gain.mean()), "gainError": float(gain.std() / np.sqrt(n)), "auc": float(np.mean(aucs)),
        "gapClosed": (own - zero) / (oracle - zero), "costAtBest": min(good) / float(cost[:, best].mean()) if good else None}


def safetensors(random):
    tensors = {"b.half": ("F16", "<e", [2, 3], random.standard_normal(6)), "a": ("F32", "<f", [4], random.standard_normal(4)), "empty": ("F32", "<f", [0, 5], [])}
    header, body = {}, b""
    for name, (kind, code, shape, values) in tensors.items():
        data = b"".join(struct.pack(code, x) for x in values)
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    values = {n: [struct.unpack(code, struct.pack(code, x))[0] for x in v] for n, (_, code, _, v) in tensors.items()}
    return struct.pack("<Q", len(text)) + text + body, {n: {"shape": header[n]["shape"], "values": values[n]} for n in tensors}


def main():
    random = np.random.default_rng(20261122)
    write("RouterNumerics", "eigen-v1.json", eigen(random))
    write("RouterModel", "platt-v1.json", platt_cases(random))
    write("RouterTraining", "ridge-v1.json", ridge(random))
    write("RouterTraining", "metrics-v1.json", [metrics(random, 60, 4, False, 0), metrics(random, 45, 3, True, 0), metrics(random, 50, 5, False, 0.3)])
    data, values = safetensors(random)
    write("RouterModel", "reference.safetensors", data)
    write("RouterModel", "reference.json", values)


if __name__ == "__main__":
    main()
