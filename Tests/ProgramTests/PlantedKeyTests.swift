import Foundation
import Servers
import TestSupport
import Testing
import Vocabulary

/// Keys of any length, said back anywhere in an answer in any spelling, cut or in pieces, are nowhere afterwards.
@Suite struct PlantedKeyTests {
    /// The keys of one run: in the routes file, in the environment, in a head.
    private struct Keys {
        var all: [String]

        init(seed: UInt64) {
            var dice = SeededDice(state: seed)
            let lengths = [20, 40, 300, seed % 4 == 3 ? 3980 : 900]
            all = [
                dice.key("sk-", lengths: lengths),
                dice.key("sk-ant-", lengths: lengths, signs: "!$*@%&"),
                dice.key("team", lengths: [20, 40]),
            ]
        }
    }

    private static let seeds: [UInt64] = Place.runsLongTests ? [1, 2, 3] : [1]

    private func scratch(_ keys: Keys, port: Int, count: Int) throws -> Scratch {
        try Scratch([
            "conf/routes.yaml": """
            providers:
              openai:
                base_url: "http://127.0.0.1:\(port)/v1"
                api_key: "\(keys.all[0])"
                headers: { x-team: "\(keys.all[2])" }
              anthropic: { base_url: "http://127.0.0.1:\(port)", api_key: "${PLANTED_KEY}" }
            aliases:
              chat: [{ model: gpt-5.4-mini, timeout: 10s }]
              talk:
                - { model: claude-haiku-4-5, timeout: 10s }
                - { model: gpt-5.4-mini, timeout: 10s, on: [any] }
            """,
            "s.yaml": """
            prompts: ["plant {{ number }}."]
            paths: primary
            tests:
            \((1...count).map { "  - { vars: { number: \($0) }, assert: [{ type: equals, value: Ada }] }" }
                .joined(separator: "\n"))
            """,
            "tmp/keep": "",
        ])
    }

    /// Every file of the folder but the one that holds a key, and what the terminal showed.
    private func traces(of keys: Keys, in scratch: Scratch, _ outcome: Program.Outcome) -> [String]
    {
        var texts = ["terminal": outcome.output, "errors": outcome.errors]
        let files = FileManager.default.enumerator(atPath: scratch.folder.path)
        while let name = files?.nextObject() as? String {
            guard !name.hasPrefix("conf/"),
                let data = FileManager.default.contents(
                    atPath: scratch.folder.appending(path: name).path)
            else { continue }
            texts[name] = String(decoding: data, as: UTF8.self)
        }
        let hunter = KeyHunter(keys.all)
        return texts.compactMap { name, text in
            hunter.trace(in: text).map { "'\($0)' in \(name)" }
        }
    }

    @Test(arguments: seeds, [["--live"], ["--record", "tapes"]])
    func `keys in any spelling, at any place, are in nothing that a run leaves`(
        seed: UInt64, source: [String]
    ) throws {
        let keys = Keys(seed: seed)
        let server = try KeyParrot(seed: seed).server()
        defer { server.stop() }
        let scratch = try scratch(keys, port: server.port, count: 10)
        let reports = ["ctrf", "csv", "html", "summary", "markdown", "junit-strict"]
        let outcome = try Program.run(
            ["run", "s.yaml", "--routes", "conf/routes.yaml", "--verbose", "--budget", "50"]
                + source + reports.flatMap { ["--report", $0] },
            in: scratch.folder,
            environment: [
                "PLANTED_KEY": keys.all[1], "TMPDIR": scratch.folder.path + "/tmp",
                "GITHUB_ACTIONS": "true",
            ])
        #expect(outcome.status != 2, "\(outcome.errors)")
        #expect(outcome.output.contains("[secret]"))
        #expect(try scratch.text("pathproof-out/report.html").contains("[secret]"))
        #expect(traces(of: keys, in: scratch, outcome) == [])
    }

    @Test(arguments: seeds)
    func `keys in any spelling are in no log of a gateway, and in no error that it tells`(
        seed: UInt64
    ) throws {
        let keys = Keys(seed: seed)
        let server = try KeyParrot(seed: seed).server()
        defer { server.stop() }
        let scratch = try scratch(keys, port: server.port, count: 1)
        var told: [String: String] = [:]
        let served = try Served.with(
            ["gateway", "--routes", "conf/routes.yaml", "--live", "--log", "log.jsonl"],
            in: scratch, environment: ["PLANTED_KEY": keys.all[1]], saying: "leg  talk/2"
        ) { place in
            for number in 1...10 {
                for model in ["chat", "talk"] {
                    let reply = try Program.launch(
                        "/usr/bin/curl",
                        [
                            "-sS", "--max-time", "20", "-H", "content-type: application/json",
                            "-w", "%{http_code}", "\(try place.gateway())/chat/completions", "-d",
                            #"{"model":"\#(model)","messages":[{"role":"user","content":"plant \#(number)."}]}"#,
                        ], in: Place.root)
                    // What a model says is for who asked it.
                    if !reply.output.hasSuffix("200") { told["\(model) \(number)"] = reply.output }
                }
            }
            let requests = try place.gateway().replacing("/v1", with: "/__pathproof/requests")
            told["requests"] = try Program.launch(
                "/usr/bin/curl", ["-sS", requests], in: Place.root
            ).output
        }
        #expect(served.status == 0, "\(served.errors)")
        told["terminal"] = served.output + served.errors
        told["log"] = try scratch.text("log.jsonl")
        #expect(told["log"]?.contains("[secret]") == true && told.count > 6)
        let hunter = KeyHunter(keys.all)
        for (place, text) in told {
            #expect(hunter.trace(in: text) == nil, "in \(place)")
        }
    }
}
