import Benches
import Documents
import Providers
import Runs
import Suites
import Transports
import Vocabulary

/// A bench that has been understood whole: what is asked, and of whom. Making one sends nothing.
struct BenchJob {
    enum Subject {
        /// The suites' routes on the embedded gateway, before lanes.
        case routes([RoutedSuite])
        /// A gateway, and what it calls.
        case hop(gateway: BenchAddress, direct: BenchAddress)
        case regions([BenchAddress])
    }

    let subject: Subject
    /// What addresses are asked; routes have their suites' own.
    let prompts: [Prompt]
    /// Whose marked prompts addresses are asked again.
    let suites: [Suite]
    let task: String?
    let options: BenchRun.Options
    let pacer: Pacer?
    /// The pacer's, in requests a minute.
    let rate: Int?
    let folder: String
    let ignoresLoad: Bool
    let printsJSON: Bool
    let isQuiet: Bool
    /// What is good to know before anything is sent.
    let remarks: [Diagnostic]

    init(_ arguments: Arguments) throws(Diagnostics) {
        let mistakes = Mistakes()
        let options =
            mistakes.collect { () throws(Diagnostics) in try Self.options(arguments) }
            ?? BenchRun.Options()
        self.options = options
        rate = mistakes.collect { () throws(Diagnostics) in
            try arguments.integer("--rpm", in: 1...10_000_000)
        }.flatMap { $0 }
        pacer = rate.map { Pacer(Pace(requestsPerMinute: $0)) { Clock.now() } }
        folder = arguments.last("--out") ?? RunFolder.usual
        ignoresLoad = arguments.has("--ignore-load")
        printsJSON = arguments.has("--json")
        isQuiet = arguments.has("--quiet")
        let addresses =
            mistakes.collect { () throws(Diagnostics) in try Self.addresses(arguments) } ?? nil
        let hasNoAddress = addresses?.subject == nil && !mistakes.hasErrors
        let suites =
            arguments.words.isEmpty && !hasNoAddress
            ? [] : SuiteFiles.suites(in: arguments.words, mistakes)
        if let addresses {
            let each = options.requestsMost + BenchCaches.requests(of: suites)
            mistakes.collect { () throws(Diagnostics) in
                try Self.checkKeys(arguments, addresses, requestsEach: each)
            }
        }
        try mistakes.check()
        remarks = YAMLFolder.notes(among: mistakes)
        guard let addresses = addresses?.subject else {
            subject = .routes(
                try RoutedSuite.all(suites, arguments))
            (prompts, task, self.suites) = ([], nil, [])
            return
        }
        if suites.isEmpty { try AskedKey.refuse(arguments, nil) }
        for suite in suites { try AskedKey.refuse(arguments, suite) }
        subject = try Self.named(addresses, after: suites)
        task = suites.first?.task
        self.suites = suites
        prompts = suites.isEmpty ? [Self.question] : try BenchPrompts.all(of: suites)
    }

    /// Of addresses, where no suite says what to ask: short to answer for any model, so that the hop shows.
    private static let question = Prompt(
        messages: [Message(.user, "What is 2+2? Answer with the number only.")],
        parameters: Parameters(temperature: "0", maxTokens: 16))

    private static func options(_ arguments: Arguments) throws(Diagnostics) -> BenchRun.Options {
        let least = try arguments.integer("--warm-up", in: 1...100_000)
        let most = try arguments.integer("--warm-up-max", in: 1...1_000_000)
        if let least, let most, most < least {
            throw Diagnostics([
                Diagnostic(
                    "--warm-up asks for \(least) rounds at least, and --warm-up-max for \(most) at most",
                    hint: "--warm-up \(most), or leave out one of the two")
            ])
        }
        return BenchRun.Options(
            pairs: try arguments.integer("--pairs", in: 5...100_000) ?? BenchRun.Options.pairsUsual,
            // Whoever says only how many at most means no more than that.
            warmUp: least ?? min(BenchRun.Options.warmUpUsual, most ?? Int.max),
            warmUpMax: most,
            turns: try arguments.integer("--turns", in: 1...100) ?? 1,
            seed: UInt64(try arguments.integer("--seed", in: 0...Int.max) ?? 0),
            atOnce: try arguments.integer("--at-once", in: 2...512) ?? 1)
    }

    // MARK: Addresses

    private struct Addresses {
        /// Nil where the line names none.
        var subject: Subject?
        /// The gateway's key is the routes file's.
        var hasKeyOfFile: Bool
    }

    private static func addresses(_ arguments: Arguments) throws(Diagnostics) -> Addresses {
        var routes = RoutesCache()
        // Beside a suite, or in a folder of them.
        let gateway = try ChosenGateway.named(
            arguments, near: FilePath.joined(arguments.words.first ?? "", ""), &routes)
        let direct = arguments.last("--direct")
        let regions = arguments.all("--region")
        try RunJob.checkURL(direct)
        let keys = [
            try RunJob.key(arguments), try RunJob.key(arguments, "--direct-key-variable"),
        ]
        let language = try provider(arguments)
        let model = arguments.last("--model")
        var subject: Subject?
        switch (gateway, direct, regions.isEmpty) {
        case (let gateway?, let direct?, true):
            subject = .hop(
                gateway: BenchAddress(
                    name: "gateway", url: gateway.url, key: gateway.key,
                    provider: gateway.provider, model: model),
                direct: BenchAddress(
                    name: "direct", url: direct, key: keys[1], provider: language,
                    model: arguments.last("--direct-model") ?? model))
        case (nil, nil, false):
            var addresses: [BenchAddress] = []
            for word in regions { addresses.append(try region(word, keys[0], language, model)) }
            guard addresses.count > 1, Set(addresses.map(\.name)).count == addresses.count else {
                throw Diagnostics([
                    Diagnostic(
                        "regions are compared: there must be several, each with a name of its own",
                        hint: "--region eu=https://… --region us=https://…")
                ])
            }
            subject = .regions(addresses)
        case (nil, nil, true): break
        case (nil, _, true), (_, nil, true):
            throw Diagnostics([
                Diagnostic(
                    "what a gateway adds shows only beside what it calls: "
                        + "--gateway and --direct go together",
                    hint: "without both, the embedded gateway is measured before its own lanes")
            ])
        default:
            throw Diagnostics([
                Diagnostic("--region compares addresses of one provider, without a gateway")
            ])
        }
        return Addresses(
            subject: subject, hasKeyOfFile: keys[0] == nil && gateway?.key != nil)
    }

    private static func provider(_ arguments: Arguments) throws(Diagnostics) -> any Provider {
        guard let name = arguments.last("--provider") else { return Generic() }
        guard let found = Providers.provider(named: name) else {
            throw Diagnostics([
                Diagnostic(
                    "unknown provider '\(name)'",
                    hint: didYouMean(name, among: allProviders.map { $0.name })
                        ?? "`pathproof list providers` shows all")
            ])
        }
        return found
    }

    private static func region(
        _ word: String, _ key: Secret?, _ provider: any Provider, _ model: String?
    ) throws(Diagnostics) -> BenchAddress {
        guard let equals = word.firstIndex(of: "="), equals > word.startIndex else {
            throw Diagnostics([
                Diagnostic(
                    "option '--region' has '\(word)', not a name and an address",
                    hint: "--region eu=https://eu.example.com/v1")
            ])
        }
        let url = String(word[word.index(after: equals)...])
        try RunJob.checkURL(url)
        return BenchAddress(
            name: String(word[..<equals]), url: url, key: key, provider: provider, model: model)
    }

    /// A key means that somebody is billed, and a bench sends much.
    private static func checkKeys(
        _ arguments: Arguments, _ addresses: Addresses, requestsEach: Int
    ) throws(Diagnostics) {
        let names =
            ["--key-variable", "--direct-key-variable"].filter { arguments.has($0) }
            + (addresses.hasKeyOfFile ? ["the gateway's `api_key:`"] : [])
        guard let name = names.first else { return }
        let contenders: Int
        switch addresses.subject {
        case .hop: contenders = 2
        case .regions(let addresses): contenders = addresses.count
        case .routes, nil:
            throw Diagnostics([
                Diagnostic(
                    "\(name) is a key for an address, and none is named",
                    hint: "the embedded gateway before its lanes needs no key")
            ])
        }
        guard !arguments.has("--live") else { return }
        throw Diagnostics([
            Diagnostic(
                "\(name) sends a key along with up to \(contenders * requestsEach) requests, which "
                    + "whoever knows it may bill, and --live is not given",
                hint:
                    "add --live if that is meant; fewer --pairs and --warm-up-max send fewer requests"
            )
        ])
    }

    /// A suite that goes through one route says what the model is called.
    private static func named(
        _ subject: Subject, after suites: [Suite]
    ) throws(Diagnostics) -> Subject {
        let through = Set(suites.flatMap { $0.through ?? [] }.map(\.name))
        guard let model = through.count == 1 ? through.first : nil else { return subject }
        func named(_ address: BenchAddress) -> BenchAddress {
            var address = address
            address.model = address.model ?? model
            return address
        }
        switch subject {
        case .routes: return subject
        case .hop(let gateway, let direct):
            return .hop(gateway: named(gateway), direct: named(direct))
        case .regions(let addresses): return .regions(addresses.map(named))
        }
    }
}

/// An address that the command line names.
struct BenchAddress {
    var name: String
    var url: String
    var key: Secret?
    var provider: any Provider
    /// Nil where nobody said: then the address is asked.
    var model: String?

    var endpoint: Endpoint { Endpoint(baseURL: url, key: key) }

    func contender(_ kind: Contender.Kind, model: String) -> Contender {
        Contender(name: name, kind: kind, provider: provider, endpoint: endpoint, model: model)
    }
}
