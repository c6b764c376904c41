"""What is measured: one function for each group of goals. References and goals stand beside them."""

from __future__ import annotations

from pathlib import Path

import tables
from program import Failure, Metrics, Program, Training
from report import Figure, Goal, Section, Sense

FOLDS, FEW_LABELS, GOLD_LABELS = 4, 50, 1500
STRONG, WEAK = "gpt-4-1106-preview", "mistralai/Mixtral-8x7B-Instruct-v0.1"
PAIR = ("--pair", f"{STRONG},{WEAK}")
ROUTELLM = ("routellm_mmlu", "routellm_gsm8k", "routellm_mtbench")
SIZES = (500, 20_000)
# Nothing listens there: `route` and `explain` send nothing.
CONFIGURATION = f"""\
providers:
  nowhere:
    base_url: http://127.0.0.1:9/v1
candidates:
  - id: {STRONG}
    provider: nowhere
    price: {{prompt: 10, completion: 30}}
  - id: {WEAK}
    provider: nowhere
    price: {{prompt: 0.6, completion: 0.6}}
"""


class Measures:
    """Measures groups of goals with one program on one folder of tables."""

    def __init__(self, program: Program, metrics: Metrics, data: Path):
        self.program, self.metrics, self.data = program, metrics, data
        self.folder = program.folder
        self.training: Training | None = None

    def table(self, name: str) -> Path:
        """The file of a table."""
        return self.data / f"{name}.jsonl.gz"

    def train(self, rows: list[dict], name: str, section: Section) -> Training:
        """Trains on a table that holds these rows and no others; notes what `train` says of its settings."""
        training = self.program.train(tables.write(rows, self.folder / f"{name}-train.jsonl.gz"), name)
        section.notes += [f"{name}: {line}" for line in training.settings]
        return training

    def route(self, rows: list[dict], name: str, training: Training) -> Path:
        """Estimates of a trained bundle's own models for the prompts of these rows."""
        prompts = tables.write_prompts(rows, self.folder / f"{name}-prompts.jsonl.gz")
        return self.program.route(prompts, name, "--bundle", training.bundle, "--pool", "bundle")

    def mmlu_pro(self, section: Section) -> None:
        """Train on `train`, measure on `test`."""
        rows = tables.read(self.table("mmlu_pro"))
        self.training = self.train(tables.of_split(rows, "train"), "mmlu_pro", section)
        estimates = self.route(tables.of_split(rows, "test"), "mmlu_pro", self.training)
        found = self.metrics(self.table("mmlu_pro"), estimates)
        section.figures = [
            Figure(found["gain"], found["gain_se"]),
            *[Figure(found[key]) for key in ("gap_closed", "cost_at_best", "auc")],
        ]
        section.notes += [
            f"{found['prompts']} test prompts, {found['models']} models; oracle {found['oracle']:.4f}",
            f"best single model {found['best_single_model']} {found['best_single']:.4f}",
            f"policy at trade-off 0: gain {found['policy_gain']:+.4f} ± {found['policy_gain_se']:.4f}",
        ]

    def unseen_categories(self, section: Section) -> None:
        """Train without every fourth category, measure the policy on these."""
        rows = tables.read(self.table("mmlu_pro"))
        for fold, left in enumerate(tables.category_folds(rows, FOLDS)):
            name = f"fold-{fold}"
            seen = [row for row in tables.of_split(rows, "train") if row["category"] not in left]
            unseen = [row for row in tables.of_split(rows, "test") if row["category"] in left]
            estimates = self.route(unseen, name, self.train(seen, name, section))
            found = self.metrics(tables.write(seen + unseen, self.folder / f"{name}.jsonl.gz"), estimates)
            section.figures.append(Figure(found["policy_gain"], found["policy_gain_se"]))
            section.notes.append(
                f"{name}: left out {', '.join(left)}: {found['prompts']} test prompts; best single model "
                f"{found['best_single_model']} {found['best_single']:.4f}; highest estimate "
                f"{found['gain']:+.4f} ± {found['gain_se']:.4f}"
            )

    def gold_labels(self, section: Section) -> None:
        """RouteLLM's MMLU table with a few of its own labels."""
        rows = tables.read(self.table("routellm_mmlu"))
        labelled = tables.lowest_digests(tables.of_split(rows, "train"), GOLD_LABELS)
        training = self.train(labelled, "gold-labels", section)
        estimates = self.route(tables.of_split(rows, "test"), "gold-labels", training)
        found = self.metrics(self.table("routellm_mmlu"), estimates, *PAIR)
        section.figures = [Figure(found[key]) for key in ("apgr", "cpt50", "cpt80")]
        section.notes.append(f"{len(labelled)} labels, {found['prompts']} test prompts")

    def zero_shot(self, section: Section) -> None:
        """RouteLLM's tables, all rows, with the shipped bundle."""
        configuration = self.folder / "zero-shot.yaml"
        configuration.write_text(CONFIGURATION, encoding="utf-8")
        choice = ("--config", configuration, "--bundle", self.program.shipped)
        section.notes += self.program.shipped_data() + self.heads(choice)
        for name in ROUTELLM:
            rows = tables.read(self.table(name))
            prompts = tables.write_prompts(rows, self.folder / f"{name}-prompts.jsonl.gz")
            estimates = self.program.route(prompts, name, *choice)
            found = self.metrics(self.table(name), estimates, "--split", "all", *PAIR)
            section.figures.append(Figure(found["apgr"]))
            section.notes.append(f"{name}: {found['prompts']} prompts, CPT50 {found['cpt50']}, CPT80 {found['cpt80']}")

    def heads(self, choice: tuple) -> list[str]:
        """Which models of the bundle stand for the two candidates."""
        explained = self.program.json("explain", "Prove that the sum of two odd integers is even.", *choice)
        bases = {part["model"]: part["basis"] for part in explained["decision"]["candidates"]}
        return [
            f"{part['model']}: known by '{part['known_by']}' ({bases[part['model']]})"
            for part in explained["candidates"]
        ]

    def unseen_model(self, section: Section) -> None:
        """Each model in turn with a few labels; one of the AUCs is measured by the metrics script too."""
        limits = ("--split", "test", "--leave-out", "model", "--labels", FEW_LABELS)
        printed = self.program.json("evaluate", "--data", self.table("mmlu_pro"), *limits)["tables"][0]
        aucs = {fold["model"]: fold["auc"] for fold in printed["folds"] if fold["auc"] is not None}
        low, high = min(aucs, key=aucs.get), max(aucs, key=aucs.get)
        section.notes.append(
            f"{len(aucs)} models by 'evaluate': lowest {low} {aucs[low]:.4f}, highest {high} {aucs[high]:.4f}"
        )
        model = min(aucs)
        checked = self.auc_with_few_labels(model, section)
        section.notes.append(f"{model}: {aucs[model]:.4f} by 'evaluate', {checked:.4f} by the metrics script")
        if abs(aucs[model] - checked) > 0.0005:
            raise Failure(f"'evaluate' and the metrics script disagree on {model}: {aucs[model]:.4f}, {checked:.4f}")
        section.figures = [Figure(sum(aucs.values()) / len(aucs))]

    def auc_with_few_labels(self, model: str, section: Section) -> float:
        """AUC of one model that training saw few labels of, by the metrics script."""
        rows, name = tables.read(self.table("mmlu_pro")), "few-labels"
        owned = [row for row in tables.of_split(rows, "train") if model in row["outcomes"]]
        labelled, test = tables.lowest_digests(owned, FEW_LABELS), tables.of_split(rows, "test")
        training = self.train(tables.without_model(tables.of_split(rows, "train"), model, labelled), name, section)
        estimates = self.route(test, name, training)
        scores = tables.write(tables.scores_of(labelled + test, model), self.folder / f"{name}.jsonl.gz")
        return self.metrics(scores, estimates, "--models", model)["auc"]

    def speed(self, section: Section) -> None:
        """Training as timed above, and one decision among the first ten models of the shipped bundle."""
        if self.training is None:
            raise Failure("the first training failed")
        load = f"({self.training.processor_seconds:.1f} s of processor time)"
        section.figures = [Figure(self.training.wall_seconds, addition=load)]
        printed = self.program.json("bench", "decide", "--bundle", self.program.shipped, "--sizes", *SIZES)
        for row in printed["rows"]:
            section.figures.append(Figure(row["p50_us"], addition=f"(p95 {row['p95_us']:.1f})"))
        section.notes.append(f"{printed['candidates']} candidates; times depend on what else the machine does")


def sections() -> dict[str, Section]:
    """All groups of goals, by the name of the function that measures them, in the order of measuring."""
    at_least, at_most = Sense.AT_LEAST, Sense.AT_MOST
    fold_references = ("−.021", "+.004", "−.007", "−.006")
    return {
        "mmlu_pro": Section(
            "MMLU-Pro, trained on `train`, measured on `test` (reference: best of six plain methods)",
            [
                Goal("gain over the best single model", "+.016", at_least, 0.015, "+.4f"),
                Goal("gap closed", ".102", at_least, 0.105, ".4f"),
                Goal("cost at the best single's quality", ".51", at_most, 0.52),
                Goal("AUC, mean over models", ".709", at_least, 0.705, ".4f"),
            ],
        ),
        "unseen_categories": Section(
            "Categories never seen in training, policy at trade-off 0 (reference: plain ridge, highest estimate)",
            [
                Goal(f"policy gain, fold {fold}", reference, at_least, -0.003, "+.4f")
                for fold, reference in enumerate(fold_references)
            ],
        ),
        "gold_labels": Section(
            "RouteLLM's MMLU table, 1,500 labels of its own (reference: RouteLLM's best; ridge on n-grams)",
            [
                Goal("APGR", ".603; .655", at_least, 0.66, ".4f"),
                Goal("CPT50", "35.4; 29.7", at_most, 29, ".2f", " %"),
                Goal("CPT80", "70.3; 59.2", at_most, 59, ".2f", " %"),
            ],
        ),
        "zero_shot": Section(
            "RouteLLM's tables, shipped bundle, no label (reference: RouteLLM D_arena's best; one difficulty ridge)",
            [
                Goal("APGR, MMLU", ".524; .537", at_least, 0.555, ".4f"),
                Goal("APGR, GSM8K", ".475; .522", at_least, 0.53, ".4f"),
                Goal("APGR, MT-Bench", ".610; .617", at_least, 0.62, ".4f"),
            ],
        ),
        "unseen_model": Section(
            "MMLU-Pro, a model never seen, 50 labels (reference: own ridge; shared difficulty; full data)",
            [Goal("AUC, mean over models left out", ".628; .694; .698", at_least, 0.695, ".4f")],
        ),
        "speed": Section(
            "Speed (reference of decisions: nearest-neighbour and encoder routers)",
            [
                Goal("training of the first row", "–", at_most, 30, ".1f", " s"),
                Goal("one decision, 500 characters, p50", "ms to s", at_most, 50, ".1f", " µs"),
                Goal("one decision, 20 kB, p50", "ms to s", at_most, 500, ".1f", " µs"),
            ],
        ),
    }
