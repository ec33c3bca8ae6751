#!/usr/bin/env python3
"""Whether a chat completion request (a file) fits the official OpenAI SDK's own types."""

import sys

from openai.types.chat.completion_create_params import (
    CompletionCreateParamsNonStreaming,
    CompletionCreateParamsStreaming,
)

import accepts

if __name__ == "__main__":
    sys.exit(accepts.main(CompletionCreateParamsNonStreaming, CompletionCreateParamsStreaming))
