import Rows
import Runs
import Vocabulary

/// `pathproof bless`: makes a run the baseline that later runs are compared with.
struct BlessCommand: Command {
    static let name = "bless"
    static let summary = "make a run the baseline: the only way to change a baseline file"
    static let operands = "[RUN]"
    static let details = """
        RUN is the folder of a run or its results.jsonl; without it the run in pathproof-out. The file is
        sorted and has a line for each case that passed or failed, so that a review shows what changed;
        commit it, and compare with `pathproof run --baseline FILE`.
        """

    static let options: [OptionSpec] = [
        OptionSpec("--to", value: "FILE", "the baseline file")
    ]

    static func run(_ arguments: Arguments, on terminal: Terminal) async throws(Diagnostics)
        -> ExitCode
    {
        guard let file = arguments.last("--to"), arguments.words.count <= 1 else {
            throw Diagnostics([
                Diagnostic(
                    "say which file becomes the baseline, and of one run",
                    hint: "pathproof bless [RUN] --to FILE")
            ])
        }
        let word = arguments.words.first ?? RunFolder.usual
        let cases = try judgedCases(of: word)
        let change = try change(from: file, to: cases)
        try Folder.write(Baseline.text(of: cases), to: file)
        let passed = cases.count { $0.hasPassed }
        terminal.say("\(file): \(cases.count) cases, \(passed) passed\(change)\n")
        return .pass
    }

    /// A run that is not whole would make a baseline that misses what it did not come to.
    private static func judgedCases(
        of word: String
    ) throws(Diagnostics) -> [(id: String, hasPassed: Bool)] {
        var cases: [(id: String, hasPassed: Bool)] = []
        var end: EndRow?
        try EarlierRun.forEachRow(in: word) { row in
            switch row {
            case .run(let row): try EarlierRun.checkWhole(row, word)
            case .case(let row) where row.verdict == .passed || row.verdict == .failed:
                cases.append((row.id, row.verdict == .passed))
            case .end(let row): end = row
            default: break
            }
        }
        guard let end, end.notRun == 0, end.interruptedBy == nil else {
            throw Diagnostics([
                Diagnostic(
                    "the run '\(word)' is not whole: a baseline would miss what it did not come to",
                    hint: "`pathproof run --resume --out DIR` goes on with it, DIR being its folder"
                )
            ])
        }
        guard !cases.isEmpty else {
            throw Diagnostics([Diagnostic("no case of '\(word)' passed or failed")])
        }
        return cases
    }

    /// What becomes of the file that stood there, in words.
    private static func change(
        from file: String, to cases: [(id: String, hasPassed: Bool)]
    ) throws(Diagnostics) -> String {
        guard Folder.hasFile(file) else { return "" }
        var old = Baseline()
        let bytes = try FileBytes.read(file)
        try Baseline.forEachCase(in: bytes, file: file) { old.take($0, hasPassed: $1) }
        var (new, changed, kept) = (0, 0, 0)
        for one in cases {
            switch old.verdict(of: one.id) {
            case nil: new += 1
            case one.hasPassed: kept += 1
            default: changed += 1
            }
        }
        return "; \(new) new, \(changed) changed, \(old.count - kept - changed) gone"
    }
}
