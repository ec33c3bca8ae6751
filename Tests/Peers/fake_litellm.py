"""As much of LiteLLM's proxy as a drill needs, in a tenth of a second: one deployment for each name, no retries,
no fallbacks; what the deployment answers is handed on. A file `broken` beside the configuration named by
FAKE_FOLDER makes it answer 500 to everything, a file `slip` once to a question with its text in it."""
import argparse
import http.client
import http.server
import json
import os
import urllib.parse

parser = argparse.ArgumentParser()
parser.add_argument("--config")
parser.add_argument("--host")
parser.add_argument("--port", type=int)
options = parser.parse_args()
config = json.load(open(options.config))
models = config["model_list"]
folder = os.environ.get("FAKE_FOLDER") or os.path.dirname(os.path.abspath(__file__))


def slips(body):
    path = os.path.join(folder, "slip")
    try:
        slip = open(path).read() in json.dumps(body)
        if slip:
            os.remove(path)
        return slip
    except FileNotFoundError:
        return False


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def reply(self, status, body, kind="application/json"):
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def tell(self, status, value):
        self.reply(status, json.dumps(value).encode())

    def fail(self, status, message):
        self.tell(status, {"error": {"message": message, "type": None, "param": None, "code": str(status)}})

    def do_GET(self):
        if self.path == "/v1/model/info":
            return self.tell(200, {"data": [
                {"model_name": m["model_name"], "model_info": m["model_info"]} for m in models]})
        if self.path == "/get/config/callbacks":
            return self.tell(200, {"router_settings": {}})
        self.tell(200, "I'm alive!")

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        model = next((m for m in models if m["model_name"] == body["model"]), None)
        if model is None or os.path.exists(os.path.join(folder, "broken")):
            return self.fail(500, "broken")
        if slips(body):
            return self.fail(500, "slipped")
        parameters = model["litellm_params"]
        body["model"] = parameters["model"].split("/", 1)[1]
        base = urllib.parse.urlsplit(parameters["api_base"])
        patience = parameters.get("stream_timeout" if body.get("stream") else "timeout", parameters["timeout"])
        upstream = http.client.HTTPConnection(base.netloc, timeout=patience)
        try:
            upstream.request("POST", base.path + "/chat/completions", json.dumps(body), {
                "content-type": "application/json", "authorization": "Bearer " + parameters["api_key"]})
            answer = upstream.getresponse()
            self.reply(answer.status, answer.read(), answer.getheader("content-type"))
        except TimeoutError:
            self.fail(408, "late")
        except (OSError, http.client.HTTPException) as error:
            self.fail(500, str(error))
        finally:
            upstream.close()


http.server.ThreadingHTTPServer((options.host, options.port), Handler).serve_forever()
