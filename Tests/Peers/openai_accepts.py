#!/usr/bin/env python3
"""Whether a chat completion request (a file) fits the official OpenAI SDK's own types.

With `--version others` the members are allowed, too, that other speakers of the language document.
"""

import sys

from openai.types.chat.completion_create_params import (
    CompletionCreateParamsNonStreaming,
    CompletionCreateParamsStreaming,
)

import accepts

OTHERS = {
    "chat_template_kwargs": (dict, int),
    "enable_thinking": (bool, int),
    "provider": (dict, int),
    "reasoning": (dict, int),
    "reasoning_split": (bool, int),
    "thinking": (dict, int),
    "user_id": (str, int),
}

if __name__ == "__main__":
    sys.exit(
        accepts.main(
            CompletionCreateParamsNonStreaming,
            CompletionCreateParamsStreaming,
            also={"openai": {}, "others": OTHERS},
            message_members={"others": {"reasoning_content"}},
            default="openai",
        )
    )
