#!/usr/bin/env python3
"""Whether a Responses request (a file) fits the official OpenAI SDK's own types."""

import sys

from openai.types.responses.response_create_params import (
    ResponseCreateParamsNonStreaming,
    ResponseCreateParamsStreaming,
)

import accepts

if __name__ == "__main__":
    sys.exit(accepts.main(ResponseCreateParamsNonStreaming, ResponseCreateParamsStreaming))
