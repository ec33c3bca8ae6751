"""Acceptance of request bodies by SDKs whose types are pydantic models: what a model would refuse,
and what it would drop or change, since such models take unknown members in silence."""

import argparse
import json
import sys


def lost(sent, kept, place="", free=()):
    """The members of `sent` that are missing or different in `kept`; below a key in `free`
    anything goes (a JSON Schema has members of its own)."""
    if isinstance(sent, dict):
        if not isinstance(kept, dict):
            return [f"{place}: {kept!r} in place of an object"]
        found = []
        for key, value in sent.items():
            if key in free:
                continue
            if key not in kept:
                found.append(f"{place}.{key}: unknown")
            else:
                found += lost(value, kept[key], f"{place}.{key}", free)
        return found
    if isinstance(sent, list):
        if not isinstance(kept, list) or len(kept) != len(sent):
            return [f"{place}: {kept!r} in place of a list"]
        return [
            line
            for index, value in enumerate(sent)
            for line in lost(value, kept[index], f"{place}[{index}]", free)
        ]
    return [] if sent == kept else [f"{place}: {kept!r} in place of {sent!r}"]


def main(judge):
    """`judge` gives the complaints about one body."""
    parser = argparse.ArgumentParser(description=sys.modules["__main__"].__doc__)
    parser.add_argument("files", nargs="+", metavar="FILE")
    failed = False
    for file in parser.parse_args().files:
        try:
            with open(file, "rb") as opened:
                complaints = judge(json.load(opened))
        except ValueError as error:
            complaints = [str(error)]
        for complaint in complaints:
            failed = True
            print(f"{file}: {complaint}", file=sys.stderr)
    return 1 if failed else 0
