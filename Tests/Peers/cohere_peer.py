#!/usr/bin/env python3
"""The official Cohere SDK asks a server of ours. See peer.py for what it is told to expect."""

import json
import sys

import cohere
from cohere import errors
from cohere.core.api_error import ApiError

import peer

CLASSES = {
    400: errors.BadRequestError,
    401: errors.UnauthorizedError,
    403: errors.ForbiddenError,
    404: errors.NotFoundError,
    422: errors.UnprocessableEntityError,
    429: errors.TooManyRequestsError,
    500: errors.InternalServerError,
    502: ApiError,
    503: errors.ServiceUnavailableError,
    504: errors.GatewayTimeoutError,
    None: ApiError,
}


def main():
    options = peer.arguments(__doc__, key="sk-peer")
    client_for = peer.clients(
        options,
        lambda base, _: cohere.ClientV2(
            api_key=options.key, base_url=base, timeout=options.timeout
        ),
    )

    def request(marker, expect):
        request = {
            "model": peer.model(options, expect),
            "messages": [
                {"role": "system", "content": "Answer as asked."},
                {"role": "user", "content": [{"type": "text", "text": f"Go on. {marker}"}]},
            ],
            "seed": 7,
            "request_options": {"max_retries": 0},
        }
        if "tools" in expect:
            request["tools"] = [
                {
                    "type": "function",
                    "function": {"name": tool["name"], "parameters": peer.tool_schema(tool)},
                }
                for tool in expect["tools"]
            ]
            request["tool_choice"] = expect.get("tool_choice", "REQUIRED")
        return request

    def facts(text, calls, finish, usage):
        return {
            "text": text,
            "tools": [
                {"id": id, "name": name, "arguments": json.loads(arguments)}
                for id, name, arguments in calls
            ],
            "finish": finish,
            "input_tokens": usage and int(usage.tokens.input_tokens),
            "output_tokens": usage and int(usage.tokens.output_tokens),
        }

    def error(expect, call):
        try:
            call()
        except ApiError as error:
            error.message = error.body["message"]
            return peer.judge_error(error, CLASSES, expect)
        raise peer.Mismatch(f"no error was raised, wanted {expect['status']}")

    def plain(marker, expect):
        client = client_for(expect)
        if "status" in expect:
            return error(expect, lambda: client.chat(**request(marker, expect)))
        answer = client.chat(**request(marker, expect))
        text = "".join(part.text for part in answer.message.content or [] if part.type == "text")
        calls = [
            (call.id, call.function.name, call.function.arguments)
            for call in answer.message.tool_calls or []
        ]
        found = facts(text, calls, answer.finish_reason, answer.usage)
        peer.judge(found, expect)
        return found | {"id": answer.id}

    def streamed(marker, expect):
        client = client_for(expect)
        if "status" in expect:
            return error(expect, lambda: list(client.chat_stream(**request(marker, expect))))
        text, calls, end, events, id = "", {}, None, 0, None
        for event in client.chat_stream(**request(marker, expect)):
            events += 1
            if event.type == "message-start":
                id = event.id
            elif event.type == "content-delta":
                text += event.delta.message.content.text or ""
            elif event.type == "tool-call-start":
                call = event.delta.message.tool_calls
                calls[event.index] = [call.id, call.function.name, call.function.arguments]
            elif event.type == "tool-call-delta":
                calls[event.index][2] += event.delta.message.tool_calls.function.arguments
            elif event.type == "message-end":
                end = event.delta
        if expect.get("stream_error"):
            # The SDK raises nothing: the last event says what came between.
            if end.finish_reason != "ERROR" or not end.error:
                raise peer.Mismatch(f"no error was told in the stream: {end}")
            return {"message": end.error}
        found = facts(text, calls.values(), end.finish_reason, end.usage)
        peer.judge(found, expect)
        return found | {"id": id, "events": events}

    return peer.run(options, plain, streamed)


if __name__ == "__main__":
    sys.exit(main())
