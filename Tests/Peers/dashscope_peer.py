#!/usr/bin/env python3
"""The official DashScope SDK asks a server of ours. See peer.py for what it is told to expect.

Its errors are no exceptions: an answer has a status, a code and a message of its own. An expectation may
also have `format` ("message" or "text") and `cumulative`, which asks for events that repeat the text: of
most models this SDK asks for new pieces only, and repeats the text itself.
"""

import json
import sys

import dashscope
from dashscope import Generation

import peer


def main():
    options = peer.arguments(__doc__, key="sk-peer")
    dashscope.api_key = options.key

    def request(marker, expect):
        request = {
            "model": peer.model(options, expect),
            "messages": [
                {"role": "system", "content": "Answer as asked."},
                {"role": "user", "content": f"Go on. {marker}"},
            ],
            "result_format": expect.get("format", "message"),
            "seed": 7,
            "request_timeout": options.timeout,
            "base_address": expect.get("base", options.base_url),
        }
        if "tools" in expect:
            request["tools"] = [
                {
                    "type": "function",
                    "function": {
                        "name": tool["name"],
                        "description": "One of ours.",
                        "parameters": peer.tool_schema(tool),
                    },
                }
                for tool in expect["tools"]
            ]
        return request

    def message(answer):
        """Text, pieces of calls and finish of one answer or event."""
        output = answer.output
        if output.choices:
            said = output.choices[0].message
            calls = said.get("tool_calls") or []
            return said.get("content") or "", calls, output.choices[0].finish_reason
        return output.text or "", [], output.finish_reason

    def facts(text, calls, finish, answer):
        return {
            "text": text,
            "tools": [
                {
                    "id": call["id"],
                    "name": call["function"]["name"],
                    "arguments": json.loads(call["function"]["arguments"]),
                }
                for call in calls
            ],
            "finish": finish,
            "input_tokens": answer.usage.input_tokens,
            "output_tokens": answer.usage.output_tokens,
        }

    def error(expect, answer):
        peer.same("status", answer.status_code, expect["status"])
        if "code" in expect:
            peer.same("code", answer.code, expect["code"])
        peer.within("message", expect.get("message", ""), answer.message)
        if not answer.code or not answer.message or not answer.request_id:
            raise peer.Mismatch(f"the error lacks code, message or id: {answer}")
        return {"code": answer.code, "status": answer.status_code, "message": answer.message}

    def plain(marker, expect):
        answer = Generation.call(**request(marker, expect))
        if "status" in expect:
            return error(expect, answer)
        peer.same("status", answer.status_code, 200)
        found = facts(*message(answer), answer)
        peer.judge(found, expect)
        return found

    def streamed(marker, expect):
        is_cumulative = expect.get("cumulative", False)
        answers = Generation.call(
            **request(marker, expect), stream=True, incremental_output=not is_cumulative
        )
        text, calls, finish, events = "", {}, None, 0
        for answer in answers:
            events += 1
            if "status" in expect:
                return error(expect, answer)
            if answer.status_code != 200:
                if expect.get("stream_error"):
                    return {"code": answer.code, "message": answer.message}
                raise peer.Mismatch(f"an error in the stream: {answer}")
            piece, pieces, finish = message(answer)
            text = piece if is_cumulative else text + piece
            for call in pieces:
                known = calls.setdefault(
                    call["index"], {"id": "", "function": {"name": "", "arguments": ""}}
                )
                function = call["function"]
                if is_cumulative:
                    known["function"] = {"name": "", "arguments": ""}
                    known["id"] = ""
                known["id"] += call.get("id") or ""
                known["function"]["name"] += function.get("name") or ""
                known["function"]["arguments"] += function.get("arguments") or ""
        if expect.get("stream_error"):
            raise peer.Mismatch("no error was told in the stream")
        found = facts(text, calls.values(), finish, answer)
        peer.judge(found, expect)
        return found | {"events": events}

    return peer.run(options, plain, streamed)


if __name__ == "__main__":
    sys.exit(main())
