import Foundation
import TestSupport
import Testing

/// Two groups, two providers, a list for each kind of failure.
private let config = """
    model_list:
      - model_name: chat
        litellm_params: { model: openai/gpt-5.4-mini-2026-03-17, api_key: sk-not-sent, timeout: 10 }
        model_info: { id: openai-mini }
      - { model_name: backup, litellm_params: { model: anthropic/claude-opus-5 } }
      - { model_name: long, litellm_params: { model: deepseek/deepseek-v4-pro } }
      - { model_name: elsewhere, litellm_params: { model: bedrock/claude } }
    router_settings:
      num_retries: 1
      fallbacks: [{ chat: [backup] }]
      context_window_fallbacks: [{ chat: [long] }]
    litellm_settings: { request_timeout: 20, cache: true }
    """

private func drill(
    _ arguments: [String], in scratch: Scratch, whileRunning: (Process) throws -> Void = { _ in }
) throws -> Program.Outcome {
    try Program.run(
        ["drill", "config.yaml"] + arguments, in: scratch.folder, whileRunning: whileRunning)
}

private func executable(_ name: String, _ script: String, in scratch: Scratch) throws -> String {
    let file = scratch.folder.appending(path: name)
    try "#!/bin/sh\n\(script)\n".write(to: file, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
    return file.path
}

@Test func `the plan of a drill needs no LiteLLM and says what of the file is not exact`() throws {
    let scratch = try Scratch(["config.yaml": config])
    let outcome = try drill(["--plan"], in: scratch)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("nothing was sent"))
    #expect(outcome.output.contains("context-length"))
    #expect(outcome.output.contains("moves on to backup/1"))
    #expect(
        outcome.output.contains("config.yaml:7: model_list[3].litellm_params.model: unsupported"))
    #expect(!outcome.output.contains("sk-not-sent"))
    #expect(!scratch.has("pathproof-out"))
}

@Test func `a machine without LiteLLM is told how to get it`() throws {
    let scratch = try Scratch(["config.yaml": config])
    let outcome = try drill(["--litellm-bin", "no-such-litellm"], in: scratch)
    #expect(outcome.status == 4)
    #expect(outcome.errors.contains("there is no program 'no-such-litellm'"))
    #expect(outcome.errors.contains("pip install 'litellm[proxy]'"))
}

@Test(arguments: [[], ["--mix", "rate-limit=5%"]] as [[String]])
func `a program that is missing leaves an earlier run as it is`(words: [String]) throws {
    let earlier = ["pathproof-out/results.jsonl": "rows\n", "pathproof-out/summary.json": "{}\n"]
    let scratch = try Scratch(
        earlier.merging(["config.yaml": DrillStand.config, "fake": "#!/bin/sh\n"]) { $1 })
    // Nothing stands there, or what nobody may execute.
    for program in ["/nope", "./fake"] {
        let outcome = try drill(["--litellm-bin", program] + words, in: scratch)
        #expect(outcome.status == 4, "\(outcome.output)\(outcome.errors)")
        #expect(
            outcome.errors.contains("there is no program '\(program)'"), "\(outcome.errors)")
        for (name, text) in earlier { #expect(try scratch.text(name) == text, "\(name)") }
        #expect(!scratch.has("pathproof-out/drill.md"))
        _ = try drill(["--litellm-bin", program, "--out", "new"] + words, in: scratch)
        #expect(!scratch.has("new"))
    }
}

@Test func `a LiteLLM that ends before it is ready is quoted`() throws {
    let scratch = try Scratch(["config.yaml": config])
    let program = try executable("fake", "echo 'I cannot go on'; exit 7", in: scratch)
    let outcome = try drill(["--litellm-bin", program], in: scratch)
    #expect(outcome.status == 4)
    #expect(outcome.errors.contains("ended with status 7"))
    #expect(outcome.errors.contains("I cannot go on"))
}

@Test(.enabled(if: Place.runsLongTests, "long"))
func `a drill that is killed leaves no process`() throws {
    let scratch = try Scratch(["config.yaml": config])
    let own = scratch.folder.appending(path: "own").path
    let program = try executable(
        "fake", "trap '' TERM INT HUP; echo $$ > \(own); sleep 100 & echo $! > \(own)-child; wait",
        in: scratch)
    var processes: [Int32] = []
    _ = try drill(["--litellm-bin", program], in: scratch) { process in
        #expect(soon { FileManager.default.fileExists(atPath: "\(own)-child") })
        Thread.sleep(forTimeInterval: 0.1)
        for file in [own, "\(own)-child"] {
            let text = try String(contentsOfFile: file, encoding: .utf8)
            processes.append(
                try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines))))
        }
        #expect(processes.allSatisfy(isAlive))
        kill(process.processIdentifier, SIGKILL)
    }
    #expect(processes.count == 2)
    #expect(soon { !processes.contains(where: isAlive) })
}

@Test(arguments: [
    ("model_list: []", "is empty"), ("model_list: 1", "is a list"), ("- 1", "is a mapping"),
])
func `a configuration that LiteLLM could not use is told at its place`(text: String, words: String)
    throws
{
    let scratch = try Scratch(["config.yaml": text])
    let outcome = try drill([], in: scratch)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("config.yaml:1:"))
    #expect(outcome.errors.contains(words))
}
