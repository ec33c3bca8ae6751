#!/usr/bin/env python3
"""Amazon's own library asks a server of ours for Bedrock's Converse. See peer.py for what it is told to expect."""

import json
import sys

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError, EventStreamError

import peer


def main():
    options = peer.arguments(__doc__, key="sk-peer")

    def client(base, _):
        client = boto3.client(
            "bedrock-runtime",
            endpoint_url=base,
            region_name="us-east-1",
            config=Config(
                signature_version=UNSIGNED,
                retries={"total_max_attempts": 1},
                read_timeout=options.timeout,
                connect_timeout=options.timeout,
            ),
        )

        def authorize(params, **_):
            # The library sends its own bearer over TLS alone.
            params["headers"]["Authorization"] = f"Bearer {options.key}"

        client.meta.events.register("before-call.bedrock-runtime", authorize)
        return client

    client_for = peer.clients(options, client)

    def request(marker, expect):
        request = {
            "modelId": peer.model(options, expect),
            "system": [{"text": "Answer as asked."}],
            "messages": [{"role": "user", "content": [{"text": f"Go on. {marker}"}]}],
            "inferenceConfig": {"maxTokens": 400, "temperature": 0.5},
        }
        if "tools" in expect:
            request["toolConfig"] = {
                "tools": [
                    {
                        "toolSpec": {
                            "name": tool["name"],
                            "inputSchema": {"json": peer.tool_schema(tool)},
                        }
                    }
                    for tool in expect["tools"]
                ],
                "toolChoice": {"any": {}},
            }
        return request

    def facts(text, calls, finish, usage):
        return {
            "text": text,
            "tools": calls,
            "finish": finish,
            "input_tokens": usage.get("inputTokens"),
            "output_tokens": usage.get("outputTokens"),
        }

    def error(expect, call):
        try:
            call()
        except ClientError as error:
            told = error.response
            peer.same("class", type(error).__name__, expect.get("class"))
            peer.same("status", told["ResponseMetadata"]["HTTPStatusCode"], expect["status"])
            if not told["Error"]["Message"]:
                raise peer.Mismatch("the error has no message")
            return {"class": type(error).__name__, "message": told["Error"]["Message"]}
        raise peer.Mismatch(f"no error was raised, wanted {expect['status']}")

    def plain(marker, expect):
        client = client_for(expect)
        if "status" in expect:
            return error(expect, lambda: client.converse(**request(marker, expect)))
        answer = client.converse(**request(marker, expect))
        blocks = answer["output"]["message"]["content"]
        calls = [
            {"id": call["toolUseId"], "name": call["name"], "arguments": call["input"]}
            for call in (block["toolUse"] for block in blocks if "toolUse" in block)
        ]
        text = "".join(block.get("text", "") for block in blocks)
        found = facts(text, calls, answer["stopReason"], answer["usage"])
        peer.judge(found, expect)
        return found | {"id": answer["ResponseMetadata"]["RequestId"]}

    def streamed(marker, expect):
        client = client_for(expect)
        if "status" in expect:
            return error(expect, lambda: client.converse_stream(**request(marker, expect)))
        text, calls, finish, usage, events = "", {}, None, {}, 0
        answer = client.converse_stream(**request(marker, expect))
        try:
            for event in answer["stream"]:
                events += 1
                if "contentBlockStart" in event:
                    block = event["contentBlockStart"]
                    call = block["start"]["toolUse"]
                    calls[block["contentBlockIndex"]] = [call["toolUseId"], call["name"], ""]
                elif "contentBlockDelta" in event:
                    block = event["contentBlockDelta"]
                    text += block["delta"].get("text", "")
                    if "toolUse" in block["delta"]:
                        calls[block["contentBlockIndex"]][2] += block["delta"]["toolUse"]["input"]
                elif "messageStop" in event:
                    finish = event["messageStop"]["stopReason"]
                elif "metadata" in event:
                    usage = event["metadata"]["usage"]
        except EventStreamError as error_:
            if expect.get("stream_error"):
                return {"class": type(error_).__name__, "message": str(error_)[:200]}
            raise
        if expect.get("stream_error"):
            raise peer.Mismatch("no error was raised in the stream")
        told = [
            {"id": id, "name": name, "arguments": json.loads(arguments)}
            for id, name, arguments in calls.values()
        ]
        found = facts(text, told, finish, usage)
        peer.judge(found, expect)
        return found | {"id": answer["ResponseMetadata"]["RequestId"], "events": events}

    return peer.run(options, plain, streamed)


if __name__ == "__main__":
    sys.exit(main())
