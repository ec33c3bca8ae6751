#!/usr/bin/env python3
"""Replays recorded HTTP answers by the word in a prompt: FOLDER/MARKER.plain and FOLDER/MARKER.stream.

A file is the whole answer as it goes over the wire but for the length, which the closing of the
connection tells. Each request is kept as FOLDER/request-N.json: path, headers and the body as text.
Prints its port, then serves until its standard input ends.
"""

import itertools
import json
import pathlib
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FOLDER = pathlib.Path(sys.argv[1])
NUMBERS = itertools.count()


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        text = self.rfile.read(int(self.headers["content-length"])).decode()
        request = {"path": self.path, "headers": dict(self.headers), "body": text}
        (FOLDER / f"request-{next(NUMBERS)}.json").write_text(json.dumps(request))
        marker = re.search(r"ppcase[0-9a-f]{12}", text)
        # Most tell it in the body; Alibaba in a header, Google and Amazon in the path.
        is_stream = (
            json.loads(text).get("stream")
            or self.headers.get("x-dashscope-sse") == "enable"
            or ":streamGenerateContent" in self.path
            or self.path.endswith("/converse-stream")
        )
        mode = "stream" if is_stream else "plain"
        answer = FOLDER / f"{marker.group() if marker else 'none'}.{mode}"
        self.close_connection = True
        if answer.exists():
            self.wfile.write(answer.read_bytes())
        else:
            self.send_error(404, f"no answer {answer.name}")

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
sys.stdin.read()
