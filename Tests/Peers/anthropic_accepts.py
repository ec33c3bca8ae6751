#!/usr/bin/env python3
"""Whether a Messages request (a file) fits the official Anthropic SDK's own types.

The SDK knows the version that it sends itself; version 2023-06-01 has the sampling members besides.
"""

import sys

from anthropic.types.message_create_params import (
    MessageCreateParamsNonStreaming,
    MessageCreateParamsStreaming,
)

import accepts

SAMPLING = {"temperature": (int, float), "top_p": (int, float), "top_k": (int,)}

if __name__ == "__main__":
    sys.exit(
        accepts.main(
            MessageCreateParamsNonStreaming,
            MessageCreateParamsStreaming,
            also={"2023-06-01": SAMPLING, "2026-10-21": {}},
        )
    )
