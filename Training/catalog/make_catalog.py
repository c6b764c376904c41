#!/usr/bin/env python3
"""Writes Models/catalog.json from a file of price and limit facts.

    make_catalog.py FACTS.json [OUTCOMES.jsonl.gz ...] > Models/catalog.json

FACTS.json is {"source": text, "models": {key: facts}}, with USD per token. The same facts give the same bytes. Outcome
tables, where given, are only read to check that every `like` names a model that they score. What was left out, and why,
is counted on stderr; any inconsistency ends the program with status 1 and no catalog.

What the facts cannot say is written here by hand, in the tables below: where each provider is reached, which names are
one model, which model is scored under another name. To add a model, add it to the facts; to correct one, correct a table.
"""

import gzip
import json
import re
import sys
from collections import Counter

FACTS_DATE = "2026-11-22"
GONE_BY = "2026-11-30"  # a model that retires on or before this day is left out

# ---------------------------------------------------------------------------------------------------------------------
# Providers: OpenAI-compatible base URL (a client appends /chat/completions), usual key variable, display name.

PROVIDERS = {
    "anthropic": ("https://api.anthropic.com/v1", "ANTHROPIC_API_KEY", "Anthropic"),
    "cerebras": ("https://api.cerebras.ai/v1", "CEREBRAS_API_KEY", "Cerebras"),
    "cohere": ("https://api.cohere.ai/compatibility/v1", "COHERE_API_KEY", "Cohere"),
    "dashscope": ("https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "DASHSCOPE_API_KEY", "Alibaba Model Studio"),
    "deepinfra": ("https://api.deepinfra.com/v1/openai", "DEEPINFRA_API_KEY", "DeepInfra"),
    "deepseek": ("https://api.deepseek.com/v1", "DEEPSEEK_API_KEY", "DeepSeek"),
    "fireworks": ("https://api.fireworks.ai/inference/v1", "FIREWORKS_API_KEY", "Fireworks AI"),
    "gemini": ("https://generativelanguage.googleapis.com/v1beta/openai", "GEMINI_API_KEY", "Google Gemini"),
    "groq": ("https://api.groq.com/openai/v1", "GROQ_API_KEY", "Groq"),
    "huggingface": ("https://router.huggingface.co/v1", "HF_TOKEN", "Hugging Face"),
    "minimax": ("https://api.minimax.io/v1", "MINIMAX_API_KEY", "MiniMax"),
    "mistral": ("https://api.mistral.ai/v1", "MISTRAL_API_KEY", "Mistral AI"),
    "moonshot": ("https://api.moonshot.ai/v1", "MOONSHOT_API_KEY", "Moonshot AI"),
    "nvidia": ("https://integrate.api.nvidia.com/v1", "NVIDIA_API_KEY", "NVIDIA NIM"),
    "openai": ("https://api.openai.com/v1", "OPENAI_API_KEY", "OpenAI"),
    "openrouter": ("https://openrouter.ai/api/v1", "OPENROUTER_API_KEY", "OpenRouter"),
    "perplexity": ("https://api.perplexity.ai", "PERPLEXITY_API_KEY", "Perplexity"),
    "sambanova": ("https://api.sambanova.ai/v1", "SAMBANOVA_API_KEY", "SambaNova"),
    "together": ("https://api.together.ai/v1", "TOGETHER_API_KEY", "Together AI"),
    "xai": ("https://api.x.ai/v1", "XAI_API_KEY", "xAI"),
    "zai": ("https://api.z.ai/api/paas/v4", "ZAI_API_KEY", "Z.ai"),
    # On this machine; no key.
    "llamacpp": ("http://127.0.0.1:8080/v1", None, "llama.cpp"),
    "lmstudio": ("http://127.0.0.1:1234/v1", None, "LM Studio"),
    "ollama": ("http://127.0.0.1:11434/v1", None, "Ollama"),
    "vllm": ("http://127.0.0.1:8000/v1", None, "vLLM"),
}

# Requests that a provider's documentation names, in the words of `providers.<name>.apis`; without an entry, not known.
APIS = {
    "anthropic": ["chat_completions", "messages"],
    "openai": ["chat_completions", "completions", "embeddings", "responses"],
    "openrouter": ["chat_completions", "embeddings", "responses", "messages"],
}

# Header that carries the key on /messages where it is not Authorization.
KEY_HEADERS = {"anthropic": "x-api-key"}

# Provider in the facts -> (provider here, author of its models' ids). Only its own models are taken from a maker.
MAKERS = {
    "anthropic": ("anthropic", "anthropic"),
    "cohere_chat": ("cohere", "cohere"),
    "dashscope": ("dashscope", "qwen"),
    "deepseek": ("deepseek", "deepseek"),
    "gemini": ("gemini", "google"),
    "minimax": ("minimax", "minimax"),
    "mistral": ("mistral", "mistralai"),
    "moonshot": ("moonshot", "moonshotai"),
    "ollama": ("ollama", "ollama"),
    "openai": ("openai", "openai"),
    "perplexity": ("perplexity", "perplexity"),
    "xai": ("xai", "x-ai"),
    "zai": ("zai", "z-ai"),
}

# Hosts of open-weights models, the preferred one first.
HOSTS = {"groq": "groq", "together_ai": "together", "cerebras": "cerebras", "fireworks_ai": "fireworks"}

# Our capability names, in the order in which they are written, and the facts' names for them.
CAPABILITIES = {
    "tools": {"function_calling"},
    "parallel_tools": {"parallel_function_calling"},
    "images": {"vision"},
    "audio": {"audio_input"},
    "files": {"pdf_input"},
    "json_schema": {"response_schema", "native_structured_output"},
    "reasoning": {"reasoning"},
}

# What an OpenAI-compatible endpoint does otherwise than the maker's own API, which the facts describe.
# Anthropic documents: `response_format` and file parts are ignored, `parallel_tool_calls` is honoured
# (platform.claude.com/docs/en/api/openai-sdk).
ENDPOINT_LACKS = {"anthropic": {"json_schema", "files"}}
ENDPOINT_ADDS = {"anthropic": {"parallel_tools"}}

# Models that reason whenever asked, by their makers' names for them, where the facts are silent.
REASONING = re.compile(r"deepseek-r1|qwq-32b|-thinking")

# OpenAI's facts give these as the longest *input*; the context window is that plus the longest output.
OPENAI_INPUT_LIMITS = {272_000, 922_000}

# ---------------------------------------------------------------------------------------------------------------------
# What is left out. The first pattern found in "provider/name" gives the reason.

LEFT_OUT = [
    ("fine-tune", r"openai/ft:"),
    ("not a chat model", r"flux|lyria|-tts|openai/container|-ocr|guard|codestral-mamba|code-fim|ternary-bonsai"),
    ("price band, not a model", r"together-ai-"),
    ("refuses requests without audio", r"openai/gpt-.*audio"),
    ("made for one trade or tool, or on application only",
     r"cyber|daybreak|rosalind|-law$|computer-use|robotics|deep-research|search|customtools|gemini-omni|learnlm|leanstral"
     r"|vibe-cli|mistral-code|vision-exp|firefunction|-prover|safeguard"),
    ("a router, not a model", r"fireworks_ai/(.*/)?routers/"),
    ("moving pointer", r"openai/(gpt-5-)?chat|gemini.*-latest|/gemini-exp|qwen.*-latest|grok-build-latest|grok-code-fast"
                       r"|zai-glm-latest|mistral/mistral-(small|tiny)$"),
    ("superseded preview", r"-beta|experimental|-gv2|max-preview|kimi-k2\.5-fp4"),
    ("region, speed or deployment variant", r"-us$|-fast$|spot|deepseek-r1-basic|-long$|70b-instruct-1b$|bf16$"),
    ("name that the maker's own API does not serve",
     r"^deepseek/deepseek-(r1|v3|v3\.2|coder)$|gemini-gemma|perplexity/(codellama|llama|mi[sx]tral|pplx)"
     r"|perplexity/sonar-(small|medium|reasoning$)|^cerebras/llama"
     r"|ollama/(.*instruct|internlm|.*-cloud)"),
    ("another maker's model", r"^mistral/(deepseek|glm|zai-glm)|^dashscope/(deepseek|glm|kimi)"),
    ("copy by another author", r"arize-ai|-dpo$|tev1-4b"),
]
NO_SOURCE = "on demand only: priced by size, without a source"

# Fireworks' entries without a source are on-demand deployments at a price by size. Of these only models are kept that
# public outcome tables score, or whose predecessor of the same size they score, so that something is known of them.
KNOWN_ON_DEMAND = {
    "codegemma-7b", "code-llama-34b-instruct", "gemma-3-27b-it", "gemma2-9b-it", "llama-v2-70b-chat",
    "llama-v3-70b-instruct", "llama-v3-8b-instruct-hf", "llama-v3p1-70b-instruct", "llama-v3p3-70b-instruct",
    "mistral-7b-instruct-v0p2", "mistral-small-24b-instruct-2501", "mixtral-8x7b-instruct", "phi-3-mini-128k-instruct",
    "qwen1p5-72b-chat", "qwen2-7b-instruct", "qwen2p5-32b-instruct", "qwen3-32b", "qwen3-8b", "qwq-32b", "yi-34b-chat",
}

# ---------------------------------------------------------------------------------------------------------------------
# One model, several names at its maker: id -> names, the one to send first, the others as aliases.

SAME_MODEL = {
    "cohere/aya-expanse-32b": ["c4ai-aya-expanse-32b"],
    "cohere/command-a": ["command-a-03-2025"],
    "cohere/command-a-plus": ["command-a-plus-05-2026"],
    "deepseek/deepseek-v4-flash": ["deepseek-v4-flash", "deepseek-flash"],
    "mistralai/codestral-2508": ["codestral-2508", "codestral-latest"],
    "mistralai/devstral-medium": ["devstral-medium-latest", "devstral-latest"],
    "mistralai/devstral-small": ["devstral-small-latest"],
    "mistralai/ministral-14b-2512": ["ministral-14b-2512", "ministral-3-14b-2512", "ministral-14b-latest"],
    "mistralai/ministral-3b-2512": ["ministral-3b-2512", "ministral-3-3b-2512", "ministral-3b-latest"],
    "mistralai/ministral-8b-2512": ["ministral-8b-2512", "ministral-3-8b-2512", "ministral-8b-latest"],
    "mistralai/mistral-large-3": ["mistral-large-2512", "mistral-large-3", "mistral-large-latest"],
    "mistralai/mistral-large-4": ["mistral-large-4", "mistral-large-4-0"],
    # The facts' sources point Magistral and Medium 3 at the cards of the models that replaced them.
    "mistralai/mistral-medium-3.5": ["mistral-medium-2604", "mistral-medium-3-5", "mistral-medium-3.5", "mistral-medium-3",
                                     "mistral-medium", "mistral-medium-latest", "magistral-medium-latest"],
    "mistralai/mistral-nemo": ["open-mistral-nemo"],
    "mistralai/mistral-small-4": ["mistral-small-2603", "mistral-small-latest", "magistral-small-latest"],
    "mistralai/pixtral-large": ["pixtral-large-latest"],
    "mistralai/voxtral-small-2507": ["voxtral-small-2507", "voxtral-small-latest"],
    "ollama/llama2": ["llama2", "llama2:7b"],
    "ollama/llama3": ["llama3", "llama3:8b"],
    "openai/gpt-5.6-sol": ["gpt-5.6-sol", "gpt-5.6"],
    "x-ai/grok-4.20": ["grok-4.20", "grok-4.20-reasoning", "grok-4.20-reasoning-latest", "grok-4.20-0309",
                       "grok-4.20-0309-reasoning"],
    "x-ai/grok-4.20-non-reasoning": ["grok-4.20-non-reasoning", "grok-4.20-non-reasoning-latest",
                                     "grok-4.20-0309-non-reasoning"],
    "x-ai/grok-4.3": ["grok-4.3", "grok-4.3-latest"],
    "x-ai/grok-4.5": ["grok-4.5", "grok-4.5-latest"],
    "z-ai/glm-4-32b": ["glm-4-32b-0414-128k"],
}
# Dated open weights are models of their own, except these, which the undated names have become.
HOSTED_AS_UNDATED = {"deepseek/deepseek-v4-pro-0813", "deepseek/deepseek-v4.1-flash-1017"}
ID_OF_NAME = {(i.split("/")[0], name): i for i, names in SAME_MODEL.items() for name in names}

# Hosts' spellings. Author of a slug, first match; then rewriting of the slug, each in turn.
AUTHORS = [
    (r"nemotron", "nvidia"), (r"^(code)?llama|^code-llama", "meta-llama"), (r"^muse", "meta"),
    (r"^(code)?gemma", "google"), (r"^gpt-oss", "openai"), (r"^(qwen|qwq)", "qwen"), (r"^deepseek", "deepseek"),
    (r"^(mistral|mixtral|ministral)", "mistralai"), (r"^glm", "z-ai"), (r"^kimi", "moonshotai"),
    (r"^minimax", "minimax"), (r"^phi", "microsoft"), (r"^yi-", "01-ai"), (r"^ember", "fireworks"),
    (r"^trinity", "arcee-ai"), (r"^beam", "reflection"),
]
REWRITE = [
    (r"(?<=\d)p(?=\d)", "."), (r"-(turbo|fp8|fp4)\b", ""), (r"^(nvidia-|meta-)", ""), (r"-hf$|-basic$", ""),
    (r"^llama-v?(\d)", r"llama-\1"), (r"^llama(\d)", r"llama-\1"), (r"^code-llama", "codellama"),
    (r"^gemma(\d)", r"gemma-\1"), (r"^qwen-?v?(1\.5|2\.5|2)(?![\d.])", r"qwen-\1"), (r"^qwen-3", "qwen3"),
    (r"^(mistral-7b-instruct)-v3$", r"\1-v0.3"), (r"^(llama-4-\w+)-(17b-16e-)?instruct$", r"\1"),
    (r"^ministral-3-(\d+b)-instruct", r"ministral-\1"), (r"^(kimi-k2)-instruct", r"\1"), (r"^(muse-spark-open|beam-1\.0)-.*", r"\1"),
]

# ---------------------------------------------------------------------------------------------------------------------
# `like`: the scored model that is the same, or the nearest of the same family and tier. Left out where the nearest is two
# or more generations old, or would rank a model no higher than a cheaper sibling (of Opus only Claude 3 is scored, of
# GPT-5.2 and later only GPT-4o). Where a model is scored under several names, the one with the most prompts that may be
# trained on stands.

LIKE = {
    "01-ai/yi-34b-chat": "zero-one-ai/Yi-34B-Chat",
    "01-ai/yi-large": "yi-large",
    "anthropic/claude-haiku-4.5": "claude-3-5-haiku-20241022",
    "anthropic/claude-sonnet-4.6": "anthropic_claude-sonnet-4",
    "anthropic/claude-sonnet-5": "anthropic_claude-sonnet-4",
    "anthropic/claude-sonnet-5.5": "anthropic_claude-sonnet-4",
    "cohere/command-r-08-2024": "c4ai-command-r-v01",
    "cohere/command-r-plus-08-2024": "command-r-plus",
    "deepseek/deepseek-coder-v2-instruct": "DeepSeek-Coder-V2",
    "deepseek/deepseek-r1": "deepseek_deepseek-r1",
    "deepseek/deepseek-r1-0528": "deepseek_deepseek-r1",
    "deepseek/deepseek-v3": "deepseek-v2.5-0908",
    "deepseek/deepseek-v3-0324": "deepseek-v2.5-0908",
    "deepseek/deepseek-v3.1": "deepseek-v2.5-0908",
    "deepseek/deepseek-v3.1-terminus": "deepseek-v2.5-0908",
    "deepseek/deepseek-v3.2": "deepseek-v2.5-0908",
    "google/codegemma-7b": "codegemma-7b",
    "google/gemini-2.5-flash": "gemini-1.5-flash-002",
    "google/gemini-2.5-pro": "gemini-1.5-pro-002",
    "google/gemma-2-9b-it": "gemma-2-9b-it",
    "google/gemma-3-27b-it": "google_gemma-3-27b-it",
    "google/gemma-4-31b-it": "google_gemma-3-27b-it",
    "meta-llama/codellama-34b-instruct": "meta/code-llama-instruct-34b-chat",
    "meta-llama/llama-2-70b-chat": "meta/llama-2-70b-chat",
    "meta-llama/llama-3-70b-instruct": "Meta-Llama-3-70B-Instruct",
    "meta-llama/llama-3-8b-instruct": "Meta-Llama-3-8B-Instruct",
    "meta-llama/llama-3.1-405b-instruct": "Llama-3.1-405B-Inst@sambanova",
    "meta-llama/llama-3.1-70b-instruct": "Meta-Llama-3_1-70B-Instruct",
    "meta-llama/llama-3.1-8b-instruct": "Meta-Llama-3_1-8B-Instruct",
    "meta-llama/llama-3.3-70b-instruct": "meta-llama_llama-3.3-70b-instruct",
    "meta-llama/llama-4-maverick": "meta-llama_llama-4-maverick",
    "meta-llama/llama-4-scout": "meta-llama_llama-4-scout",
    "microsoft/phi-3-mini-128k-instruct": "Phi-3-mini-4k-instruct",
    "mistralai/mistral-7b-instruct-v0.2": "Mistral-7B-Instruct-v0.2",
    "mistralai/mistral-7b-instruct-v0.3": "mistral-7b-instruct-v0.3",
    "mistralai/mistral-large-3": "Mistral-Large-2",
    "mistralai/mistral-nemo": "Mistral-Nemo-Instruct-2407",
    "mistralai/mistral-small-4": "mistralai_mistral-small-3.1-24b-instruct",
    "mistralai/mistral-small-24b-instruct-2501": "mistralai_mistral-small-3.1-24b-instruct",
    "mistralai/mixtral-8x7b-instruct": "Mixtral-8x7B-Instruct-v0.1",
    "ollama/llama2:70b": "meta/llama-2-70b-chat",
    "ollama/llama3": "Meta-Llama-3-8B-Instruct",
    "ollama/llama3.1": "Meta-Llama-3_1-8B-Instruct",
    "ollama/llama3:70b": "Meta-Llama-3-70B-Instruct",
    "openai/gpt-4.1": "gpt-4o-2024-08-06",
    "openai/gpt-4.1-mini": "gpt-4o-mini-2024-07-18",
    "openai/gpt-4o": "gpt-4o-2024-08-06",
    "openai/gpt-4o-mini": "gpt-4o-mini-2024-07-18",
    "openai/gpt-5": "gpt-4o-2024-08-06",
    "openai/gpt-5-mini": "gpt-4o-mini-2024-07-18",
    "openai/gpt-5.1": "gpt-4o-2024-08-06",
    "openai/o3": "o1-preview-2024-09-12",
    "qwen/qwen-1.5-72b-chat": "Qwen1.5-72B-Chat",
    "qwen/qwen-2-72b-instruct": "Qwen2-72B-Instruct",
    "qwen/qwen-2-7b-instruct": "Qwen2-7B-Instruct",
    "qwen/qwen-2.5-32b-instruct": "Qwen2.5-32B-Instruct",
    "qwen/qwen-2.5-72b-instruct": "Qwen2.5-72B-Instruct",
    "qwen/qwen-2.5-7b-instruct": "qwen2.5-7b-instruct",
    "qwen/qwen3-32b": "Qwen2.5-32B-Instruct",
    "qwen/qwen3-8b": "qwen2.5-7b-instruct",
    "qwen/qwq-32b": "qwen_qwq-32b",
}

# Display names that the rules of display_name() do not give, and words that are neither a number nor just capitalised.
NAMES = {
    "cohere/command-r-08-2024": "Command R 08-2024",
    "cohere/command-r-plus-08-2024": "Command R+ 08-2024",
    "cohere/command-r7b-12-2024": "Command R7B 12-2024",
    "ollama/codegeex4": "CodeGeeX4 (Ollama)",
    "ollama/llama2": "Llama 2 7B (Ollama)",
    "ollama/llama2:13b": "Llama 2 13B (Ollama)",
    "ollama/llama2:70b": "Llama 2 70B (Ollama)",
    "ollama/llama3": "Llama 3 8B (Ollama)",
    "ollama/llama3:70b": "Llama 3 70B (Ollama)",
    "ollama/llama3.1": "Llama 3.1 8B (Ollama)",
    "x-ai/grok-4.20-non-reasoning": "Grok 4.20 (non-reasoning)",
    "z-ai/glm-4.5-airx": "GLM-4.5 AirX",
}
WORDS = {
    "codegemma": "CodeGemma", "codellama": "Code Llama", "deepseek": "DeepSeek", "glm": "GLM", "gpt": "GPT", "it": "",
    "minimax": "MiniMax", "oss": "oss", "qwq": "QwQ", "vl": "VL",
}


class CatalogError(Exception):
    """The facts or a table above are inconsistent."""


def reason_to_leave_out(key, facts):
    """Why the model `key` stays out of the catalog, or None."""
    if facts.get("deprecation_date", "9999") <= GONE_BY:
        return "retired"
    provider = facts["provider"]
    if provider not in MAKERS and provider not in HOSTS:
        return "unknown provider"
    path = provider + "/" + name_at_provider(key, provider)
    for reason, pattern in LEFT_OUT:
        if re.search(pattern, path, re.IGNORECASE):
            return reason
    if provider == "fireworks_ai":
        if "accounts/" not in path:
            return "short name of a model listed in full"
        if not facts.get("source") and path.split("/")[-1] not in KNOWN_ON_DEMAND:
            return NO_SOURCE
    return None


def name_at_provider(key, provider):
    """The model name that the provider's API expects."""
    prefix = {"cohere_chat": "cohere"}.get(provider, provider) + "/"
    return key[len(prefix):] if key.startswith(prefix) else key


def id_of(key, provider):
    """The catalog id, author/model in OpenRouter's habit, of the facts' `key`."""
    name = name_at_provider(key, provider)
    if provider in MAKERS:
        author = MAKERS[provider][1]
        if (author, name) in ID_OF_NAME:
            return ID_OF_NAME[author, name]
        slug = name.lower()
        if author == "anthropic":
            slug = re.sub(r"-(\d)-(\d)(?=$|-)", r"-\1.\2", slug)
        return f"{author}/{slug}"
    slug = name.lower().split("/")[-1]
    for pattern, replacement in REWRITE:
        slug = re.sub(pattern, replacement, slug)
    if slug == "gemma-4-31b":
        slug += "-it"
    for pattern, author in AUTHORS:
        if re.search(pattern, slug):
            return f"{author}/{slug}"
    raise CatalogError(f"{key}: no author for {slug!r}; add one to AUTHORS")


def undated(model_id):
    """The id without its date suffix: 2025-08-07, 20250807 or 0324; the id itself where it has none."""
    return re.sub(r"-(\d{4}-\d{2}-\d{2}|20\d{6}|\d{4})$", "", model_id)


def price_of(facts):
    """USD per million tokens. An unknown price has no key; the facts write some unknown or free ones as 0."""
    fields = {"prompt": "input_cost_per_token", "completion": "output_cost_per_token",
              "cache_read": "cache_read_input_token_cost", "cache_write": "cache_creation_input_token_cost"}
    return {name: round(facts[field] * 1e6, 6) for name, field in fields.items() if facts.get(field)}


def capabilities_of(model_id, provider, supports):
    """Our names, in fixed order, for what the facts support through the provider's OpenAI-compatible endpoint."""
    found = {name for name, theirs in CAPABILITIES.items() if theirs & supports}
    if REASONING.search(model_id):
        found.add("reasoning")
    found = (found | ENDPOINT_ADDS.get(provider, set())) - ENDPOINT_LACKS.get(provider, set())
    if "tools" not in found:
        found.discard("parallel_tools")
    return [name for name in CAPABILITIES if name in found]


def display_name(model_id):
    """A readable name: openai/gpt-5-mini is "GPT-5 mini", qwen/qwen-2.5-72b-instruct "Qwen2.5 72B Instruct"."""
    if model_id in NAMES:
        return NAMES[model_id]
    author, slug = model_id.split("/")
    words = []
    for word in slug.split("-"):
        if author == "openai" and re.fullmatch(r"o\d|mini|nano|\d+o", word) or re.fullmatch(r"v0\.\d", word):
            words.append(word)
        elif re.fullmatch(r"\d[\d.x]*[bkv]|a\d+b|[rmvk]\d[\d.]*", word):
            words.append(word.upper().replace("X", "x"))
        else:
            words.append(WORDS.get(word, word[:1].upper() + word[1:]))
    text = " ".join(word for word in words if word).replace("GPT oss", "gpt-oss")
    return re.sub(r"\b(Qwen) (?=\d)", r"\1", re.sub(r"\b(GPT|GLM) (?=\d)", r"\1-", text))


def collect(models, left_out):
    """Groups the facts by id: {id: [(key, facts), ...]}."""
    groups = {}
    for key in sorted(models):
        reason = reason_to_leave_out(key, models[key])
        if reason:
            left_out[reason] += 1
        else:
            groups.setdefault(id_of(key, models[key]["provider"]), []).append((key, models[key]))
    return groups


def rank(model_id, listing):
    """Sort key among the listings of one model: a priced one, the maker's, one with limits, with tools, the better host."""
    key, facts = listing
    provider = facts["provider"]
    name = name_at_provider(key, provider)
    preferred = SAME_MODEL.get(model_id, [name])
    return (
        "prompt" not in price_of(facts),
        provider not in MAKERS,
        not facts.get("max_input_tokens"),
        "function_calling" not in facts["supports"],
        list(HOSTS).index(provider) if provider in HOSTS else 0,
        preferred.index(name) if name in preferred else len(preferred),
        key.count("/"),
        key,
    )


def entry(model_id, listings):
    """One line of the catalog from all listings of a model; the best-ranked one is the one to call."""
    listings = sorted(listings, key=lambda listing: rank(model_id, listing))
    key, facts = listings[0]
    source = facts["provider"]
    provider = MAKERS[source][0] if source in MAKERS else HOSTS[source]
    own = [(k, f) for k, f in listings if f["provider"] == source]
    supports = set().union(*(f["supports"] for _, f in own))
    upstream = name_at_provider(key, source)
    line = {"id": model_id, "provider": provider, "upstream_model": upstream, "name": display_name(model_id)}
    price = price_of(facts)
    if price:
        line["price"] = price
    context, max_output = facts.get("max_input_tokens"), facts.get("max_output_tokens")
    if context and max_output and provider == "openai" and context in OPENAI_INPUT_LIMITS:
        context += max_output
    if context:
        line["context"] = context
    if max_output:
        line["max_output"] = min(max_output, context or max_output)
    line["capabilities"] = capabilities_of(model_id, provider, supports)
    if model_id in LIKE:
        line["like"] = LIKE[model_id]
    author = model_id.split("/")[0]
    if source in MAKERS:
        names = {f"{author}/{name_at_provider(k, source)}" for k, _ in own} - {model_id}
        if names:
            line["aliases"] = sorted(names)
    return line


def fold_dated(lines, left_out):
    """Makes a maker's dated model an alias of the undated one where both have the same price and context."""
    by_id = {line["id"]: line for line in lines}
    for line in lines:
        base = by_id.get(undated(line["id"]))
        if base is None or base is line:
            continue
        hosted = line["provider"] in HOSTS.values()
        if hosted and line["id"] not in HOSTED_AS_UNDATED:
            continue
        del by_id[line["id"]]
        if hosted or (base.get("price"), base.get("context")) == (line.get("price"), line.get("context")):
            found = {line["id"], *line.get("aliases", []), *base.get("aliases", [])}
            base["aliases"] = sorted(found)
            if base["provider"] == line["provider"]:
                base["capabilities"] = [c for c in CAPABILITIES if c in base["capabilities"] + line["capabilities"]]
            left_out["folded into the undated name"] += 1
        else:
            left_out["dated, with a price or limit that the undated name has no longer"] += 1
    return [by_id[i] for i in sorted(by_id)]


def check(catalog, scored):
    """Raises CatalogError on a contradiction. `scored` are the outcome tables' model names, or None."""
    names = [n for line in catalog["models"] for n in [line["id"], *line.get("aliases", [])]]
    twice = sorted(n for n, count in Counter(names).items() if count > 1)
    if twice:
        raise CatalogError(f"ids or aliases given twice: {twice}")
    unused = sorted(set(LIKE) - {line["id"] for line in catalog["models"]})
    if unused:
        raise CatalogError(f"LIKE names models that are not in the catalog: {unused}")
    for line in catalog["models"]:
        if line["provider"] not in catalog["providers"]:
            raise CatalogError(f"{line['id']}: provider {line['provider']!r} is not in PROVIDERS")
        price = line.get("price", {})
        if any(value <= 0 for value in price.values()) or (price and not {"prompt", "completion"} <= set(price)):
            raise CatalogError(f"{line['id']}: price {price}")
        if scored is not None and line.get("like", None) not in scored | {None}:
            raise CatalogError(f"{line['id']}: no outcome table scores {line['like']!r}")


def scored_models(paths):
    """The model names that appear in outcome tables (JSON Lines, gzip allowed)."""
    names = set()
    for path in paths:
        with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as table:
            for row in table:
                names.update(json.loads(row)["outcomes"])
    return names


def provider_entry(name):
    base_url, key_variable, display = PROVIDERS[name]
    if key_variable is None:
        return {"base_url": base_url, "local": True, "name": display}
    entry = {"base_url": base_url, "api_key_env": key_variable}
    if name in APIS:
        entry["apis"] = APIS[name]
    if name in KEY_HEADERS:
        entry["key_header"] = KEY_HEADERS[name]
    return entry | {"name": display}


def render(catalog):
    """JSON with one provider and one model a line, so that a change of price is a change of one line."""
    def compact(value):
        return json.dumps(value, ensure_ascii=False)
    providers = ",\n".join(f"    {compact(k)}: {compact(v)}" for k, v in catalog["providers"].items())
    models = ",\n".join(f"    {compact(line)}" for line in catalog["models"])
    return (f'{{\n  "version": {catalog["version"]},\n  "source": {compact(catalog["source"])},\n'
            f'  "providers": {{\n{providers}\n  }},\n  "models": [\n{models}\n  ]\n}}\n')


def main(arguments):
    if not arguments or arguments[0].startswith("-"):
        print(__doc__.split("\n\n")[1].strip(), file=sys.stderr)
        return 2
    with open(arguments[0], encoding="utf-8") as file:
        facts = json.load(file)
    left_out = Counter()
    try:
        lines = [entry(model_id, listings) for model_id, listings in collect(facts["models"], left_out).items()]
        catalog = {
            "version": 1,
            "source": f"{facts['source']}; as of {FACTS_DATE}",
            "providers": {name: provider_entry(name) for name in sorted(PROVIDERS)},
            "models": fold_dated(lines, left_out),
        }
        check(catalog, scored_models(arguments[1:]) if arguments[1:] else None)
    except CatalogError as error:
        print(f"make_catalog.py: {error}", file=sys.stderr)
        return 1
    sys.stdout.write(render(catalog))
    print(f"{len(catalog['models'])} models; left out of {len(facts['models'])} facts:", file=sys.stderr)
    for reason, count in left_out.most_common():
        print(f"{count:5d}  {reason}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
