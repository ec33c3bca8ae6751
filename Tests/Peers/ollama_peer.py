#!/usr/bin/env python3
"""The official Ollama client asks a server of ours. See peer.py for what it is told to expect."""

import sys

import ollama

import peer


def main():
    options = peer.arguments(__doc__, key="sk-peer")
    client_for = peer.clients(
        options,
        lambda base, _: ollama.Client(
            host=base,
            headers={"Authorization": f"Bearer {options.key}"},
            timeout=options.timeout,
        ),
    )

    def request(marker, expect):
        request = {
            "model": peer.model(options, expect),
            "messages": [
                {"role": "system", "content": "Answer as asked."},
                {"role": "user", "content": f"Go on. {marker}"},
            ],
            "options": {"temperature": 0, "seed": 7},
        }
        if "tools" in expect:
            request["tools"] = [
                {
                    "type": "function",
                    "function": {"name": tool["name"], "parameters": peer.tool_schema(tool)},
                }
                for tool in expect["tools"]
            ]
        if expect.get("structured"):
            request["format"] = {"type": "object"}
        return request

    def facts(text, calls, last):
        return {
            "text": text,
            "tools": [
                # This client's own type has no room for the id of a call.
                {
                    "id": getattr(call, "id", None) or "none",
                    "name": call.function.name,
                    "arguments": dict(call.function.arguments),
                }
                for call in calls
            ],
            "finish": last.done_reason,
            "model": last.model,
            "input_tokens": last.prompt_eval_count,
            "output_tokens": last.eval_count,
        }

    def error(expect, call):
        try:
            call()
        except ollama.ResponseError as error:
            peer.judge_class(error, ollama.ResponseError, expect)
            peer.same("status", error.status_code, expect["status"])
            peer.within("message", expect.get("message", ""), error.error)
            if not error.error or error.error.startswith("{"):
                raise peer.Mismatch(f"the error has no words of its own: {error.error!r}")
            return {"class": "ResponseError", "status": error.status_code, "message": error.error}
        raise peer.Mismatch(f"no error was raised, wanted {expect['status']}")

    def plain(marker, expect):
        client = client_for(expect)
        if "status" in expect:
            return error(expect, lambda: client.chat(**request(marker, expect)))
        answer = client.chat(**request(marker, expect))
        found = facts(answer.message.content or "", answer.message.tool_calls or [], answer)
        peer.judge(found, expect)
        return found

    def streamed(marker, expect):
        client = client_for(expect)
        if "status" in expect:
            return error(
                expect, lambda: list(client.chat(**request(marker, expect), stream=True))
            )
        text, calls, last, lines = "", [], None, 0
        try:
            for last in client.chat(**request(marker, expect), stream=True):
                lines += 1
                text += last.message.content or ""
                calls += last.message.tool_calls or []
        except ollama.ResponseError as error_:
            if expect.get("stream_error"):
                return {"class": "ResponseError", "message": error_.error}
            raise
        if expect.get("stream_error"):
            raise peer.Mismatch("no error was raised in the stream")
        found = facts(text, calls, last)
        peer.judge(found, expect)
        return found | {"lines": lines}

    return peer.run(options, plain, streamed)


if __name__ == "__main__":
    sys.exit(main())
