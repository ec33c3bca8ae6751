#!/usr/bin/env python3
"""The official Mistral SDK asks a server of ours. See peer.py for what it is told to expect."""

import json
import sys

from mistralai.client import Mistral
from mistralai.client import errors

import peer

CLASSES = {
    422: errors.HTTPValidationError,
    500: errors.SDKError,
    None: errors.SDKError,
}


def main():
    options = peer.arguments(__doc__, key="sk-peer")
    # The SDK knows the path whole; its server is what stands before `/v1`.
    client_for = peer.clients(
        options,
        lambda base, _: Mistral(
            api_key=options.key,
            server_url=base.removesuffix("/v1"),
            timeout_ms=int(options.timeout * 1000),
            retry_config=None,
        ),
    )

    def request(marker, expect):
        request = {
            "model": peer.model(options, expect),
            "messages": [
                {"role": "system", "content": "Answer as asked."},
                {"role": "user", "content": [{"type": "text", "text": f"Go on. {marker}"}]},
            ],
            "random_seed": 7,
        }
        if "tools" in expect:
            request["tools"] = [
                {
                    "type": "function",
                    "function": {"name": tool["name"], "parameters": peer.tool_schema(tool)},
                }
                for tool in expect["tools"]
            ]
            request["tool_choice"] = expect.get("tool_choice", "any")
        if expect.get("structured"):
            request["response_format"] = {
                "type": "json_schema",
                "json_schema": {"name": "answer", "schema": {"type": "object"}, "strict": True},
            }
        return request

    def facts(text, calls, finish, model, usage):
        return {
            "text": text,
            "tools": [
                {
                    "id": call.id,
                    "name": call.function.name,
                    "arguments": json.loads(call.function.arguments),
                }
                for call in calls
            ],
            "finish": finish,
            "model": model,
            "input_tokens": usage and usage.prompt_tokens,
            "output_tokens": usage and usage.completion_tokens,
        }

    def error(expect, call):
        try:
            call()
        except errors.MistralError as error:
            return peer.judge_error(error, CLASSES, expect)
        raise peer.Mismatch(f"no error was raised, wanted {expect['status']}")

    def plain(marker, expect):
        client = client_for(expect)
        if "status" in expect:
            return error(expect, lambda: client.chat.complete(**request(marker, expect)))
        answer = client.chat.complete(**request(marker, expect))
        choice = answer.choices[0]
        found = facts(
            choice.message.content or "", choice.message.tool_calls or [], choice.finish_reason,
            answer.model, answer.usage,
        )
        peer.judge(found, expect)
        return found | {"id": answer.id}

    def streamed(marker, expect):
        client = client_for(expect)
        if "status" in expect:
            return error(expect, lambda: client.chat.stream(**request(marker, expect)))
        text, calls, last, chunks = "", [], None, 0
        try:
            with client.chat.stream(**request(marker, expect)) as stream:
                for event in stream:
                    chunks += 1
                    delta = event.data.choices[0].delta
                    text += delta.content or ""
                    calls += delta.tool_calls or []
                    last = event.data
        except errors.MistralError as error_:
            if expect.get("stream_error"):
                return {"class": type(error_).__name__, "message": str(error_)[:200]}
            raise
        if expect.get("stream_error"):
            raise peer.Mismatch("no error was raised in the stream")
        found = facts(text, calls, last.choices[0].finish_reason, last.model, last.usage)
        peer.judge(found, expect)
        return found | {"id": last.id, "chunks": chunks}

    return peer.run(options, plain, streamed)


if __name__ == "__main__":
    sys.exit(main())
