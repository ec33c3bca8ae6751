import Documents
import GatewayMaps
import Plans
import Providers
import Runs
import Suites
import Vocabulary

/// A run that has been understood whole: every file read, every path planned, every check bound.
///
/// Making one sends nothing, and throws every mistake of every file at once.
struct RunJob {
    var prepared: [PreparedSuite]
    /// For each prepared suite: its routes, as the file has them. Nil where the gateway is only a URL.
    var maps: [RouteMap?]
    var selection: CaseSelection
    var gatewayURL: String?
    var key: Secret?
    var folder: String
    var width: Int
    var keepsRealTime: Bool
    var exitsZero: Bool
    var isQuiet: Bool
    var isVerbose: Bool
    /// What the reader typed to choose suites and routes: the start of every rerun command.
    var rerunWords: String

    init(_ arguments: Arguments) throws(Diagnostics) {
        let mistakes = Mistakes()
        gatewayURL = arguments.last("--gateway")
        key = mistakes.collect { () throws(Diagnostics) in try Self.key(arguments) } ?? nil
        mistakes.collect { () throws(Diagnostics) in try Self.checkLive(arguments) }
        folder = arguments.last("--out") ?? "pathproof-out"
        width =
            mistakes.collect { () throws(Diagnostics) in
                try arguments.integer("--jobs", in: 1...1024)
            }.flatMap { $0 } ?? 16
        let repeats = mistakes.collect { () throws(Diagnostics) in
            try arguments.integer("--repeat", in: 1...10_000)
        }.flatMap { $0 }
        keepsRealTime = arguments.has("--real-time")
        exitsZero = arguments.has("--exit-zero")
        isQuiet = arguments.has("--quiet")
        isVerbose = arguments.has("--verbose")
        selection = CaseSelection(
            filters: arguments.all("--filter"), routes: arguments.all("--route"),
            causes: arguments.all("--cause"))
        (prepared, maps) = ([], [])
        rerunWords = Self.rerunWords(arguments)
        for suite in Self.suites(arguments.words, mistakes) {
            var suite = suite
            if let repeats { suite.repeats = repeats }
            prepare(suite, routesFile: arguments.last("--routes"), mistakes)
        }
        try mistakes.check()
        try checkSelection()
    }

    private mutating func prepare(_ suite: Suite, routesFile: String?, _ mistakes: Mistakes) {
        let isSimulated = gatewayURL == nil
        let planned = mistakes.collect { () throws(Diagnostics) -> (PreparedSuite, RouteMap?) in
            if !isSimulated {
                let plan = try Planner.plan(overURL: suite)
                return (try PreparedSuite(plan, isSimulated: false), nil)
            }
            let map = try Self.map(for: suite, routesFile)
            let plan = try Planner.plan(suite, over: map)
            return (try PreparedSuite(plan, isSimulated: true), map)
        }
        guard let (suite, map) = planned else { return }
        prepared.append(suite)
        maps.append(map)
    }

    // MARK: Files

    private static func suites(_ words: [String], _ mistakes: Mistakes) -> [Suite] {
        let places = words.isEmpty ? ["suites"] : words
        return places.flatMap { place -> [Suite] in
            guard let names = Folder.names(in: place) else {
                return mistakes.collect { () throws(Diagnostics) in
                    [try SuiteFile.read(try document(place))]
                } ?? []
            }
            let files = names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted()
            let suites = files.compactMap { name in
                mistakes.collect { () throws(Diagnostics) -> Suite? in
                    let node = try document(FilePath.joined(place, name))
                    return SuiteFile.isSuite(node) ? try SuiteFile.read(node) : nil
                } ?? nil
            }
            if suites.isEmpty, !mistakes.hasErrors {
                mistakes.add(
                    Diagnostic(
                        "no suite in the folder '\(place)'",
                        hint: "a suite is a .yaml file with `prompts:` and `tests:`"))
            }
            return suites
        }
    }

    private static func map(for suite: Suite, _ named: String?) throws(Diagnostics) -> RouteMap {
        let path = named ?? nearestRoutes(to: suite.file)
        guard let path else {
            throw Diagnostics([
                Diagnostic(
                    "no routes.yaml beside '\(suite.file)' or in a folder above",
                    hint: "name one with --routes FILE, or a gateway with --gateway URL")
            ])
        }
        return try RoutesFile.read(
            try document(path), knownProviders: allProviders.map { $0.name })
    }

    private static func nearestRoutes(to suite: String) -> String? {
        var folder = FilePath.folder(of: suite)
        for _ in 0..<64 {
            let path = FilePath.joined(folder, "routes.yaml")
            if Folder.hasFile(path) { return path }
            if folder == "/" { return nil }
            if folder.isEmpty || folder.hasSuffix("..") {
                folder = FilePath.joined(folder, "..")
            } else {
                folder = FilePath.folder(of: folder)
            }
        }
        return nil
    }

    private static func document(_ path: String) throws(Diagnostics) -> Node {
        try Document.read(path: path, environment: Environment.value)
    }

    // MARK: Options

    private static func key(_ arguments: Arguments) throws(Diagnostics) -> Secret? {
        guard let name = arguments.last("--key-variable") else { return nil }
        guard let value = Environment.value(name), !value.isEmpty else {
            throw Diagnostics([
                Diagnostic(
                    "the environment has no variable '\(name)'",
                    hint: "--key-variable names the variable that holds the gateway's key")
            ])
        }
        return Secret(value)
    }

    private static func checkLive(_ arguments: Arguments) throws(Diagnostics) {
        let isLive = arguments.has("--live")
        guard arguments.has("--gateway") else {
            guard isLive else { return }
            throw Diagnostics([
                Diagnostic(
                    "--live needs --gateway URL",
                    hint: "the embedded gateway runs in front of simulated providers")
            ])
        }
        if !isLive {
            throw Diagnostics([
                Diagnostic(
                    "--gateway sends to a gateway that may spend money, and --live is not given",
                    hint: "add --live if that is meant")
            ])
        }
        if !arguments.has("--allow-unpriced") {
            throw Diagnostics([
                Diagnostic(
                    "no price is known for what stands behind the gateway, so nothing can cap the spend",
                    hint: "add --allow-unpriced to send all the same")
            ])
        }
    }

    private static func rerunWords(_ arguments: Arguments) -> String {
        var words = ["pathproof run"]
        if let file = arguments.last("--routes") { words.append("--routes \(Shell.quoted(file))") }
        if let url = arguments.last("--gateway") {
            words.append("--gateway \(Shell.quoted(url)) --live --allow-unpriced")
        }
        if let name = arguments.last("--key-variable") { words.append("--key-variable \(name)") }
        return words.joined(separator: " ")
    }

    /// A filter that takes nothing is a mistake of the caller, not a run that passed.
    private func checkSelection() throws(Diagnostics) {
        let routes = prepared.flatMap { $0.plan.routes.map(\.name) }
        let causes = allCauses.map(\.name) + [Case.healthy]
        for (words, known, what) in [
            (selection.routes, routes, "route"), (selection.causes, causes, "cause"),
        ] {
            for word in words where !known.contains(word) {
                throw Diagnostics([
                    Diagnostic(
                        "unknown \(what) '\(word)'",
                        hint: didYouMean(word, among: known)
                            ?? "there are: \(known.joined(separator: ", "))")
                ])
            }
        }
        guard !selection.isAll, caseCount == 0 else { return }
        throw Diagnostics([
            Diagnostic("no case is left of this selection", hint: "`--plan` shows all cases")
        ])
    }

    /// How many cases the selection leaves.
    var caseCount: Int {
        if selection.isAll { return prepared.reduce(0) { $0 + $1.caseCount } }
        return prepared.reduce(0) { sum, suite in
            let source = CaseSource(suite.plan, selection: selection)
            var count = 0
            while source.next() != nil { count += 1 }
            return sum + count
        }
    }
}
