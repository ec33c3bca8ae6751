#!/usr/bin/env python3
"""The official OpenAI SDK asks a server of ours. See peer.py for what it is told to expect."""

import json
import sys

import openai
from openai.types.chat import ChatCompletion, ChatCompletionChunk

import peer

CLASSES = {
    400: openai.BadRequestError,
    401: openai.AuthenticationError,
    403: openai.PermissionDeniedError,
    404: openai.NotFoundError,
    409: openai.ConflictError,
    422: openai.UnprocessableEntityError,
    429: openai.RateLimitError,
    500: openai.InternalServerError,
    None: openai.APIStatusError,
}


def new_client(options, base, kind):
    """Azure's resources are reached by a client of their own, which writes paths and keys otherwise."""
    common = {"api_key": options.key, "max_retries": 0, "timeout": options.timeout}
    if kind == "azure":
        return openai.AzureOpenAI(azure_endpoint=base, api_version="2024-10-21", **common)
    return openai.OpenAI(base_url=base, **common)


def main():
    options = peer.arguments(__doc__, key="sk-peer")
    client_for = peer.clients(options, lambda base, kind: new_client(options, base, kind))

    def request(marker, expect):
        request = {
            "model": peer.model(options, expect),
            "messages": [
                {"role": "system", "content": "Answer as asked."},
                {"role": "user", "content": [{"type": "text", "text": f"Go on. {marker}"}]},
            ],
        }
        if "tools" in expect:
            request["tools"] = [
                {
                    "type": "function",
                    "function": {"name": tool["name"], "parameters": peer.tool_schema(tool)},
                }
                for tool in expect["tools"]
            ]
        return request

    def facts(message, finish, model, usage):
        return {
            "text": message.content or "",
            "tools": [
                {
                    "id": call.id,
                    "name": call.function.name,
                    "arguments": json.loads(call.function.arguments),
                }
                for call in message.tool_calls or []
            ],
            "finish": finish,
            "model": model,
            "input_tokens": usage and usage.prompt_tokens,
            "output_tokens": usage and usage.completion_tokens,
        }

    def error(expect, call):
        try:
            call()
        except openai.APIStatusError as error:
            found = peer.judge_error(error, CLASSES, expect)
            for name in ["code", "type"]:
                if name in expect:
                    peer.same(name, getattr(error, name), expect[name])
            return found
        raise peer.Mismatch(f"no error was raised, wanted {expect['status']}")

    def plain(marker, expect):
        client = client_for(expect)
        if "status" in expect:
            return error(
                expect, lambda: client.chat.completions.create(**request(marker, expect))
            )
        raw = client.chat.completions.with_raw_response.create(**request(marker, expect))
        # The client takes any shape; the types themselves do not.
        ChatCompletion.model_validate_json(raw.text if isinstance(raw.text, str) else raw.text())
        answer = raw.parse()
        found = facts(
            answer.choices[0].message, answer.choices[0].finish_reason, answer.model, answer.usage
        )
        peer.judge(found, expect)
        return found | {"id": answer.id, "request_id": answer._request_id}

    def streamed(marker, expect):
        client = client_for(expect)
        asked = request(marker, expect) | {"stream_options": {"include_usage": True}}
        if "status" in expect:
            return error(expect, lambda: client.chat.completions.create(**asked, stream=True))
        if expect.get("stream_error"):
            try:
                for _ in client.chat.completions.create(**asked, stream=True):
                    pass
            except openai.APIError as error_:
                return {"class": type(error_).__name__, "message": error_.message}
            raise peer.Mismatch("no error was raised in the stream")
        chunks = 0
        for chunk in client.chat.completions.create(**asked, stream=True):
            # Azure's first chunk has nothing but its filters: no id, no model, an empty object.
            if chunk.id:
                ChatCompletionChunk.model_validate(chunk.model_dump(exclude_unset=True))
            chunks += 1
        # A second time through the SDK's own accumulator.
        with client.chat.completions.stream(**asked) as stream:
            for _ in stream:
                pass
            answer = stream.get_final_completion()
        found = facts(
            answer.choices[0].message, answer.choices[0].finish_reason, answer.model, answer.usage
        )
        peer.judge(found, expect)
        return found | {"id": answer.id, "chunks": chunks}

    return peer.run(options, plain, streamed)


if __name__ == "__main__":
    sys.exit(main())
