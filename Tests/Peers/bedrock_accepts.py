#!/usr/bin/env python3
"""Whether Converse requests (files) fit Amazon's own model of the service, as boto3 checks it."""

import base64
import sys

import botocore.session
from botocore.validate import ParamValidator

import models

SERVICE = botocore.session.get_session().get_service_model("bedrock-runtime")
SHAPE = SERVICE.operation_model("Converse").input_shape


def judge(body):
    for message in body["messages"]:
        for block in message["content"]:
            if "image" in block:
                source = block["image"]["source"]
                source["bytes"] = base64.b64decode(source["bytes"], validate=True)
    report = ParamValidator().validate({"modelId": "m", **body}, SHAPE)
    return [report.generate_report()] if report.has_errors() else []


if __name__ == "__main__":
    sys.exit(models.main(judge))
