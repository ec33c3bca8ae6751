#!/usr/bin/env python3
"""Whether a generateContent request (a file) fits the official Google SDK's own types.

The SDK has no type for the body as it goes over the wire: its parts are held against the types that it
writes them from. These refuse members that they do not know, in either spelling.
"""

import argparse
import json
import sys
import typing

import pydantic
from google.genai import types


class Settings(types.GenerationConfig):
    """Members that the wire has with the rest of the settings, and the SDK's type beside them."""

    model_config = pydantic.ConfigDict(**{**types.GenerationConfig.model_config, "extra": "forbid"})


class Body(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid")

    contents: typing.List[types.Content]
    systemInstruction: typing.Optional[types.Content] = None
    tools: typing.Optional[typing.List[types.Tool]] = None
    toolConfig: typing.Optional[types.ToolConfig] = None
    safetySettings: typing.Optional[typing.List[types.SafetySetting]] = None
    generationConfig: typing.Optional[Settings] = None


def refusal(file):
    """Why the body in that file does not fit; None if it does."""
    try:
        with open(file, "rb") as opened:
            body = json.load(opened)
        Body.model_validate_json(json.dumps(body))
    except ValueError as error:
        return str(error)
    for content in body["contents"]:
        if content.get("role") not in ("user", "model"):
            return f"role {content.get('role')!r} is neither 'user' nor 'model'"
        for part in content["parts"]:
            kinds = {"text", "inlineData", "fileData", "functionCall", "functionResponse"}
            if len(kinds & part.keys()) != 1:
                return f"a part that is not one thing: {sorted(part)}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", metavar="FILE")
    failed = False
    for file in parser.parse_args().files:
        reason = refusal(file)
        if reason:
            failed = True
            print(f"{file}: {reason}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
