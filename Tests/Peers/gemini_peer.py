#!/usr/bin/env python3
"""Google's SDK asks a server of ours. See peer.py for what it is told to expect."""

import sys

import pydantic
from google import genai
from google.genai import errors, types

import peer


class City(pydantic.BaseModel):
    city: str
    people: int


def main():
    options = peer.arguments(__doc__, key="sk-peer")
    client_for = peer.clients(
        options,
        lambda base, _: genai.Client(
            api_key=options.key,
            http_options=types.HttpOptions(
                base_url=base,
                timeout=int(options.timeout * 1000),
                retry_options=types.HttpRetryOptions(attempts=1),
            ),
        ),
    )

    def contents(marker):
        return [types.Content(role="user", parts=[types.Part(text=f"Go on. {marker}")])]

    def config(expect):
        config = types.GenerateContentConfig(
            system_instruction="Answer as asked.",
            automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
        )
        if "tools" in expect:
            declarations = [
                types.FunctionDeclaration(
                    name=tool["name"], parameters_json_schema=peer.tool_schema(tool)
                )
                for tool in expect["tools"]
            ]
            config.tools = [types.Tool(function_declarations=declarations)]
        if "parsed" in expect:
            config.response_mime_type = "application/json"
            config.response_schema = City
        return config

    def facts(answers):
        """Of one answer, or of the pieces of a streamed one."""
        parts = [
            part
            for answer in answers
            for candidate in answer.candidates or []
            for part in (candidate.content.parts if candidate.content else None) or []
        ]
        last = answers[-1]
        return {
            "text": "".join(part.text or "" for part in parts if not part.thought),
            "tools": [
                {
                    "id": part.function_call.id,
                    "name": part.function_call.name,
                    "arguments": part.function_call.args,
                }
                for part in parts
                if part.function_call
            ],
            "finish": last.candidates[0].finish_reason.value,
            "model": last.model_version,
            "input_tokens": last.usage_metadata and last.usage_metadata.prompt_token_count,
            "output_tokens": last.usage_metadata and last.usage_metadata.candidates_token_count,
        }

    def error(expect, call):
        try:
            call()
        except errors.APIError as error:
            wanted = errors.ClientError if expect["status"] < 500 else errors.ServerError
            peer.judge_class(error, wanted, expect)
            peer.same("status", error.code, expect["status"])
            peer.within("message", expect.get("message", ""), error.message)
            if "type" in expect:
                peer.same("type", error.status, expect["type"])
            if not error.message:
                raise peer.Mismatch("the error has no message")
            return {"class": type(error).__name__, "message": error.message}
        raise peer.Mismatch(f"no error was raised, wanted {expect['status']}")

    def plain(marker, expect):
        client = client_for(expect)

        def ask(contents):
            return client.models.generate_content(
                model=peer.model(options, expect), contents=contents, config=config(expect)
            )

        asked = contents(marker)
        if "status" in expect:
            return error(expect, lambda: ask(asked))
        answer = ask(asked)
        found = facts([answer])
        peer.judge(found, expect)
        if "parsed" in expect:
            peer.same("parsed", answer.parsed.model_dump(), expect["parsed"])
        if "tools" in expect:
            results = [
                types.Part(
                    function_response=types.FunctionResponse(
                        id=call["id"], name=call["name"], response={"output": "fine"}
                    )
                )
                for call in found["tools"]
            ]
            turn = types.Content(role="user", parts=results)
            ask(asked + [answer.candidates[0].content, turn])
        return found | {"id": answer.response_id}

    def streamed(marker, expect):
        client = client_for(expect)

        def ask():
            return list(
                client.models.generate_content_stream(
                    model=peer.model(options, expect), contents=contents(marker), config=config(expect)
                )
            )

        if "status" in expect:
            return error(expect, ask)
        if expect.get("stream_error"):
            try:
                ask()
            except errors.APIError as error_:
                return {"class": type(error_).__name__, "message": error_.message}
            raise peer.Mismatch("no error was raised in the stream")
        pieces = ask()
        found = facts(pieces)
        peer.judge(found, expect)
        peer.same("number of ids", len({piece.response_id for piece in pieces}), 1)
        # A second time through a chat, whose second turn sends the first one back.
        chat = client.chats.create(model=peer.model(options, expect), config=config(expect))
        peer.judge(facts(list(chat.send_message_stream(f"Go on. {marker}"))), expect)
        if "tools" not in expect and found["text"]:
            chat.send_message(f"And then? {marker}")
        return found | {"pieces": len(pieces)}

    return peer.run(options, plain, streamed)


if __name__ == "__main__":
    sys.exit(main())
