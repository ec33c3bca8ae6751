import Documents
import Doors
import GatewayMaps
import Plans
import Runs
import Suites
import Vocabulary

/// A drill that has been understood whole: the configuration read, every path planned and predicted.
struct DrillJob {
    /// A gateway of one thread: more at once only wait for each other, and for their time-outs.
    static let widthUsual = 8

    let gateway: DrilledGateway
    var prepared: PreparedSuite
    /// Cases that strike a port meet everybody who calls there: they come last, one by one.
    var alone: PreparedSuite
    var selection: CaseSelection
    var program: String
    var folder: String
    var width: Int
    var keepsRealTime: Bool
    var exitsZero: Bool
    var isQuiet: Bool
    var isVerbose: Bool
    private var rerunWords: String

    init(_ arguments: Arguments) throws(Diagnostics) {
        guard arguments.words.count == 1, let file = arguments.words.first else {
            throw Diagnostics([
                Diagnostic(
                    "a drill needs one configuration, found \(arguments.words.count)",
                    hint: "pathproof drill config.yaml, or portkey.json")
            ])
        }
        folder = arguments.last("--out") ?? "pathproof-out"
        width = try arguments.integer("--jobs", in: 1...256) ?? Self.widthUsual
        keepsRealTime = arguments.has("--real-time")
        exitsZero = arguments.has("--exit-zero")
        isQuiet = arguments.has("--quiet")
        isVerbose = arguments.has("--verbose")
        selection = CaseSelection(
            filters: arguments.all("--filter"), cases: Set(arguments.all("--case")),
            routes: arguments.all("--route"), causes: arguments.all("--cause"))
        gateway = try DrilledGateway(file, kind: try FileKind.asked(arguments))
        program = arguments.last(gateway.programOption) ?? gateway.program
        let plan = try Planner.plan(try DrillSuite.made(for: file), over: gateway.predictor)
        var (together, apart) = (plan, plan)
        together.ways.removeAll { $0.strikesPort }
        apart.ways.removeAll { !$0.strikesPort }
        (apart.notes, apart.unreached) = ([], [])
        prepared = try PreparedSuite(together, isSimulated: true)
        alone = try PreparedSuite(apart, isSimulated: true)
        rerunWords = "pathproof drill \(Shell.quoted(file))"
        if let kind = arguments.last("--kind") { rerunWords += " --kind \(kind)" }
        if let program = arguments.last(gateway.programOption) {
            rerunWords += " \(gateway.programOption) \(Shell.quoted(program))"
        }
        try checkSelection()
    }

    static func examined(_ file: String) throws(Diagnostics) -> LiteLLMExamination {
        let node = try Document.read(path: file)
        return try LiteLLMReader.examine(
            node,
            load: { path, asker throws(Diagnostics) in
                try Document.read(path: path, askedBy: asker)
            },
            environment: Environment.value)
    }

    /// What the lanes say when they refuse: LiteLLM reads their words, so its predictor does, too.
    static func words(of lane: String, for cause: Cause) -> RefusalText? {
        // An error under status 200 has the words of a server's.
        let name = cause == .errorIn200 ? Cause.serverError.name : cause.name
        guard cause.family == .status || cause == .errorIn200,
            let kind = DoorError.Kind(rawValue: name), let door = allDoors.standing(for: lane)
        else { return nil }
        let error = DoorError(kind, model: "any-model", retryAfter: .seconds(1))
        let reply = door.error(error, stamp: DoorStamp(seed: 1, unixSeconds: 0))
        return RefusalText(
            status: cause == .errorIn200 ? 200 : reply.status,
            body: String(decoding: reply.body, as: UTF8.self))
    }

    var rerun: @Sendable (String) -> String {
        let words = rerunWords
        return { id in "\(words) --case \(Shell.quoted(id))" }
    }

    var suites: [PreparedSuite] { [prepared, alone] }

    var caseCount: Int {
        suites.reduce(0) { sum, suite in
            let source = CaseSource(suite.plan, selection: selection)
            var count = 0
            while source.next() != nil { count += 1 }
            return sum + count
        }
    }

    private func checkSelection() throws(Diagnostics) {
        let causes = allCauses.map(\.name) + [Case.healthy]
        let routes = prepared.plan.ways.map(\.path.route)
        for (words, known, what) in [
            (selection.routes, routes, "route"), (selection.causes, causes, "cause"),
        ] {
            for word in words where !known.contains(word) {
                throw Diagnostics([
                    Diagnostic("unknown \(what) '\(word)'", hint: didYouMean(word, among: known))
                ])
            }
        }
        guard caseCount == 0 else { return }
        throw Diagnostics([Diagnostic("there is no path to drill", hint: "`--plan` shows why")])
    }

    /// What of the configuration is not read exactly, for `--plan`.
    var constructText: String {
        let inexact = gateway.constructs.filter { $0.exactness != .exact }
        guard !inexact.isEmpty else { return "" }
        let lines = inexact.map { construct in
            "  \(construct.location.file):\(construct.location.line): \(construct.path): "
                + "\(construct.exactness.rawValue): \(construct.note)\n"
        }
        return "not read exactly:\n" + lines.joined()
    }
}

extension Plan.Way {
    fileprivate var strikesPort: Bool { path.causes.values.contains(where: \.strikesPort) }
}

/// The suite that a drill sends: one probe whose answer shows every damage.
private enum DrillSuite {
    static func made(for file: String) throws(Diagnostics) -> Suite {
        var suite = try SuiteFile.read(
            try Document.read(SourceText(file: "drill.yaml", text: text)))
        suite.file = file
        suite.name = "drill"
        return suite
    }

    private static let text = """
        description: every leg, broken in every way
        paths: causes
        prompts: [{ id: probe, user: "Which city is the capital of {{ country }}? Answer with JSON." }]
        tests:
          - description: probe
            vars: { country: France }
            simulate: '{"country":"France","capital":"Paris","since":[508,1944]}'
            assert:
              - type: is-json
                value:
                  type: object
                  required: [country, capital, since]
                  additionalProperties: false
                  properties:
                    country: { type: string }
                    capital: { type: string }
                    since: { type: array, items: { type: integer } }
              - { type: equals, value: '{"country":"France","capital":"Paris","since":[508,1944]}' }
        """
}
