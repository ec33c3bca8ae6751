import Foundation
import TestSupport
import Testing

/// A served program, from its start to the signal that ends it.
struct Served {
    var output: String
    var errors: String
    var status: Int32

    /// Runs `pathproof serve …`, waits until it has said where it listens, which ends with these words, and lets `visit` talk to it.
    static func with(
        _ arguments: [String], in scratch: Scratch, environment: [String: String] = [:],
        saying last: String = "control  http", ending signal: Int32 = SIGTERM,
        visit: (Addresses) throws -> Void
    ) throws -> Served {
        let log = scratch.folder.appending(path: "said")
        var line = ([Program.path, "serve"] + arguments).map { "'\($0)'" }.joined(separator: " ")
        // The words are needed while the program runs.
        line = "exec \(line) > '\(log.path)'"
        let outcome = try Program.launch(
            "/bin/sh", ["-c", line], in: scratch.folder, environment: environment
        ) { process in
            let end = Date.now + 20
            var said = ""
            while Date.now < end, process.isRunning, !said.contains(last) {
                Thread.sleep(forTimeInterval: 0.02)
                said = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
            }
            defer { kill(process.processIdentifier, signal) }
            guard said.contains(last) else { return }
            try visit(Addresses(said: said))
        }
        let said = try String(contentsOf: log, encoding: .utf8)
        return Served(output: said, errors: outcome.errors, status: outcome.status)
    }
}

struct Addresses {
    var said: String

    private func word(_ number: Int, after start: String) -> String? {
        let line = said.split(separator: "\n").first { $0.hasPrefix(start) }
        let words = line?.split(separator: " ") ?? []
        return words.indices.contains(number) ? String(words[number]) : nil
    }

    func gateway() throws -> String { try #require(word(1, after: "gateway ")) }
    func control() throws -> String { try #require(word(1, after: "control ")) }
    func base(of leg: String) throws -> String {
        let line = said.split(separator: "\n").first { $0.contains(" \(leg) ") }
        return String(try #require(line?.split(separator: " ").first { $0.hasPrefix("http") }))
    }
}

private struct Reply {
    var status: Int
    var headers: [String: String]
    var text: String

    /// Asks by curl, which shares no line with this program.
    static func to(_ url: String, _ body: String? = nil, key: String? = nil) throws -> Reply {
        var words = ["-sS", "-i", "--max-time", "20", url]
        if let key { words += ["-H", "authorization: Bearer \(key)"] }
        if let body { words += ["-H", "content-type: application/json", "-d", body] }
        let outcome = try Program.launch("/usr/bin/curl", words, in: Place.root)
        let parts = outcome.output.components(separatedBy: "\r\n\r\n")
        let lines = parts[0].components(separatedBy: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let pair = line.split(separator: ":", maxSplits: 1)
            guard pair.count == 2 else { continue }
            headers[pair[0].lowercased()] = pair[1].trimmingCharacters(in: .whitespaces)
        }
        let status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return Reply(
            status: status ?? 0, headers: headers, text: parts.dropFirst().joined(separator: "\n"))
    }
}

private func question(_ model: String, _ more: String = "") -> String {
    #"{"model":"\#(model)","messages":[{"role":"user","content":"Name the capital."}]\#(more)}"#
}

private let hasCurl = FileManager.default.isExecutableFile(atPath: "/usr/bin/curl")

@Suite(.enabled(if: hasCurl, "curl asks"))
struct ServeTests {
    @Test func `the design's file is served with its rules, its aliases and its keys`() throws {
        let file = designedRoutes.replacing("[fast-chat]", with: "[deepseek-v4-pro]")
            .replacing("rpm: 20", with: "rpm: 2")
        let scratch = try Scratch(["routes.yaml": file])
        let served = try Served.with(
            ["gateway", "--log", "log.jsonl"], in: scratch, environment: ["FREE_KEY": "sk-free-7"]
        ) { place in
            let url = try place.gateway() + "/chat/completions"
            let stranger = try Reply.to(url, question("auto"), key: "sk-free-8")
            #expect(stranger.status == 401)
            let plain = try Reply.to(url, question("auto"), key: "sk-free-7")
            #expect(plain.status == 200)
            #expect(plain.headers["x-pathproof-leg"] == "auto[default]/1")
            #expect(plain.text.contains(#""model":"deepseek-v4-pro""#))
            let hard = question("auto", #","metadata":{"task":"reasoning"}"#)
            let beyond = try Reply.to(url, hard, key: "sk-free-7")
            #expect(beyond.status == 403 && beyond.text.contains("it may reach 'deepseek-v4-pro'"))
            // The first leg is in the key's scope, the fallback behind it is not.
            let armed = try Reply.to(
                try place.control() + "/arm",
                #"{"leg":"code-reasoner/1","cause":"server-error","play":"once"}"#)
            #expect(armed.status == 200)
            let bound = try Reply.to(url, question("code-reasoner"), key: "sk-free-7")
            #expect(bound.status == 500)
            #expect(bound.headers["x-pathproof-path"] == "code-reasoner/1:server-error")
            let late = try Reply.to(url, question("auto"), key: "sk-free-7")
            #expect(late.status == 429 && Int(late.headers["retry-after"] ?? "") != nil)
            let models = try Reply.to(try place.gateway() + "/models", key: "sk-free-7")
            #expect(models.text.contains("code-reasoner"))
            let journal = try Reply.to(try place.control() + "/journal")
            #expect(journal.text.contains(#""cause":"server-error""#))
        }
        #expect(served.status == 0, "\(served.errors)")
        #expect(served.output.contains("\nroutes   code-reasoner, auto\n"))
        #expect(served.output.contains("\nkeys     free-tier\n"))
        #expect(!served.output.contains("sk-free") && !served.errors.contains("sk-free"))
        #expect(served.errors.contains("no price in US dollars is known for qwen:qwen3-235b"))
        let lines = try scratch.text("log.jsonl").split(separator: "\n")
        #expect(lines.count == 5)
        #expect(
            lines.map { $0.contains(#""outcome":"refused""#) } == [true, false, true, false, true])
        #expect(!lines.contains { $0.contains("sk-free") || $0.contains("capital") })
    }

    @Test func `lanes serve alone, break from the start, and end at an interrupt`() throws {
        let scratch = try Scratch(["r.yaml": "aliases:\n  chat: [gpt-5.4-mini, claude-haiku-4-5]\n"]
        )
        let served = try Served.with(
            ["lanes", "--routes", "r.yaml", "--cause", "rate-limit", "--leg", "chat/1"],
            in: scratch, ending: SIGINT
        ) { place in
            let url = try place.base(of: "chat/1") + "/chat/completions"
            #expect(try Reply.to(url, question("gpt-5.4-mini-2026-03-17")).status == 429)
            _ = try Reply.to(try place.control() + "/disarm", "{}")
            #expect(try Reply.to(url, question("gpt-5.4-mini-2026-03-17")).status == 200)
        }
        #expect(served.status == 0, "\(served.errors)")
        #expect(served.output.contains("leg  chat/1  openai:gpt-5.4-mini-2026-03-17"))
        #expect(served.output.contains("leg  chat/2  anthropic:claude-haiku-4-5-20251001"))
    }

    @Test func `a price of the file is counted against a key's budget`() throws {
        let scratch = try Scratch([
            "routes.yaml": """
            models: { gpt-5.4: { price: { input: "1000000", output: "1000000" } } }
            aliases: { chat: [gpt-5.4] }
            keys: { free: { key: "${FREE_KEY}", budget_usd: 20 } }
            """
        ])
        let served = try Served.with(
            ["gateway"], in: scratch, environment: ["FREE_KEY": "sk-free-7"]
        ) { place in
            let url = try place.gateway() + "/chat/completions"
            // A dollar a token: so many as the simulated provider counts, twice.
            for cost in ["10", "10"] {
                let reply = try Reply.to(url, question("chat"), key: "sk-free-7")
                #expect(reply.status == 200 && reply.headers["x-pathproof-cost"] == cost)
            }
            let over = try Reply.to(url, question("chat"), key: "sk-free-7")
            #expect(over.status == 429 && over.text.contains("insufficient_quota"))
        }
        #expect(!served.errors.contains("no price is known"))
    }

    @Test func `a price in another currency is counted against a key's budget by its rate`() throws
    {
        let scratch = try Scratch([
            "routes.yaml": """
            models:
              gpt-5.4: { price: { input: "1000000", output: "1000000", currency: CNY } }
            rates: { CNY: 0.5 }
            aliases: { chat: [gpt-5.4] }
            keys: { free: { key: "${FREE_KEY}", budget_usd: 20 } }
            """
        ])
        let served = try Served.with(
            ["gateway"], in: scratch, environment: ["FREE_KEY": "sk-free-7"]
        ) { place in
            // Ten tokens of one yuan each.
            let url = try place.gateway() + "/chat/completions"
            let reply = try Reply.to(url, question("chat"), key: "sk-free-7")
            #expect(reply.status == 200 && reply.headers["x-pathproof-cost"] == "5")
        }
        #expect(!served.errors.contains("no price"))
        #expect(served.output.contains("\nrates    1 CNY = 0.5 USD, for budgets\n"))
    }

    @Test func `live, the gateway calls where the file says, with the file's key`() throws {
        let scratch = try Scratch(["lanes.yaml": "aliases: { chat: [gpt-5.4-mini] }\n"])
        var live: Program.Outcome?
        _ = try Served.with(["lanes", "--routes", "lanes.yaml"], in: scratch) { place in
            let routes = """
                providers: { openai: { base_url: "\(try place.base(of: "chat/1"))", api_key: "${MY_KEY}" } }
                aliases: { chat: [gpt-5.4-mini] }
                """
            try routes.write(
                to: scratch.folder.appending(path: "live.yaml"), atomically: true, encoding: .utf8)
            // Below those that the system gives to connections of its own choice.
            let port = 12_000 + Int.random(in: 0..<20_000)
            let folder = scratch.folder
            live = try Program.launch(
                Program.path,
                ["serve", "gateway", "--live", "--routes", "live.yaml", "--port", "\(port)"],
                in: folder, environment: ["MY_KEY": "sk-mine-77"]
            ) { process in
                defer { process.terminate() }
                var reply = Reply(status: 0, headers: [:], text: "")
                for _ in 0..<100 where reply.status == 0 && process.isRunning {
                    Thread.sleep(forTimeInterval: 0.05)
                    reply = try Reply.to(
                        "http://127.0.0.1:\(port)/v1/chat/completions", question("chat"))
                }
                #expect(reply.status == 200, "\(reply.text)")
                #expect(reply.headers["x-pathproof-leg"] == "chat/1")
            }
            let journal = try Reply.to(try place.control() + "/journal")
            #expect(journal.text.contains(#""model":"gpt-5.4-mini-2026-03-17""#))
        }
        let said = try #require(live)
        #expect(said.status == 0)
        #expect(said.errors.contains("may bill what clients ask for"))
        #expect(
            said.output.contains("leg  chat/1  openai:gpt-5.4-mini-2026-03-17  http://127.0.0.1"))
        #expect(!said.output.contains("sk-mine") && !said.errors.contains("sk-mine"))
    }

    @Test func `serving ends by itself after its time`() throws {
        let scratch = try Scratch(["routes.yaml": "aliases: { chat: [gpt-5.4] }\n"])
        let begun = Date.now
        let outcome = try Program.run(["serve", "lanes", "--for", "300ms"], in: scratch.folder)
        #expect(outcome.status == 0)
        #expect((0.3..<15).contains(Date.now.timeIntervalSince(begun)))
    }

    @Test func `lanes pass calls on with the keys of the routes, keep them, and say them again`()
        throws
    {
        let provider = try ObedientProvider()
        let scratch = try Scratch([
            "routes.yaml": """
            providers: { openai: { base_url: "\(provider.base)", api_key: "${FIRST_KEY}" } }
            aliases: { chat: [gpt-5.4] }
            """
        ])
        var said = ""
        let live = try Served.with(
            ["lanes", "--record", "tapes"], in: scratch,
            environment: ["FIRST_KEY": "sk-first-real-key"]
        ) { place in
            let url = try place.base(of: "chat/1") + "/chat/completions"
            let first = try Reply.to(url, question("gpt-5.4"), key: "sk-of-the-caller")
            #expect(first.status == 200 && first.text.contains("Paris"), "\(first)")
            said = first.text
            let armed = try Reply.to(
                try place.control() + "/arm",
                #"{"leg":"chat/1","cause":"server-error","play":"once"}"#)
            #expect(armed.status == 200)
            #expect(try Reply.to(url, question("gpt-5.4")).status == 500)
            #expect(try Reply.to(url, question("gpt-5.4")).text == said)
        }
        #expect(live.status == 0 && live.errors.contains("may bill"), "\(live.errors)")
        #expect(provider.keys == ["Bearer sk-first-real-key"], "one request, asked once")
        provider.stop()

        let again = try Served.with(["lanes", "--replay", "tapes"], in: scratch) { place in
            let url = try place.base(of: "chat/1") + "/chat/completions"
            #expect(try Reply.to(url, question("gpt-5.4")).text == said)
            let other = try Reply.to(url, question("gpt-5.4", #","seed":7"#))
            #expect(other.status == 400 && other.text.contains("no cassette answers"))
        }
        #expect(again.status == 0, "\(again.errors)")
    }

    @Test(arguments: [
        (["serve"], "needs a word: gateway or lanes", ""),
        (["serve", "gatway"], "cannot serve 'gatway'", "'gateway'"),
        (["serve", "gateway", "--for", "soon"], "'--for' has 'soon'", "90s"),
        (["serve", "lanes", "--cause", "auth"], "1 --cause and 0 --leg", "--leg chat/1"),
        (
            ["serve", "lanes", "--cause", "auht", "--leg", "chat/1"], "unknown cause 'auht'",
            "'auth'"
        ),
        (
            ["serve", "lanes", "--cause", "auth", "--leg", "chat/2"], "unknown leg 'chat/2'",
            "chat/1"
        ),
        (["serve", "lanes", "--log", "-"], "'--log' is for `serve gateway`", "journal"),
        (
            ["serve", "gateway", "--replay", "x", "--routes", "r.yaml"],
            "'--replay' is for `serve lanes`", ""
        ),
        (["serve", "lanes", "--replay", "x", "--routes", "r.yaml"], "the folder 'x'", ""),
        (["serve", "lanes", "--live", "--routes", "r.yaml"], "no key for provider 'azure'", ""),
        (["serve", "gateway"], "the key of 'free' is empty", "set the environment variable"),
        (["serve", "gateway", "--routes", "nowhere.yaml"], "nowhere.yaml", ""),
        (["serve", "gateway", "--log", "no/such/log", "--routes", "r.yaml"], "cannot write", ""),
        (
            ["serve", "gateway", "--live", "--routes", "r.yaml"], "no key for provider 'azure'",
            "AZURE"
        ),
    ])
    func `what cannot be served is told before anything opens`(
        arguments: [String], message: String, hint: String
    ) throws {
        let scratch = try Scratch([
            "routes.yaml":
                "aliases: { chat: [gpt-5.4] }\nkeys: { free: { key: \"${NO_SUCH_KEY}\" } }\n",
            "r.yaml": """
            models: { house: { provider: azure } }
            aliases: { chat: [house] }
            """,
        ])
        var environment: [String: String] = [:]
        for name in ["AZURE_OPENAI_API_KEY", "AZURE_API_KEY"] { environment[name] = "" }
        let outcome = try Program.run(arguments, in: scratch.folder, environment: environment)
        #expect(outcome.status == 2)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(hint.isEmpty || outcome.errors.contains(hint), "\(outcome.errors)")
    }
}
