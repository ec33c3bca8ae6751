#!/usr/bin/env python3
"""Whether Cohere chat requests (files) fit the official cohere SDK: the parameters of its call, and
the types of each."""

import sys
import typing

import pydantic
from cohere.v2.client import V2Client

import models

HINTS = {
    streamed: typing.get_type_hints(V2Client.chat_stream if streamed else V2Client.chat)
    for streamed in (False, True)
}


def unknown(value, place):
    """Members that a model kept without knowing them."""
    found = []
    if isinstance(value, pydantic.BaseModel):
        found += [f"{place}.{key}: unknown" for key in (value.model_extra or {})]
        for key in type(value).model_fields:
            found += unknown(getattr(value, key), f"{place}.{key}")
    elif isinstance(value, (list, tuple)):
        for index, each in enumerate(value):
            found += unknown(each, f"{place}[{index}]")
    return found


def judge(body):
    hints = HINTS[bool(body.pop("stream"))]
    complaints = []
    for member, value in body.items():
        if member not in hints:
            complaints.append(f"{member}: unknown")
            continue
        complaints += unknown(pydantic.TypeAdapter(hints[member]).validate_python(value), member)
    return complaints


if __name__ == "__main__":
    sys.exit(models.main(judge))
