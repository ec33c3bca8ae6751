#!/usr/bin/env python3
"""The official Anthropic SDK asks a server of ours. See peer.py for what it is told to expect."""

import json
import sys

import anthropic
from anthropic.types import Message, RawMessageStreamEvent
from pydantic import TypeAdapter

import peer

CLASSES = {
    400: anthropic.BadRequestError,
    401: anthropic.AuthenticationError,
    402: anthropic.PaymentRequiredError,
    403: anthropic.PermissionDeniedError,
    404: anthropic.NotFoundError,
    408: anthropic.RequestTimeoutError,
    409: anthropic.ConflictError,
    413: anthropic.ContentTooLargeError,
    422: anthropic.UnprocessableEntityError,
    429: anthropic.RateLimitError,
    500: anthropic.InternalServerError,
    503: anthropic.ServiceUnavailableError,
    504: anthropic.GatewayTimeoutError,
    529: anthropic.OverloadedError,
    None: anthropic.APIStatusError,
}


def main():
    options = peer.arguments(__doc__, key="sk-ant-peer")
    client_for = peer.clients(
        options,
        lambda base, _: anthropic.Anthropic(
            base_url=base, api_key=options.key, max_retries=0, timeout=options.timeout
        ),
    )
    events = TypeAdapter(RawMessageStreamEvent)

    def request(marker, expect):
        request = {
            "model": peer.model(options, expect),
            "max_tokens": 4096,
            "system": "Answer as asked.",
            "messages": [
                {"role": "user", "content": [{"type": "text", "text": f"Go on. {marker}"}]}
            ],
        }
        if "tools" in expect:
            request["tools"] = [
                {"name": tool["name"], "input_schema": peer.tool_schema(tool)}
                for tool in expect["tools"]
            ]
        return request

    def facts(answer):
        return {
            "text": "".join(block.text for block in answer.content if block.type == "text"),
            "tools": [
                {"id": block.id, "name": block.name, "arguments": block.input}
                for block in answer.content
                if block.type == "tool_use"
            ],
            "finish": answer.stop_reason,
            "model": answer.model,
            "input_tokens": answer.usage.input_tokens,
            "output_tokens": answer.usage.output_tokens,
        }

    def error(expect, call):
        try:
            call()
        except anthropic.APIStatusError as error:
            found = peer.judge_error(error, CLASSES, expect)
            if "type" in expect:
                peer.same("type", error.body["error"]["type"], expect["type"])
            return found | {"request_id": error.request_id}
        raise peer.Mismatch(f"no error was raised, wanted {expect['status']}")

    def plain(marker, expect):
        client = client_for(expect)
        if "status" in expect:
            return error(expect, lambda: client.messages.create(**request(marker, expect)))
        raw = client.messages.with_raw_response.create(**request(marker, expect))
        # The client takes any shape; the types themselves do not.
        Message.model_validate_json(raw.text if isinstance(raw.text, str) else raw.text())
        answer = raw.parse()
        found = facts(answer)
        peer.judge(found, expect)
        return found | {"id": answer.id, "request_id": answer._request_id}

    def streamed(marker, expect):
        client = client_for(expect)
        asked = request(marker, expect)
        if "status" in expect:
            return error(expect, lambda: client.messages.create(**asked, stream=True))
        if expect.get("stream_error"):
            try:
                for _ in client.messages.create(**asked, stream=True):
                    pass
            except anthropic.APIError as error_:
                return {"class": type(error_).__name__, "message": str(error_.message)}
            raise peer.Mismatch("no error was raised in the stream")
        names = []
        for event in client.messages.create(**asked, stream=True):
            if event.type != "ping":
                events.validate_python(json.loads(event.model_dump_json(exclude_unset=True)))
            names.append(event.type)
        # A second time through the SDK's own accumulator.
        with client.messages.stream(**asked) as stream:
            for _ in stream:
                pass
            answer = stream.get_final_message()
        found = facts(answer)
        peer.judge(found, expect)
        return found | {"id": answer.id, "events": len(names)}

    return peer.run(options, plain, streamed)


if __name__ == "__main__":
    sys.exit(main())
