import Foundation
import TestSupport
import Testing

private let files = [
    "routes.yaml": "aliases:\n  chat: [gpt-5.4-mini, claude-haiku-4-5]\n",
    "s.yaml": """
    through: [chat]
    prompts: ["{{ country }}"]
    tests:
      - vars: { country: France }
        assert: [{ type: icontains, value: paris }]
        simulate: Paris
    """,
]

/// Runs the program under a system-call filter: `call` is refused with `code` where its argument number `index`
/// is `value`, and always where `index` is nil. Ends with 77 where the machine lets nobody filter.
private func runRefusing(
    call: Int, with code: Int32, where index: Int? = nil, is value: Int = 0, in folder: URL
) throws -> Program.Outcome {
    let script = """
        import ctypes, os, struct, sys
        call, code, index, value = map(int, sys.argv[1:5])
        def step(code, k, yes=0, no=0): return struct.pack("HBBI", code, yes, no, k)
        look, same, give = 0x20, 0x15, 0x06
        steps = [step(look, 0)]
        if index >= 0:
            steps += [step(same, call, 0, 3), step(look, 16 + 8 * index), step(same, value, 0, 1)]
        else:
            steps += [step(same, call, 0, 1)]
        steps += [step(give, 0x50000 | code), step(give, 0x7FFF0000)]
        program = ctypes.create_string_buffer(b"".join(steps))
        class Filter(ctypes.Structure):
            _fields_ = [("count", ctypes.c_ushort), ("steps", ctypes.c_void_p)]
        filter = Filter(len(steps), ctypes.addressof(program))
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, ctypes.byref(filter), 0, 0):
            sys.exit(77)
        os.execv(sys.argv[5], sys.argv[5:])
        """
    let words = [call, Int(code), index ?? -1, value].map(String.init)
    return try Program.launch(
        "/usr/bin/env", ["python3", "-c", script] + words + [Program.path, "run"] + ["s.yaml"],
        in: folder)
}

private let hasPython = ["/usr/bin", "/usr/local/bin"].contains {
    FileManager.default.isExecutableFile(atPath: "\($0)/python3")
}

#if arch(x86_64)
    private let epollControl = 233
#else
    private let epollControl = 21
#endif

@Suite struct PoorMachineTests {
    @Test(arguments: [4, 5, 6, 7, 8, 12, 16, 25, 36])
    func `with too few open files the program ends with a sentence and not with a trap`(
        count: Int
    ) throws {
        let scratch = try Scratch(files)
        let outcome = try Program.shell(
            "ulimit -n \(count); exec pathproof run s.yaml", in: scratch.folder)
        #expect(outcome.status == 4, "\(count): \(outcome)")
        #expect(outcome.errors.contains("error: this run needs some"), "\(outcome)")
        #expect(outcome.errors.contains("no more than \(count) are allowed"), "\(outcome)")
    }

    @Test(arguments: ["is-xml", "contains-xml", "xpath, path: /a"])
    func `without a library for XML a suite that needs one is refused before anything is sent`(
        check: String
    ) throws {
        let scratch = try Scratch(
            files.merging([
                "lib/x": "",
                "s.yaml": """
                prompts: [q]
                tests:
                  - { simulate: <a/>, assert: [{ type: \(check) }] }
                """,
            ]) { $1 })
        // Another library by its name: one that the loader takes, where it looks for the name at the start.
        let copied = try Program.shell(
            #"for name in 2 16; do cp "$(ldd "$(command -v pathproof)" | awk '/libyaml/ {print $3}')" "#
                + "lib/libxml2.so.$name || exit; done", in: scratch.folder)
        #expect(copied.status == 0, "\(copied)")
        let environment = ["LD_LIBRARY_PATH": scratch.folder.appending(path: "lib").path]
        let outcome = try Program.run(
            ["run", "s.yaml"], in: scratch.folder, environment: environment)
        #expect(outcome.status == 2, "\(outcome)")
        #expect(outcome.errors.contains("s.yaml:3:"), "\(outcome)")
        #expect(outcome.errors.contains("needs libxml2, which cannot be used: "), "\(outcome)")
        #expect(!scratch.has("pathproof-out/results.jsonl"))
    }

    @Test(.enabled(if: Place.runsLongTests, "long"))
    func `two hundred legs and a thousand cases at once need no ulimit by hand`() throws {
        let models = (0..<200).map { "m-\($0)" }
        let scratch = try Scratch([
            "routes.yaml": """
            models:
            \(models.map { "  \($0): { provider: openai, pin: \($0) }\n" }.joined())
            aliases:
            \(models.map { "  r\($0): [\($0)]\n" }.joined())
            """,
            "s.yaml": files["s.yaml"]?.replacing(
                "[chat]", with: "[\(models.map { "r\($0)" }.joined(separator: ", "))]") ?? "",
        ])
        let outcome = try Program.shell(
            // All of them at once on a busy machine take longer than the short time-outs of a simulation.
            "ulimit -Sn 128; exec pathproof run s.yaml -j 1000 --cause healthy --real-time",
            in: scratch.folder)
        #expect(outcome.status == 0, "\(outcome)")
    }

    @Test(.enabled(if: hasPython, "needs python3"), arguments: [ENOSYS, EPERM])
    func `a kernel without epoll_pwait2 serves all the same`(code: Int32) throws {
        let scratch = try Scratch(files)
        let outcome = try runRefusing(call: 441, with: code, in: scratch.folder)
        guard outcome.status != 77 else { return }
        #expect(outcome.status == 0, "\(outcome)")
    }

    @Test(.enabled(if: hasPython, "needs python3"))
    func `sockets that the kernel will not watch break their requests and not the program`() throws
    {
        let scratch = try Scratch(files)
        // Only the transport ever changes what it watches for: operation 3 of the second argument.
        let outcome = try runRefusing(
            call: epollControl, with: ENOSPC, where: 1, is: 3, in: scratch.folder)
        guard outcome.status != 77 else { return }
        #expect(outcome.status == 4, "\(outcome)")
        #expect(outcome.output.contains("cannot be watched"), "\(outcome)")
    }
}
