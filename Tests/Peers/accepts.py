"""Validation of a request body against the types of an SDK: every member, however deep.

The SDKs' types are open and lazy: unknown members pass, lists are walked by nobody. Here they are
closed (an unknown member is an error) and eager (an `Iterable` is a list).
"""

import argparse
import collections.abc
import functools
import json
import os
import sys
import types
import typing

import typing_extensions
from pydantic import ConfigDict, TypeAdapter, ValidationError
from typing_extensions import TypedDict

REQUIRED = (typing.Required, typing_extensions.Required)
NOT_REQUIRED = (typing.NotRequired, typing_extensions.NotRequired)

_closed = {}


def closed(hint):
    """The same type, closed and eager all the way down."""
    origin = typing.get_origin(hint)
    arguments = typing.get_args(hint)
    if typing_extensions.is_typeddict(hint):
        return closed_dictionary(hint)
    if origin is None or origin is typing.Literal:
        return hint
    if origin is typing.Annotated:
        return closed(arguments[0])
    if origin in REQUIRED or origin in NOT_REQUIRED:
        return closed(arguments[0])
    if origin in (typing.Union, types.UnionType):
        # Files and paths are for the SDK's callers: no JSON has them.
        files = (typing.IO, os.PathLike)
        choices = [each for each in arguments if typing.get_origin(each) not in files]
        return typing.Union[tuple(closed(each) for each in choices)]
    if origin in (collections.abc.Iterable, collections.abc.Sequence, list):
        return typing.List[closed(arguments[0])]
    if origin in (dict, collections.abc.Mapping):
        return typing.Dict[closed(arguments[0]), closed(arguments[1])]
    return hint


def closed_dictionary(dictionary):
    name = f"{dictionary.__module__}.{dictionary.__name__}"
    if name in _closed:
        # A type inside of itself: open there, or it would never end.
        return _closed[name] or typing.Dict[str, object]
    _closed[name] = None
    hints = typing_extensions.get_type_hints(dictionary, include_extras=True)
    members = {}
    for member, hint in hints.items():
        # A hint that was text when the class was made is not among its required keys.
        is_required = (
            typing.get_origin(hint) in REQUIRED or member in dictionary.__required_keys__
        )
        wrap = typing_extensions.Required if is_required else typing_extensions.NotRequired
        members[member] = wrap[closed(hint)]
    # An input schema is JSON Schema: whatever members it has are its own.
    is_open = dictionary.__name__.startswith("InputSchema")
    made = TypedDict(dictionary.__name__, members)
    made.__pydantic_config__ = ConfigDict(extra="allow" if is_open else "forbid", strict=True)
    _closed[name] = made
    return made


def main(plain, streamed, also=None, message_members=None, default=None):
    """`plain` and `streamed` are the SDK's types of a request without and with `stream: true`;
    `also` gives the members that another version of the API has too, with their types, and
    `message_members` the texts that its messages may hold beside the SDK's."""
    parser = argparse.ArgumentParser(description=sys.modules["__main__"].__doc__)
    parser.add_argument("files", nargs="+", metavar="FILE")
    if also:
        parser.add_argument("--version", choices=sorted(also), default=default or sorted(also)[0])
    options = parser.parse_args()
    extra = also[options.version] if also else {}
    texts = (message_members or {}).get(options.version, set()) if also else set()
    failed = False
    for file in options.files:
        reason = refusal(file, plain, streamed, extra, texts)
        if reason:
            failed = True
            print(f"{file}: {reason}", file=sys.stderr)
    return 1 if failed else 0


@functools.cache
def adapter_of(kind):
    """Made once: an SDK's request has hundreds of types inside."""
    return TypeAdapter(closed(kind))


def refusal(file, plain, streamed, extra, texts=()):
    """Why the body in that file does not fit; None if it does."""
    try:
        with open(file, "rb") as opened:
            body = json.load(opened)
    except ValueError as error:
        return f"no JSON: {error}"
    if not isinstance(body, dict):
        return "no object"
    for member, kinds in extra.items():
        value = body.pop(member, 0)
        is_kind = bool in kinds if isinstance(value, bool) else isinstance(value, kinds)
        if not is_kind:
            return f"{member}: {value!r} is no {kinds}"
    for message in body.get("messages", []) if texts else []:
        for member in texts:
            if not isinstance(message.pop(member, ""), str):
                return f"{member} of a message is no text"
    adapter = adapter_of(streamed if body.get("stream") else plain)
    try:
        adapter.validate_json(json.dumps(body), strict=True)
    except ValidationError as error:
        return str(error)
    return None
