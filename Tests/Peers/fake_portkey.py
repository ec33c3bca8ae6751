"""As much of Portkey's gateway as a drill needs, in a tenth of a second: its configuration comes with each request;
one target, or a chain of fallbacks for every answer that is no success; providers that speak as OpenAI does."""
import argparse
import http.client
import http.server
import json
import urllib.parse

parser = argparse.ArgumentParser()
parser.add_argument("--headless", action="store_true")
parser.add_argument("--port", type=int)
options = parser.parse_args()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def reply(self, status, body, kind="application/json", path=""):
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.send_header("x-portkey-last-used-option-index", path)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.reply(200, b"AI Gateway says hey!", "text/plain")

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        config = json.loads(self.headers["x-portkey-config"])
        targets = config.get("targets") or [config]
        for place, target in enumerate(targets):
            path = f"config.targets[{place}]" if "targets" in config else "config"
            status, answer, kind = self.ask(target, body)
            if status // 100 == 2 or place + 1 == len(targets):
                return self.reply(status, answer, kind, path)

    def ask(self, target, body):
        base = urllib.parse.urlsplit(target["custom_host"])
        patience = target.get("request_timeout", 60000) / 1000
        upstream = http.client.HTTPConnection(base.netloc, timeout=patience)
        try:
            upstream.request("POST", base.path + "/chat/completions", json.dumps(body | target["override_params"]), {
                "content-type": "application/json", "authorization": "Bearer " + target["api_key"]})
            answer = upstream.getresponse()
            return answer.status, answer.read(), answer.getheader("content-type")
        except TimeoutError:
            return 408, b'{"error":{"message":"late"}}', "application/json"
        except (OSError, http.client.HTTPException) as error:
            return 500, json.dumps({"error": {"message": str(error)}}).encode(), "application/json"
        finally:
            upstream.close()


http.server.ThreadingHTTPServer(("127.0.0.1", options.port), Handler).serve_forever()
