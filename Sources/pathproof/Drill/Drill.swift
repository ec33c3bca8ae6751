import Documents
import Doors
import GatewayMaps
import Lanes
import Ledger
import LocalGateway
import Plans
import Runs
import Suites
import Vocabulary

/// What a drill is beyond a run: a gateway's configuration, read whole, and every path of it planned and predicted.
struct Drill {
    /// A gateway of one thread: more at once only wait for each other, and for their time-outs.
    static let widthUsual = 8

    let gateway: DrilledGateway
    /// The configuration's own, and those that it includes.
    let files: [String]
    let suites: [PreparedSuite]
    let program: String
    let keepsRealTime: Bool
    /// Nil: the gateway is started here, or it is hosted.
    let elsewhere: Elsewhere?
    let hosted: Hosted?
    /// Paths that cannot be shown, and are not asked for.
    let unshown: [Plan.Way]

    /// A gateway that is somebody else's: none of its legs can be a lane.
    struct Hosted {
        let url: String
        let key: Secret?
        /// Asked for where a leg is to fail.
        let missing: String
    }

    /// A gateway that runs by itself, in front of the lanes that the drill opens.
    struct Elsewhere {
        let url: String
        let key: Secret?
        /// Of the first lane; the others follow.
        let firstPort: Int
    }

    /// - Parameters:
    ///   - places: what the command line names.
    ///   - legs: what stands behind the lanes.
    init(
        _ places: [String], _ arguments: Arguments, legs: LegSource = .simulated
    ) throws(Diagnostics) {
        guard places.count == 1, let file = places.first else {
            throw Diagnostics([
                Diagnostic(
                    "a drill needs one configuration, found \(places.count)",
                    hint: "pathproof drill config.yaml, or portkey.json")
            ])
        }
        gateway = try DrilledGateway(
            file, kind: try FileKind.asked(arguments), isHosted: Self.isHosted(arguments),
            isElsewhere: arguments.has("--lane-port"), legs: legs)
        program = arguments.last(gateway.programOption) ?? gateway.program
        var routes = RoutesCache()
        let chosen = try ChosenGateway.named(arguments, near: file, &routes)
        hosted = try Self.hosted(arguments, gateway, at: chosen)
        elsewhere = hosted == nil ? try Self.elsewhere(arguments, gateway, at: chosen) : nil
        // Real answers are paid for.
        let tokensMax = legs.isReal && gateway.leavesLimitToSuite ? DrillSuite.realTokensMax : nil
        // Its time-outs are its own, and real providers need theirs.
        keepsRealTime = arguments.has("--real-time") || elsewhere != nil || legs.asksProviders
        files = try Self.files(of: gateway)
        if hosted != nil {
            var plan = try Planner.plan(
                try DrillSuite.made(for: file, DrillSuite.gentle), over: gateway.predictor)
            unshown = plan.ways.filter { !$0.canBeShownFromOutside }
            plan.ways.removeAll { !$0.canBeShownFromOutside }
            plan.notes.removeAll { $0.severity == .note }
            suites = [try PreparedSuite(plan, isSimulated: false, book: PriceBook(models: []))]
            return
        }
        let plan = try Planner.plan(
            try DrillSuite.made(for: file, tokensMax: tokensMax), over: gateway.predictor)
        let parts = Self.parts(of: plan, gateway.predictor)
        unshown = parts.unshown
        let (own, isReal) = (gateway.ownPrices, legs.isReal)
        suites = try parts.shown.map { plan throws(Diagnostics) in
            try PreparedSuite(plan, isSimulated: true, hasRealAnswers: isReal, ownPrices: own)
        }
    }

    /// The user's own suites through a gateway that is started with this configuration.
    ///
    /// - Parameters:
    ///   - besides: by a suite's file, the routes file that lies nearest to it.
    ///   - mistakes: hears of all that is wrong with the suites.
    init(
        _ config: GatewayConfig, carrying given: [Suite], beside besides: [String: RouteMap],
        _ arguments: Arguments, legs: LegSource, _ mistakes: Mistakes
    ) throws(Diagnostics) {
        try config.checkThere()
        gateway = try DrilledGateway(config.file, kind: config.kind, legs: legs)
        program = arguments.last(gateway.programOption) ?? gateway.program
        (hosted, elsewhere) = (nil, nil)
        keepsRealTime = arguments.has("--real-time") || legs.asksProviders
        files = try Self.files(of: gateway)
        let (predictor, own) = (gateway.predictor, gateway.ownPrices)
        var (suites, unshown): ([PreparedSuite], [Plan.Way]) = ([], [])
        let stage = SuiteStage(hasRealAnswers: legs.isReal)
        for suite in given {
            mistakes.collect { () throws(Diagnostics) in try AskedKey.refuse(arguments, suite) }
            mistakes.collect { () throws(Diagnostics) in try Self.refuseEmbedded(suite) }
            let parts = mistakes.collect { () throws(Diagnostics) in
                Self.parts(of: try Planner.plan(suite, over: predictor), predictor)
            }
            unshown += parts?.unshown ?? []
            suites += stage.prepared(
                suite, as: parts?.shown,
                over: Self.map(for: suite, beside: besides, over: predictor), ownPrices: own,
                in: mistakes)
        }
        (self.suites, self.unshown) = (suites, unshown)
    }

    /// The configuration's routes, and what is said of money where the suite is.
    func map(for suite: Suite, beside besides: [String: RouteMap]) -> RouteMap {
        Self.map(for: suite, beside: besides, over: gateway.predictor)
    }

    private static func map(
        for suite: Suite, beside besides: [String: RouteMap], over predictor: any GatewayPredictor
    ) -> RouteMap {
        var map = predictor.map
        if let other = besides[suite.file] { map.take(billingOf: other) }
        map.rates = map.rates.overridden(by: suite.rates)
        return map
    }

    /// What of a suite only the embedded gateway, or none, can do.
    private static func refuseEmbedded(_ suite: Suite) throws(Diagnostics) {
        if let model = suite.models?.first {
            throw Diagnostics([
                model.node.diagnostic(
                    "'models' calls legs directly, and the suite goes through a gateway that is started",
                    hint: "write `through: [\(model.name)]` to ask the gateway for it")
            ])
        }
        if let planted = suite.planted?.vice ?? suite.planted?.legs.first?.leg {
            throw Diagnostics([
                planted.node.diagnostic(
                    "`planted:` spoils the embedded gateway and its legs, and this is a gateway of yours",
                    hint: "leave it out: `paths: causes` breaks each leg in each way")
            ])
        }
    }

    private static func files(of gateway: DrilledGateway) throws(Diagnostics) -> [String] {
        guard case .litellm = gateway else { return [gateway.file] }
        return try examined(gateway.file).files
    }

    /// What of a plan can be shown: together, and after it, one by one, what strikes a lane's port.
    private static func parts(
        of plan: Plan, _ predictor: any GatewayPredictor
    ) -> (shown: [Plan], unshown: [Plan.Way]) {
        var (together, apart) = (plan, plan)
        together.ways.removeAll { $0.strikesPort || $0.mayCall { !predictor.isShown($0) } }
        apart.ways.removeAll { !$0.strikesPort || $0.mayCall { !predictor.isShown($0) } }
        (apart.notes, apart.unreached) = ([], [])
        return (
            apart.ways.isEmpty ? [together] : [together, apart],
            plan.ways.filter { $0.mayCall { !predictor.isShown($0) } }
        )
    }

    /// Whether the gateway is somebody else's, and none of its legs can be a lane.
    static func isHosted(_ arguments: Arguments) -> Bool {
        arguments.has("--gateway") && !arguments.has("--lane-port")
    }

    func legs(behind routes: [String]) -> Set<LegID> {
        Set(routes.flatMap { gateway.predictor.legs(behind: $0) })
    }

    /// The providers behind the legs that requests for these routes may end at, with the keys for them.
    func endpoints(asking routes: [String]) throws(Diagnostics) -> [LegID: LegEndpoint] {
        switch gateway {
        case .litellm(let config, _):
            return try LiveEndpoints.of(config, legs: legs(behind: routes))
        case .portkey(let config, _):
            return try LiveEndpoints.of(config, legs: legs(behind: routes))
        case .hostedPortkey, .openrouter: return [:]
        }
    }

    private static func hosted(
        _ arguments: Arguments, _ gateway: DrilledGateway, at chosen: ChosenGateway?
    ) throws(Diagnostics) -> Hosted? {
        switch gateway {
        case .litellm, .portkey:
            guard arguments.has("--failing-model") else { return nil }
            throw Diagnostics([
                Diagnostic(
                    "--failing-model is for a gateway that is somebody else's",
                    hint: "a lane breaks its leg in every way: leave it out")
            ])
        case .hostedPortkey, .openrouter:
            guard let chosen else { return nil }
            return Hosted(
                url: chosen.url, key: chosen.key,
                missing: arguments.last("--failing-model") ?? HostedStage.missingModel)
        }
    }

    private static func elsewhere(
        _ arguments: Arguments, _ gateway: DrilledGateway, at chosen: ChosenGateway?
    ) throws(Diagnostics) -> Elsewhere? {
        let port = try arguments.integer("--lane-port", in: 1...64_000)
        switch (chosen, port) {
        case (nil, nil): return nil
        case (let chosen?, let port?):
            guard case .litellm = gateway else {
                throw Diagnostics([
                    Diagnostic("--gateway drives a LiteLLM, and this is a \(gateway.name) file")
                ])
            }
            return Elsewhere(url: chosen.url, key: chosen.key, firstPort: port)
        case (nil, _), (_, nil):
            throw Diagnostics([
                Diagnostic(
                    "--gateway and --lane-port belong together",
                    hint: "the gateway's legs must call the lanes, and so their ports are agreed on"
                )
            ])
        }
    }

    /// Where the gateway's legs must point, a line each.
    func addresses() throws(Diagnostics) -> String {
        guard elsewhere != nil, case .litellm(let config, _) = gateway else { return "" }
        let lanes = try DrillStage.lanes(of: config, for: self)
        defer { lanes.stop() }
        let rows = lanes.legs.map { leg in
            ["leg", leg.id.description, "\(leg.provider):\(leg.pin)", lanes.baseURL(of: leg.id)]
        }
        return TextTable.text(rows, indent: "")
    }

    var unshownReason: String {
        hosted != nil
            ? "the legs behind a hosted gateway cannot be broken from outside"
            : "the request may come to a leg that no lane stands in for, whose provider would be asked"
    }

    /// Those of these routes whose requests come to lanes and to nobody else while a gateway is warmed up: with
    /// healthy legs, or with legs that refuse.
    func shownWhole(_ routes: [String]) -> [String] {
        let predictor = gateway.predictor
        let refusing = predictor.map.legs.reduce(into: [:]) { $0[$1.id] = Cause.auth }
        return routes.filter { route in
            [[:], refusing].allSatisfy { causes in
                predictor.walks(
                    askingFor: route, causes: causes, recurrences: [:], callsBefore: [:],
                    isStreamed: false
                ).allSatisfy { $0.calls.allSatisfy(predictor.isShown) }
            }
        }
    }

    /// Cases that strike a port meet everybody who calls there: they come last, one by one.
    static func comesAlone(_ plan: Plan) -> Bool { plan.ways.contains { $0.strikesPort } }

    static func examined(
        _ file: String
    ) throws(Diagnostics) -> (examination: LiteLLMExamination, files: [String]) {
        let node = try Document.read(path: file)
        var files = [file]
        let examination = try LiteLLMReader.examine(
            node,
            load: { path, asker throws(Diagnostics) in
                files.append(path)
                return try Document.read(path: path, askedBy: asker)
            },
            environment: Environment.value)
        return (examination, files)
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

    /// What `--plan` tells beyond the paths.
    var planText: String {
        let open =
            unshown.isEmpty ? "" : "not covered: \(unshown.count) paths: \(unshownReason)\n"
        return conditionText + priceText + constructText + open
    }

    /// What a request must have so that a condition of the configuration leads it to a route, for `--plan`.
    private var conditionText: String {
        let routes: [PortkeyRoute]
        switch gateway {
        case .portkey(let config, _), .hostedPortkey(let config, _): routes = config.routes
        case .litellm, .openrouter: routes = []
        }
        guard routes.contains(where: { $0.name != PortkeyConfig.routeName }) else { return "" }
        let rows = routes.map { [$0.name, $0.request.words] }
        return "what is asked for by route:\n" + TextTable.text(rows, indent: "  ")
    }

    /// What the configuration itself says that legs cost, for `--plan`.
    private var priceText: String {
        guard case .litellm(let config, _) = gateway else { return "" }
        let rows = config.deployments.compactMap { one -> [String]? in
            guard let own = one.price else { return nil }
            let lines = own.price?.lines.map { "\($0.what) \($0.amount)" }
            return [
                "\(one.leg)", "\(own.location.file):\(own.location.line)",
                lines?.joined(separator: ", ") ?? "by the second: in no sum here",
            ]
        }
        guard !rows.isEmpty else { return "" }
        return "priced by the configuration:\n" + TextTable.text(rows, indent: "  ")
    }

    /// What of the configuration is not read exactly, for `--plan`.
    private var constructText: String {
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

    /// As far as is predicted.
    fileprivate func mayCall(_ isMeant: (LegID) -> Bool) -> Bool {
        ([walks] + turnWalks).joined().contains { $0.calls.contains(where: isMeant) }
    }

    /// Whoever asks can name a model that does not exist, and nothing else makes a leg fail.
    fileprivate var canBeShownFromOutside: Bool {
        turns.isEmpty && path.recurrences.isEmpty
            && path.causes.values.allSatisfy { $0 == .modelGone }
    }
}

/// The suite that a drill sends: one probe whose answer shows every damage.
enum DrillSuite {
    static let realTokensMax = 200

    /// - Parameter tokensMax: how long an answer may be.
    static func made(
        for file: String, _ text: String = DrillSuite.text, tokensMax: Int? = nil
    ) throws(Diagnostics) -> Suite {
        var suite = try SuiteFile.read(
            try Document.read(SourceText(file: "drill.yaml", text: text)))
        suite.file = file
        suite.name = "drill"
        suite.parameters.maxTokens = tokensMax
        return suite
    }

    /// A real model answers, and is paid: what it says is not the question.
    static let gentle = """
        description: every path that can be shown from outside
        paths: causes
        prompts: [{ id: probe, user: "Which city is the capital of France? Answer with its name only." }]
        tests: [{ description: probe }]
        """

    /// A real model is asked for what simulated ones say, and may put its blanks where it likes.
    static let text = """
        description: every leg, broken in every way
        paths: causes
        prompts:
          - id: probe
            user: 'Answer with exactly this line and nothing else, no code fence: {"country":"{{ country }}","capital":"Paris","since":[508,1944]}'
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
                    country: { enum: [France] }
                    capital: { enum: [Paris] }
                    since: { enum: [[508, 1944]] }
        """
}
