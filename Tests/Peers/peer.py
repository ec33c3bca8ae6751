"""What the peers share: cases from the command line, one JSON line for each exercise, the exit code.

A peer is an official SDK pointed at a server of ours. The server knows from a word in the prompt (the
marker) what to answer; the peer is told what the SDK must make of it:

    openai_peer.py --base-url http://127.0.0.1:4000/v1 --model fast-chat \
        --marker ppcase0123456789ab --expect '{"text": "Paris", "finish": "stop"}' \
        --marker ppcase0123456789ac --expect '{"status": 429}'

Each pair of marker and expectation is asked twice, plain and streamed. An expectation has any of:
    name                          of the exercise, in the output (default: the marker)
    text                          the whole text
    tools                         [{"name": ..., "arguments": {...}}]: they are offered, and must be called
    tool_choice                   in place of the word with which the peer demands a call, where it has one
    finish                        the reason to stop, in the dialect's words
    model                         as told by the answer
    input_tokens, output_tokens   as told by the answer
    status                        of an error: the SDK must raise its own class for it
    class                         the name of that class, besides
    code, type                    of that error
    message                       a part of that error's message
    stream_error                  true: the plain answer is good, the stream breaks with an error event
    parsed                        the answer as the SDK's structured output reads it, a city and a number
    modes                         ["plain", "streamed"] or one of them
    base                          another server than --base-url, for this exercise
    client                        another kind of the SDK's clients, by its peer's word for it
    asks                          another model to ask for than --model
No peer asks twice after an error: whoever counts the requests can tell that.
"""

import argparse
import functools
import json
import sys
import traceback


class Mismatch(Exception):
    """The SDK made something else of the answer."""


def same(what, found, wanted):
    if found != wanted:
        raise Mismatch(f"{what}: found {found!r}, wanted {wanted!r}")


def within(what, part, whole):
    if part not in (whole or ""):
        raise Mismatch(f"{what}: {part!r} is not in {whole!r}")


def arguments(description, key):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--key", default=key)
    parser.add_argument("--model", required=True)
    parser.add_argument("--marker", action="append", default=[])
    parser.add_argument("--expect", action="append", default=[], type=json.loads)
    parser.add_argument("--timeout", type=float, default=20)
    options = parser.parse_args()
    if len(options.marker) != len(options.expect) or not options.marker:
        parser.error("as many --expect as --marker, and at least one")
    return options


def clients(options, make):
    """The SDK's client for an exercise: one for each server and kind of client."""
    made = functools.cache(make)
    return lambda expect: made(expect.get("base", options.base_url), expect.get("client"))


def model(options, expect):
    return expect.get("asks", options.model)


def tool_schema(tool):
    """A schema that the expected arguments fit."""
    return {
        "type": "object",
        "properties": {name: {} for name in tool.get("arguments", {})},
    }


def judge(facts, expect):
    """Facts of an answer against what was expected of it."""
    for name in ["text", "finish", "model", "input_tokens", "output_tokens"]:
        if name in expect:
            same(name, facts.get(name), expect[name])
    if "tools" in expect:
        same("number of calls", len(facts["tools"]), len(expect["tools"]))
        for call, wanted in zip(facts["tools"], expect["tools"]):
            same("tool", call["name"], wanted["name"])
            if "arguments" in wanted:
                same("arguments", call["arguments"], wanted["arguments"])
            if not call["id"]:
                raise Mismatch("a call has no id")


def judge_class(error, wanted, expect):
    """Exactly the class that the SDK has for the status, and that the expectation names."""
    name = expect.get("class", wanted.__name__)
    if type(error) is not wanted or wanted.__name__ != name:
        raise Mismatch(f"class: found {type(error).__name__}, wanted {name}: {error}")


def judge_error(error, classes, expect):
    """The SDK's own class for the status, and what it read of the error."""
    status = expect["status"]
    wanted = classes.get(status) or (classes[500] if status >= 500 else classes[None])
    judge_class(error, wanted, expect)
    same("status", error.status_code, status)
    if "message" in expect:
        within("message", expect["message"], error.message)
    if not error.message:
        raise Mismatch("the error has no message")
    return {"class": type(error).__name__, "status": status, "message": error.message}


def run(options, plain, streamed):
    """Runs every case in both modes; a line of JSON each."""
    failed = False
    for marker, expect in zip(options.marker, options.expect):
        for mode, exercise in [("plain", plain), ("streamed", streamed)]:
            if mode not in expect.get("modes", ["plain", "streamed"]):
                continue
            line = {"name": f"{expect.get('name', marker)} {mode}", "ok": True}
            try:
                line.update(exercise(marker, expect))
            except Exception as error:  # whatever the SDK raises is this exercise's finding
                failed = True
                line.update(ok=False, error=f"{type(error).__name__}: {error}")
                if not isinstance(error, Mismatch):
                    traceback.print_exc(file=sys.stderr)
            print(json.dumps(line, ensure_ascii=False), flush=True)
    return 1 if failed else 0
