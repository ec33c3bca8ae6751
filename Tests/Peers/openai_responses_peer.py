#!/usr/bin/env python3
"""The official OpenAI SDK asks a server of ours for responses. See peer.py for what it is told to expect."""

import json
import sys

import openai
import pydantic
from openai.types.responses import Response

import peer
from openai_peer import CLASSES, new_client


class City(pydantic.BaseModel):
    city: str
    people: int


def main():
    options = peer.arguments(__doc__, key="sk-peer")
    client_for = peer.clients(options, lambda base, kind: new_client(options, base, kind))

    def request(marker, expect):
        request = {
            "model": peer.model(options, expect),
            "instructions": "Answer as asked.",
            "input": [
                {"role": "user", "content": [{"type": "input_text", "text": f"Go on. {marker}"}]}
            ],
        }
        if "tools" in expect:
            request["tools"] = [
                {"type": "function", "name": tool["name"], "parameters": peer.tool_schema(tool)}
                for tool in expect["tools"]
            ]
        return request

    def facts(answer):
        # Everything must be of the SDK's own types, not only what is asked for here.
        Response.model_validate(answer.model_dump(exclude_unset=True))
        return {
            "text": answer.output_text,
            "tools": [
                {"id": item.call_id, "name": item.name, "arguments": json.loads(item.arguments)}
                for item in answer.output
                if item.type == "function_call"
            ],
            "finish": answer.incomplete_details.reason
            if answer.incomplete_details
            else answer.status,
            "model": answer.model,
            "input_tokens": answer.usage and answer.usage.input_tokens,
            "output_tokens": answer.usage and answer.usage.output_tokens,
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

    def parsed(answer, expect):
        if "parsed" in expect:
            peer.same("parsed", answer.output_parsed.model_dump(), expect["parsed"])

    def results(answer):
        """What the next turn says: the calls as they came, and a result for each."""
        calls = [item for item in answer.output if item.type == "function_call"]
        return [item.model_dump(exclude_unset=True) for item in calls] + [
            {"type": "function_call_output", "call_id": item.call_id, "output": "fine"}
            for item in calls
        ]

    def plain(marker, expect):
        client = client_for(expect)
        asked = request(marker, expect)
        if "status" in expect:
            return error(expect, lambda: client.responses.create(**asked))
        if "parsed" in expect:
            answer = client.responses.parse(**asked, text_format=City)
            parsed(answer, expect)
        else:
            answer = client.responses.create(**asked)
        found = facts(answer)
        peer.judge(found, expect)
        if "tools" in expect:
            client.responses.create(**asked | {"input": asked["input"] + results(answer)})
        return found | {"id": answer.id}

    def streamed(marker, expect):
        client = client_for(expect)
        asked = request(marker, expect)
        if "status" in expect:
            return error(expect, lambda: client.responses.create(**asked, stream=True))
        if expect.get("stream_error"):
            try:
                for _ in client.responses.create(**asked, stream=True):
                    pass
            except openai.APIError as error_:
                return {"class": type(error_).__name__, "message": error_.message}
            raise peer.Mismatch("no error was raised in the stream")
        numbers, answer = [], None
        for event in client.responses.create(**asked, stream=True):
            type(event).model_validate(event.model_dump(exclude_unset=True))
            numbers.append(event.sequence_number)
            if event.type in ["response.completed", "response.incomplete"]:
                answer = event.response
        peer.same("numbers", numbers, list(range(len(numbers))))
        peer.judge(facts(answer), expect)
        # A second time through the SDK's own accumulator.
        kind = {"text_format": City} if "parsed" in expect else {}
        with client.responses.stream(**asked, **kind) as stream:
            text = "".join(
                event.delta for event in stream if event.type == "response.output_text.delta"
            )
            answer = stream.get_final_response()
        parsed(answer, expect)
        found = facts(answer)
        peer.same("joined text", text, found["text"])
        peer.judge(found, expect)
        return found | {"id": answer.id, "events": len(numbers)}

    return peer.run(options, plain, streamed)


if __name__ == "__main__":
    sys.exit(main())
