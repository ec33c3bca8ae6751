import Documents
import Reports
import Rows
import Runs
import Suites
import Vocabulary

/// Several runs that are parts of one job, as one: every case once, every sum over all of them.
///
/// Cases are read twice and never kept: what is remembered of each is a mark of its id.
struct RunUnion {
    /// The results of each, and the folder that they stand in.
    let parts: [(results: String, folder: String)]
    private(set) var run: RunRow
    /// Of those whose last row says how they ended.
    private var end: EndRow?
    private(set) var cases = 0
    /// Planned paths; covered where one of the parts has covered it.
    private var paths: [(key: PathKey, row: PathRow)] = []
    private var ledgers: [LedgerRow] = []
    private var hasJournals = false
    private var findings: [FindingRow] = []
    private var rehearsals: [RehearsalRow] = []
    /// What is lost by the union, and what was not whole before it.
    private(set) var warnings: [Diagnostic] = []
    /// Numbers of those that `--shard` parted the run into and that are not here.
    private(set) var missingShards: [Int] = []
    /// By name, those of which every case was to be judged; nil where the parts may have been a choice.
    var suitesInFull: [String]? { choosesAll ? suites : nil }
    private var suites: [String] = []
    private var choosesAll = false

    private static let shownMax = 5
    private static let choosing: Set<String> = [
        "--filter", "--case", "--route", "--cause", "--tag", "--metadata", "--first", "--sample",
        "--failed-from",
    ]

    /// Reads all of them once, and throws what keeps them from being one.
    init(of words: [String]) throws(Diagnostics) {
        parts = words.map { (EarlierRun.path($0), EarlierRun.home($0)) }
        try Self.checkNames(parts.map(\.results))
        var runs: [RunRow] = []
        for part in parts { runs.append(try EarlierRun.run(in: part.results)) }
        try Self.check(runs, parts.map(\.results))
        run = Self.joined(runs)
        missingShards = try Self.missingShards(of: runs, parts.map(\.results))
        choosesAll =
            runs.allSatisfy { $0.shard != nil }
            && Self.choosing.isDisjoint(with: runs.flatMap(\.arguments))
        try gather(runs)
        try reconcile()
        if let shard = runs.first?.shard, !missingShards.isEmpty {
            run.missingShards = missingShards.map { "\($0)/\(shard.count)" }
            let names = run.missingShards.joined(separator: ", ")
            let (here, all) = (Figures.grouped(cases), Figures.counted(shard.casesInAll, "case"))
            warnings.append(
                Diagnostic(
                    "not the whole run: shard \(names) is missing, and \(here) of \(all) are here",
                    hint: "name the folders of all \(shard.count) shards"))
        }
    }

    /// Throws what shows that these are not parts of one run, or that one of them stands here twice.
    private static func missingShards(
        of runs: [RunRow], _ names: [String]
    ) throws(Diagnostics) -> [Int] {
        guard let place = runs.firstIndex(where: { $0.shard != nil }),
            let first = runs[place].shard
        else { return [] }
        var mistakes: [Diagnostic] = []
        var seen: [Int: String] = [:]
        let words = chosenWords(of: runs[place])
        for (run, name) in zip(runs, names) {
            guard let shard = run.shard, shard.count == first.count else {
                let what = run.shard.map { "shard \($0.name)" } ?? "no shard"
                mistakes.append(
                    Diagnostic(
                        "'\(name)' is \(what), and '\(names[place])' is shard \(first.name)",
                        hint: "parts of one run have one number of shards"))
                continue
            }
            if let other = seen.updateValue(name, forKey: shard.number) {
                mistakes.append(
                    Diagnostic(
                        "shard \(shard.name) is in '\(other)' and in '\(name)'", hint: hintTwice))
            }
            if chosenWords(of: run) != words || shard.casesInAll != first.casesInAll {
                mistakes.append(
                    Diagnostic(
                        "'\(name)' is a shard of another run than '\(names[place])': it was started with "
                            + "'\(chosenWords(of: run).joined(separator: " "))' and has "
                            + "\(shard.casesInAll) cases in all, the other with "
                            + "'\(words.joined(separator: " "))' and \(first.casesInAll)",
                        hint: "give all shards the same words but for --shard"))
            }
        }
        guard mistakes.isEmpty else { throw Diagnostics(mistakes) }
        return (1...first.count).filter { seen[$0] == nil }
    }

    /// What its command line chose, beside which part of it.
    static func chosenWords(of run: RunRow) -> [String] {
        var words: [String] = []
        var isShard = false
        // Each machine has its variables from where it has them.
        for word in EnvFiles.removed(from: run.arguments) {
            if isShard {
                isShard = false
            } else if word == "--shard" {
                isShard = true
            } else if !word.hasPrefix("--shard=") {
                words.append(word)
            }
        }
        return words
    }

    // MARK: Whether they are parts of one job

    /// One file by two names is one part.
    private static func checkNames(_ names: [String]) throws(Diagnostics) {
        var mistakes: [Diagnostic] = []
        for (place, name) in names.enumerated() {
            guard let other = names[..<place].first(where: { Folder.isSame($0, name) }) else {
                continue
            }
            mistakes.append(
                Diagnostic(
                    other == name
                        ? "'\(name)' is named twice" : "'\(name)' and '\(other)' are one file",
                    hint: hintTwice))
        }
        guard mistakes.isEmpty else { throw Diagnostics(mistakes) }
    }

    private static let hintTwice =
        "name each part once: a case that counts twice makes every sum wrong"

    private static func check(_ runs: [RunRow], _ names: [String]) throws(Diagnostics) {
        guard let first = runs.first, let firstName = names.first else { return }
        var mistakes: [Diagnostic] = []
        let gateway = runs.first { !$0.isDirect }?.gateway
        for (run, name) in zip(runs, names).dropFirst() {
            func differ(_ what: String, _ one: String, _ other: String) {
                mistakes.append(
                    Diagnostic(
                        "'\(name)' is of another job than '\(firstName)': \(what) is '\(other)' and was '\(one)'",
                        hint:
                            "parts of one job differ in what they choose of it, and in nothing else"
                    ))
            }
            if run.version != first.version { differ("the version", first.version, run.version) }
            if run.mode != first.mode {
                differ("the mode", first.mode.rawValue, run.mode.rawValue)
            }
            let commands = [first, run].map { $0.command ?? RunCommand.name }
            if commands[0] != commands[1] { differ("the command", commands[0], commands[1]) }
            if let gateway, !run.isDirect, run.gateway != gateway {
                differ("the gateway", gateway, run.gateway)
            }
            // One of a rehearsal's files is a day of its own.
            guard commands == [RehearsalJob.command, RehearsalJob.command] else { continue }
            let files = [first, run].map { $0.suites.joined(separator: ", ") }
            if files[0] != files[1] { differ("the file", files[0], files[1]) }
            if run.seed != first.seed { differ("the seed", "\(first.seed)", "\(run.seed)") }
        }
        var digests: [String: (digest: String, name: String)] = [:]
        for (run, name) in zip(runs, names) {
            for input in run.inputs {
                guard let other = digests[input.file] else {
                    digests[input.file] = (input.digest, name)
                    continue
                }
                guard other.digest != input.digest else { continue }
                mistakes.append(
                    Diagnostic(
                        "'\(name)' was made with another '\(input.file)' than '\(other.name)'",
                        hint: "run the parts again from the same files"))
            }
        }
        guard mistakes.isEmpty else { throw Diagnostics(mistakes) }
    }

    private static func joined(_ runs: [RunRow]) -> RunRow {
        var joined = runs[0]
        func union<Value: Hashable>(_ values: [Value]) -> [Value] {
            var seen: Set<Value> = []
            return values.filter { seen.insert($0).inserted }
        }
        joined.suites = union(runs.flatMap(\.suites))
        // Of a job whose suites ask legs directly in one part and a gateway in another.
        if let asking = runs.first(where: { !$0.isDirect }) { joined.gateway = asking.gateway }
        joined.started = runs.map(\.started).min() ?? joined.started
        joined.host = union(runs.map(\.host)).joined(separator: ", ")
        let planned = runs.compactMap(\.casesPlanned)
        joined.casesPlanned = planned.count == runs.count ? planned.reduce(0, +) : nil
        if let shard = runs.first?.shard { joined.casesPlanned = shard.casesInAll }
        joined.shard = nil
        // What the parts were told to choose is no command line of the whole.
        joined.arguments = []
        var files: Set<String> = []
        joined.inputs = runs.flatMap(\.inputs).filter { files.insert($0.file).inserted }
            .sorted { $0.file < $1.file }
        var suites: Set<String> = []
        joined.direct = Set(runs.flatMap(\.direct)).sorted()
        joined.tasks = runs.flatMap(\.tasks).filter { suites.insert($0.suite).inserted }
            .sorted { $0.suite < $1.suite }
        joined.prices = union(runs.flatMap(\.prices))
        // Of two rates for one currency neither is that of the whole.
        let rates = union(runs.flatMap(\.rates))
        joined.rates = rates.filter { rate in
            rates.count { $0.currency == rate.currency } == 1
        }.sorted { $0.currency < $1.currency }
        joined.resumed = runs.flatMap(\.resumed).sorted()
        return joined
    }

    // MARK: What belongs to no one case

    private mutating func gather(_ runs: [RunRow]) throws(Diagnostics) {
        var seen: [UInt64: Int] = [:]
        var places: [PathKey: Int] = [:]
        var (twice, twiceCount): ([Diagnostic], Int) = ([], 0)
        var others: [Diagnostic] = []
        var homes: [String: String] = [:]
        var ends: [EndRow] = []
        var hasGate = false
        for (number, part) in parts.enumerated() {
            var isEnded = false
            try EarlierRun.forEachRow(in: part.results) { row in
                switch row {
                case .case(let row):
                    cases += 1
                    if suites.last != row.suite, !suites.contains(row.suite) {
                        suites.append(row.suite)
                    }
                    guard let other = seen.updateValue(number, forKey: Digest64(row.id).value)
                    else { return }
                    twiceCount += 1
                    guard twice.count < Self.shownMax else { return }
                    twice.append(
                        Diagnostic(
                            "case '\(row.id)' is in '\(parts[other].results)' and in '\(part.results)'"
                        ))
                case .path(let row):
                    let key = PathKey(row)
                    guard let place = places[key] else {
                        places[key] = paths.count
                        paths.append((key, row))
                        return
                    }
                    if row.isCovered { paths[place].row.isCovered = true }
                case .ledger(let row): ledgers.append(row)
                case .finding(let row): if !findings.contains(row) { findings.append(row) }
                case .rehearsal(let row):
                    if let first = rehearsals.first, row.mix != first.mix {
                        others.append(
                            Diagnostic(
                                "'\(part.results)' is of another job: its mix is '\(row.mix)' and was '\(first.mix)'"
                            ))
                    }
                    if let other = homes.updateValue(part.results, forKey: row.route) {
                        others.append(
                            Diagnostic(
                                "the rehearsal of route '\(row.route)' is in '\(other)' and in '\(part.results)'",
                                hint: "name each part once: --route chooses what is of one"))
                    }
                    rehearsals.append(row)
                case .gate: hasGate = true
                case .end(let row):
                    ends.append(row)
                    isEnded = true
                case .call: hasJournals = true
                case .run, .attempt, .question: break
                }
            }
            if !isEnded {
                warnings.append(
                    Diagnostic(
                        "'\(part.results)' was killed before its end: it has only its first cases",
                        hint: RunFolder.goingOn(with: runs[number], in: part.folder),
                        severity: .warning))
            }
        }
        guard twice.isEmpty else {
            let more = twiceCount - twice.count
            if more > 0 {
                twice.append(Diagnostic("and \(more) more cases are in two of them"))
            }
            twice[0].hint = Self.hintTwice
            throw Diagnostics(twice)
        }
        guard others.isEmpty else { throw Diagnostics(others) }
        if hasGate {
            warnings.append(
                Diagnostic(
                    "how the parts stand against their baselines is not part of the whole",
                    hint: "`pathproof bless` and `run --baseline` take the merged folder as a run",
                    severity: .warning))
        }
        guard ends.count == parts.count else { return }
        end = Self.joined(ends)
        // What is not here was not run, as far as anybody can tell.
        if !missingShards.isEmpty, let planned = run.casesPlanned {
            end?.notRun = max(0, planned - cases)
        }
    }

    /// They went on beside each other: the longest tells how long it took.
    private static func joined(_ ends: [EndRow]) -> EndRow {
        var joined = EndRow(
            cases: 0, passed: 0, failed: 0, errored: 0, skipped: 0, requests: 0, duration: .zero)
        for end in ends {
            joined.cases += end.cases
            joined.passed += end.passed
            joined.failed += end.failed
            joined.errored += end.errored
            joined.skipped += end.skipped
            joined.requests += end.requests
            joined.notRun += end.notRun
            joined.duration = max(joined.duration, end.duration)
            joined.interruptedBy = joined.interruptedBy ?? end.interruptedBy
            joined.stoppedBy = joined.stoppedBy ?? end.stoppedBy
            for limit in end.limits { add(limit, to: &joined.limits) }
        }
        return joined
    }

    /// Each part had the whole of a limit for itself: what they were allowed adds up as what they spent does.
    private static func add(_ limit: EndRow.Limit, to limits: inout [EndRow.Limit]) {
        guard let place = limits.firstIndex(where: { $0.holder == limit.holder }) else {
            limits.append(limit)
            return
        }
        limits[place].heldBack += limit.heldBack
        limits[place].waited = max(limits[place].waited, limit.waited)
        guard let spending = limit.spending else { return }
        limits[place].spending = limits[place].spending?.adding(spending) ?? spending
    }

    /// What gateways told and charged, over all cases of all parts: a share of a part is none of the whole.
    private mutating func reconcile() throws(Diagnostics) {
        guard !ledgers.isEmpty || findings.contains(where: \.finding.isOfSums) else { return }
        let own = findings.filter { $0.finding.isOfSums }
        let desk = LedgerDesk(joining: ledgers, hasJournals: hasJournals) { suite in
            // A suite's gateway is told of by where its file begins.
            own.compactMap(\.location).first { FilePath.stem(of: $0.file) == suite }
                ?? own.compactMap(\.location).first
        }
        for part in parts {
            var waiting: [Row] = []
            try EarlierRun.forEachRow(in: part.results) { row in
                switch row {
                case .attempt, .call, .question: waiting.append(row)
                case .case(let row):
                    desk.take(row, waiting)
                    waiting = []
                case .run, .path, .finding, .ledger, .rehearsal, .gate, .end: break
                }
            }
        }
        findings.removeAll { $0.finding.isOfSums }
        ledgers = []
        for row in desk.rows {
            switch row {
            case .ledger(let row): ledgers.append(row)
            case .finding(let row): findings.append(row)
            default: break
            }
        }
    }

    // MARK: The rows of the whole

    /// In the order of the parts, each case behind all that belongs to it.
    func forEachRow(_ body: (Row) throws -> Void) throws(Diagnostics) {
        try Self.pass(.run(run), to: body)
        // In front, for the order of tables: cases of one path may be in any of the parts.
        for (_, row) in paths where row.walk == nil { try Self.pass(.path(row), to: body) }
        var told: Set<PathKey> = []
        for part in parts {
            // What a killed run has begun to write of a case is no case.
            var waiting: [Row] = []
            try EarlierRun.forEachRow(in: part.results) { row in
                switch row {
                case .attempt, .call, .question: waiting.append(row)
                case .path(let path) where path.walk != nil:
                    let isFirst = told.insert(PathKey(path)).inserted
                    if isFirst || path.walk?.agrees == false { waiting.append(row) }
                case .case:
                    for row in waiting { try body(row) }
                    waiting = []
                    try body(row)
                case .run, .path, .finding, .ledger, .rehearsal, .gate, .end: break
                }
            }
        }
        for row in rehearsals { try Self.pass(.rehearsal(row), to: body) }
        for row in findings { try Self.pass(.finding(row), to: body) }
        for row in ledgers { try Self.pass(.ledger(row), to: body) }
        if let end { try Self.pass(.end(end), to: body) }
    }

    private static func pass(
        _ row: Row, to body: (Row) throws -> Void
    ) throws(Diagnostics) {
        do {
            try body(row)
        } catch let error as Diagnostics {
            throw error
        } catch {
            throw Diagnostics([Diagnostic("\(error)")])
        }
    }
}

extension EndRow.Limit.Spending {
    /// The first of them where they are in two currencies, which no run has.
    fileprivate func adding(_ other: Self) -> Self {
        guard let cap = Money.sum(cap, other.cap), let booked = Money.sum(booked, other.booked),
            let estimated = Money.sum(estimated, other.estimated)
        else { return self }
        return Self(cap: cap, booked: booked, estimated: estimated)
    }
}

extension Finding {
    /// It is about sums over many calls: what a gateway bills, and what a leg's provider says.
    fileprivate var isOfSums: Bool { code.hasPrefix("ledger.") || leg != nil }
}
