"""LiteLLM's own client asks lanes: one process for all, one line of JSON for each provider and manner.

The plan is a list of {provider, base, model, markers: {text, tools, rate-limit, server-error, auth}}. Whatever in the
client stands still, this process does not: after so many seconds it says where all of its threads are, and ends.
"""

import faulthandler
import json
import os
import sys

faulthandler.dump_traceback_later(float(sys.argv[2]), exit=True)
# No look at the network for prices or models, and no variables from a file that lies about.
os.environ |= {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_MODE": "PRODUCTION", "HF_HUB_OFFLINE": "1",
    "NO_PROXY": "*",
}
import litellm  # noqa: E402

litellm.suppress_debug_info = True
litellm.telemetry = False
litellm.num_retries = 0

PREFIX = {
    "google": "gemini", "qwen": "dashscope", "kimi": "moonshot", "glm": "zai",
    "doubao": "volcengine", "ollama": "ollama_chat", "vllm": "hosted_vllm", "generic": "openai",
}
TOOLS = [{
    "type": "function",
    "function": {
        "name": "weather",
        "description": "The weather of a city.",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
    },
}]


def ask(entry, marker, stream=False, tools=None):
    extra = {"api_version": "2024-10-21"} if entry["provider"] == "azure" else {}
    if stream:
        extra["stream_options"] = {"include_usage": True}
    return litellm.completion(
        model=f"{PREFIX.get(entry['provider'], entry['provider'])}/{entry['model']}",
        messages=[{"role": "user", "content": f"Name the capital of France. {marker}"}],
        api_base=entry["base"], api_key="sk-lane", stream=stream, tools=tools, max_tokens=300,
        timeout=20, max_retries=0, **extra)


def heard(answer, stream):
    """What came, and in how many pieces of content or of a call's arguments."""
    pieces = 0
    if stream:
        chunks = list(answer)
        for chunk in chunks:
            delta = chunk.choices[0].delta if chunk.choices else None
            pieces += bool(delta and (delta.content or delta.tool_calls))
        answer = litellm.stream_chunk_builder(chunks)
    choice = answer.choices[0]
    calls = choice.message.tool_calls or []
    return {
        "text": choice.message.content or "", "finish": choice.finish_reason, "pieces": pieces,
        "calls": [[c.function.name, json.loads(c.function.arguments)] for c in calls],
        "usage": [answer.usage.prompt_tokens, answer.usage.completion_tokens],
    }


def told(entry, marker):
    try:
        ask(entry, marker)
    except Exception as error:  # Which class is what is asked here.
        return type(error).__name__
    return None


def main(path):
    with open(path, encoding="utf-8") as opened:
        plan = json.load(opened)
    for entry in plan:
        for name, stream in [("text", False), ("text", True), ("tools", False), ("tools", True)]:
            line = {"provider": entry["provider"], "what": name, "stream": stream}
            try:
                tools = TOOLS if name == "tools" else None
                line |= heard(ask(entry, entry["markers"][name], stream, tools), stream)
            except Exception as error:
                line["error"] = f"{type(error).__name__}: {error}"[:400]
            print(json.dumps(line), flush=True)
        for name in ["rate-limit", "server-error", "auth"]:
            print(json.dumps({
                "provider": entry["provider"], "what": name, "stream": False,
                "raised": told(entry, entry["markers"][name]),
            }), flush=True)


main(sys.argv[1])
# LiteLLM's own threads now and then keep the interpreter from ending; all that was asked is told.
sys.stdout.flush()
os._exit(0)
