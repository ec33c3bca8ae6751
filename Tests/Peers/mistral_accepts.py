#!/usr/bin/env python3
"""Whether Mistral chat requests (files) fit the official mistralai SDK's own models."""

import sys

from mistralai.client.models import ChatCompletionRequest, ChatCompletionStreamRequest

import models


def judge(body):
    model = ChatCompletionStreamRequest if body.get("stream") else ChatCompletionRequest
    kept = model.model_validate(body).model_dump(mode="json", by_alias=True, exclude_unset=True)
    return models.lost(body, kept, free=("parameters", "schema"))


if __name__ == "__main__":
    sys.exit(models.main(judge))
