"""The command line: exit codes, what goes where, and what can be parsed."""

from __future__ import annotations

import gzip
import json
import signal

from harness import Group, equal, holds
from program import Child
from wire import CHAT, call, chat
from world import World

GROUP = Group("cli")
PROMPT = "What is the capital of France?"


def config(world: World) -> tuple:
    """The options that name the shared configuration."""
    return ("--config", world.router.config_path)


def result(world: World, *arguments: str, code: int = 0, stdin: bytes = b"") -> str:
    """Standard output of a command that has to end with a code; results and notes have to be where they belong."""
    done = world.command(*arguments, stdin=stdin)
    equal(done.returncode, code, f"exit code of {arguments} ({done.stderr[-300:]!r})")
    if code:
        holds(done.stderr, "an error without a word on standard error")
    return done.stdout.decode()


@GROUP.check("the version and every help text go to standard output")
def help_texts(world: World) -> None:
    holds(result(world, "--version").strip(), "no version")
    for command in ("route", "explain", "serve", "sandbox", "train", "models", "log", "doctor"):
        holds(f"USAGE: autorouter {command}" in result(world, "help", command), f"no help for {command}")
        holds(f"USAGE: autorouter {command}" in result(world, command, "--help"), f"no --help for {command}")


@GROUP.table("64 for {0}", {" ".join(arguments): arguments for arguments in (
    ("nothing",), ("route", "--nothing", "x"), ("route", "--format", "xml", "x"), ("route", "a", "b"),
    ("route", "--tradeoff", "11", "x"), ("route", "--tradeoff", "cheap", "x"), ("route", "--seed", "-1", "x"),
    ("route", "--candidates", "", "x"), ("route", "x", "--input", "y"), ("serve", "--port", "99999"),
    ("serve", "--tradeoff", "11", "--port", "0"), ("sandbox", "--port", "99999"), ("sandbox", "--speed=-1"), ("log", "show"),
    ("models", "--format", "jsonl"), ("explain", "--tradeoff", "11", "x"))})
def wrong_usage(world: World, arguments: tuple) -> None:
    own = () if arguments[0] in ("nothing", "sandbox", "log") else config(world)
    equal(result(world, *arguments, *own, code=64), "", "standard output")


@GROUP.table("65 for {0}", {
    "a line that is no JSON": b'{"prompt":"a"}\n{"prompt":\n', "a line without a prompt": b'{"prompt":"a"}\n{"text":"b"}\n',
    "a prompt that is no text": b'{"prompt":5}\n{"prompt":"b"}\n', "a cut gzip file": gzip.compress(b"hello\n" * 5000)[:40]})
def bad_data(world: World, text: bytes) -> None:
    path = world.write("bad-prompts.jsonl", text)
    done = world.command("route", "--input", path, "--format", "jsonl", *config(world))
    equal(done.returncode, 65, f"exit code ({done.stderr[-300:]!r})")
    holds(path.encode() in done.stderr, f"standard error does not name the file: {done.stderr!r}")


@GROUP.check("65 for explain with JSON that holds no prompt")
def bad_explain(world: World) -> None:
    equal(result(world, "explain", *config(world), code=65, stdin=b'{"prompt":5}'), "", "standard output")


@GROUP.check("65 names file and line, and --skip-bad leaves such lines out and counts them")
def skip_bad(world: World) -> None:
    path = world.write("some-bad.jsonl", b'{"prompt":"a","id":"first"}\n{"prompt":\n\nplain text\n')
    done = world.command("route", "--input", path, *config(world))
    holds(f"{path}:2:".encode() in done.stderr, f"standard error is {done.stderr!r}")
    done = world.command("route", "--input", path, "--skip-bad", "--format", "jsonl", *config(world))
    equal(done.returncode, 0, "exit code with --skip-bad")
    equal([json.loads(line)["id"] for line in done.stdout.splitlines()], ["first", "4"], "ids")
    holds(b"1 bad line" in done.stderr, f"standard error is {done.stderr!r}")


@GROUP.table("66 for {0} that cannot be read", {
    "prompts": ("route", "--input", "/nonexistent/prompts"), "a bundle": ("route", "--bundle", "/nonexistent/bundle", "x"),
    "a log": ("log", "list", "--log", "/nonexistent/log.sqlite"), "a folder of prompts": ("route", "--input", "/")})
def unreadable(world: World, arguments: tuple) -> None:
    equal(result(world, *arguments, *config(world), code=66), "", "standard output")


@GROUP.table("78 with key and line for {0}", {
    "an unknown key": ("candidates: [openai/gpt-4o-mini]\ntradeof: 5\n", "tradeof", 2),
    "an unknown inner key": ("candidates: [openai/gpt-4o-mini]\nserver:\n  prot: 5\n", "server.prot", 3),
    "a number out of range": ("candidates: [openai/gpt-4o-mini]\n\ntradeoff: 50\n", "tradeoff", 3),
    "a word that is none": ("candidates: [openai/gpt-4o-mini]\nlog: {prompts: some}\n", "log.prompts", 2),
    "a model that nobody knows": ("candidates:\n  - openai/gpt-4o-mini\n  - no/such\n", "candidates[1]", 3),
    "an id that is there twice": ("candidates:\n  - openai/gpt-4o-mini\n  - openai/gpt-4o-mini\n", "candidates", 1),
    "a negative price": ("candidates:\n  - id: openai/gpt-4o-mini\n    price: {prompt: -1}\n", "candidates[0].price.prompt", 3),
    "an unknown capability": (
        "candidates:\n  - id: openai/gpt-4o-mini\n    capabilities: [magic]\n", "candidates[0].capabilities[0]", 3),
    "an address that is none": (
        "providers:\n  lab: {base_url: ftp://x}\ncandidates: [openai/gpt-4o-mini]\n", "providers.lab.base_url", 2),
    "a default that is no candidate": ("candidates: [openai/gpt-4o-mini]\ndefault: x/y\n", "default", 2),
    "no candidates": ("tradeoff: 5\n", "candidates", 1),
    "a value of the wrong kind": ("candidates: 5\n", "candidates", 1),
    "a port that is none": ("candidates: [openai/gpt-4o-mini]\nserver: {port: many}\n", "server.port", 2),
    "a key that is there twice": ("candidates: [openai/gpt-4o-mini]\ntradeoff: 5\ntradeoff: 6\n", "tradeoff", 3)})
def bad_configuration(world: World, row: tuple) -> None:
    text, key, line = row
    path = world.write("bad.yaml", text)
    for command in (("route", "x"), ("serve", "--port", "0"), ("models",)):
        done = world.command(*command, "--config", path)
        equal(done.returncode, 78, f"exit code of {command[0]} ({done.stderr!r})")
        holds(f"bad.yaml:{line}:".encode() in done.stderr, f"the line is not named: {done.stderr!r}")
        holds(key.encode() in done.stderr, f"the key is not named: {done.stderr!r}")


@GROUP.check("78 for what is not YAML, a missing configuration, an unreadable keys_file and a bad variable")
def other_configuration(world: World) -> None:
    holds("" == result(world, "route", "x", "--config", world.write("no.yaml", "a: [\n"), code=78), "standard output")
    result(world, "route", "x", "--config", "/nonexistent.yaml", code=78)
    result(world, "route", "x", code=78)
    path = world.write("keys.yaml", "candidates: [openai/gpt-4o-mini]\nserver: {keys_file: /nonexistent}\n")
    result(world, "serve", "--port", "0", "--config", path, code=78)
    done = world.command("route", "x", *config(world), AUTOROUTER_TRADEOFF="12")
    equal((done.returncode, b"AUTOROUTER_TRADEOFF" in done.stderr), (78, True), "exit code and the variable's name")


@GROUP.check("a provider's key is never printed")
def keys(world: World) -> None:
    for command in (("models",), ("models", "--format", "json"), ("doctor", "--offline"), ("route", "x", "--format", "json")):
        done = world.command(*command, *config(world))
        for secret in (world.variables["LAB_KEY"], world.variables["WRONG_KEY"]):
            holds(secret.encode() not in done.stdout + done.stderr, f"a key in the output of {command}")


@GROUP.check("route takes a prompt as argument, from standard input and from a file, and decides alike")
def inputs(world: World) -> None:
    path = world.write("prompts.jsonl", json.dumps({"id": "q1", "prompt": PROMPT}) + "\n")
    zipped = world.write("prompts.jsonl.gz", gzip.compress(json.dumps({"id": "q1", "prompt": PROMPT}).encode() + b"\n"))
    chat_line = json.dumps({"id": "q1", "messages": [{"role": "user", "content": PROMPT}]}).encode()
    jsonl = ("--format", "jsonl", *config(world))
    decisions = [
        json.loads(text) for text in (
            result(world, "route", PROMPT, *jsonl), result(world, "route", *jsonl, stdin=PROMPT.encode()),
            result(world, "route", "--input", path, *jsonl), result(world, "route", "--input", zipped, *jsonl),
            result(world, "route", "--input", "-", *jsonl, stdin=chat_line))]
    equal([decision.pop("id") for decision in decisions], ["prompt", "prompt", "q1", "q1", "q1"], "ids")
    # Each line of a file has a seed of its own.
    for decision in decisions:
        del decision["seed"]
    for decision in decisions[1:]:
        equal(decision, decisions[0], "the decision")


@GROUP.check("route prints table, json and jsonl; results on standard output, notes on standard error")
def formats(world: World) -> None:
    path = world.write("several.txt", "one\ntwo\n\nthree\n")
    lines = result(world, "route", "--input", path, "--format", "jsonl", *config(world)).splitlines()
    equal([json.loads(line)["id"] for line in lines], ["1", "2", "4"], "ids")
    whole = json.loads(result(world, "route", "--input", path, "--format", "json", *config(world)))
    equal(whole["decisions"], [json.loads(line) for line in lines], "json and jsonl")
    table = result(world, "route", "--input", path, *config(world))
    holds(sum("box/" in line for line in table.splitlines()) >= 3, f"the table is {table!r}")
    done = world.command("route", PROMPT, "--quiet", *config(world))
    equal(done.stderr, b"", "standard error with --quiet")


@GROUP.check("an empty prompt and an empty file are no errors")
def empty(world: World) -> None:
    result(world, "route", "", *config(world))
    result(world, "route", *config(world))
    path = world.write("empty.txt", "")
    equal(result(world, "route", "--input", path, "--format", "jsonl", *config(world)), "", "decisions")
    equal(json.loads(result(world, "route", "--input", path, "--format", "json", *config(world))), {"decisions": []}, "json")


@GROUP.check("--candidates narrows the choice; 2 if nobody is left")
def patterns(world: World) -> None:
    path = world.write("catalog.yaml", "candidates: [openai/gpt-4o-mini, anthropic/claude-sonnet-4.6]\n")
    for pattern, wanted in (("openai/*", "openai/gpt-4o-mini"), ("*sonnet*", "anthropic/claude-sonnet-4.6")):
        text = result(world, "route", PROMPT, "--candidates", pattern, "--format", "jsonl", "--config", path)
        equal(json.loads(text)["model"], wanted, f"the choice of {pattern}")
    both = ("--candidates", "openai/*", "--candidates", "anthropic/*")
    verdicts = json.loads(result(world, "route", PROMPT, *both, "--format", "jsonl", "--config", path))["candidates"]
    holds(not any("excluded_by" in verdict for verdict in verdicts), "two patterns add up")
    equal(result(world, "route", PROMPT, "--candidates", "no/*", "--config", path, code=2), "", "standard output")


@GROUP.check("--tradeoff moves the choice from good to cheap")
def tradeoff(world: World) -> None:
    path = world.write("dial.yaml", "candidates: [openai/gpt-4o-mini, anthropic/claude-sonnet-4.6]\n")
    costs = []
    for dial in ("0", "10"):
        decision = json.loads(result(world, "route", PROMPT, "--tradeoff", dial, "--format", "jsonl", "--config", path))
        equal(decision["tradeoff"], int(dial), "tradeoff")
        costs.append(next(c["cost_usd"] for c in decision["candidates"] if c["model"] == decision["model"]))
    holds(costs[1] <= costs[0], f"costs {costs}")


@GROUP.check("the same command gives the same bytes")
def repeatable(world: World) -> None:
    command = ("route", PROMPT, "--format", "json", "--seed", "7", *config(world))
    equal(result(world, *command), result(world, *command), "the decision")


@GROUP.check("explain prints text and json")
def explain(world: World) -> None:
    holds("box/" in result(world, "explain", PROMPT, *config(world)), "no candidate in the text")
    holds(json.loads(result(world, "explain", PROMPT, "--format", "json", *config(world))), "no JSON")


@GROUP.check("models lists candidates and the catalog, as text and json")
def models(world: World) -> None:
    listed = json.loads(result(world, "models", "--format", "json", *config(world)))["models"]
    equal([model["id"] for model in listed], world.names, "ids")
    equal((listed[0]["prompt_usd_per_million"], listed[0]["completion_usd_per_million"]), (0.125, 0.5), "prices")
    text = result(world, "models", *config(world))
    holds(all(name in text for name in world.names), "text")
    catalog = json.loads(result(world, "models", "--catalog", "--format", "json", *config(world)))["models"]
    holds(len(catalog) > 50 and any(model["id"].startswith("openai/") for model in catalog), "the catalog")


@GROUP.check("doctor --offline finds everything in order and asks nobody; 1 if something is not")
def doctor(world: World) -> None:
    before = world.statistics()
    findings = {
        finding["subject"]: finding
        for finding in json.loads(result(world, "doctor", "--offline", "--format", "json", *config(world)))["findings"]}
    for subject in ("autorouter", "OpenBLAS", "libcurl", "SQLite", "configuration", "bundle"):
        holds(findings[subject]["ok"] and findings[subject]["detail"], f"{subject}: {findings.get(subject)}")
    holds("libcurl" in result(world, "doctor", "--offline", *config(world)), "text")
    equal(world.statistics(), before, "what the sandbox was asked")
    done = world.command("doctor", "--offline", "--bundle", "/nonexistent", *config(world))
    equal((done.returncode, b"bundle" in done.stdout), (1, True), "exit code and finding without a bundle")


@GROUP.table("a completion script for {0}", {shell: shell for shell in ("bash", "zsh", "fish")})
def completion(world: World, shell: str) -> None:
    script = result(world, "--generate-completion-script", shell)
    holds("autorouter" in script and "candidates" in script, f"the script has {len(script)} characters")


@GROUP.check("serve --sandbox needs no configuration and no key, answers, says that it is simulated, and ends with 0")
def serve_sandbox(world: World) -> None:
    child = Child(
        [world.program, "serve", "--sandbox", "--sandbox-speed", "0", "--port", "0", "--log", "sandbox.sqlite"],
        world.folder, world.variables)
    world.children.append(child)
    port = child.port()
    listed = [model["id"] for model in call(port, "GET", "/v1/models").json["data"]]
    reply = call(port, "POST", CHAT, chat("auto", PROMPT))
    equal((reply.status, reply.json["model"] in listed[1:]), (200, True), "status, and whether a candidate answered")
    holds("simulated" in reply.body.decode(), "the reply does not say that it is simulated")
    holds(b"no language model is called" in child.stderr, f"standard error is {child.stderr!r}")
    equal(child.stdout, b"", "standard output")
    child.signal(signal.SIGINT)
    equal(child.ended(10), 0, "exit code")
