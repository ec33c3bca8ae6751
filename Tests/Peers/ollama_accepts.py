#!/usr/bin/env python3
"""Whether Ollama chat requests (files) fit the official ollama SDK's own models."""

import sys

from ollama._types import ChatRequest, Image, Message, Options

import models


def message(sent):
    """As the SDK makes it of what its caller gives: an image is a value of its own."""
    images = [Image(value=each) for each in sent.get("images", [])]
    return Message.model_validate({**sent, "images": images} if images else sent)


def judge(body):
    request = ChatRequest.model_validate(body)
    kept = request.model_dump(mode="json", exclude_none=True)
    kept["messages"] = [
        message(each).model_dump(mode="json", exclude_none=True) for each in body["messages"]
    ]
    if "options" in body:
        options = Options.model_validate(body["options"])
        kept["options"] = options.model_dump(mode="json", exclude_none=True)
    return models.lost(body, kept, free=("parameters", "format"))


if __name__ == "__main__":
    sys.exit(models.main(judge))
