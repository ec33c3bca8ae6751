import Documents
import Providers
import Rows
import Runs
import Vocabulary

// What the words of the command line mean to a run, and which of them contradict each other.
extension RunJob {
    /// The words that decide what is sent. Cases of an earlier run stand in them one by one: this run may be
    /// written where that one stands.
    static func lastingWords(
        _ arguments: Arguments, of command: any Command.Type, _ places: [String],
        _ earlier: EarlierRun?
    ) -> [String] {
        let left = Resumption.free.union(earlier == nil ? [] : ["--failed-from"])
        let pieces = arguments.pieces(of: command.options, without: left)
        let variables = EnvFiles.lasting(arguments)
        guard let earlier else { return pieces.flatMap(\.self) + variables }
        return places + pieces.dropFirst(arguments.words.count).flatMap(\.self) + variables
            + earlier.failed.sorted().flatMap { ["--case", $0] }
    }

    static func fatal(_ arguments: Arguments) throws(Diagnostics) -> Set<Shortfall> {
        var fatal = Set(Shortfall.allCases)
        if let text = arguments.last("--fail-on") {
            fatal = []
            for word in text.split(separator: ",", omittingEmptySubsequences: false) {
                let known = Shortfall.allCases.map(\.rawValue)
                guard let shortfall = Shortfall(rawValue: String(word)) else {
                    throw Diagnostics([
                        Diagnostic(
                            "option '--fail-on' has '\(word)', which is nothing a run can come to",
                            hint: didYouMean(String(word), among: known)
                                ?? "a list of: \(known.joined(separator: ", "))")
                    ])
                }
                fatal.insert(shortfall)
            }
        }
        if arguments.has("--exit-zero") { fatal.subtract([.failed, .regression]) }
        return fatal
    }

    static func key(
        _ arguments: Arguments, _ option: String = "--key-variable"
    ) throws(Diagnostics) -> Secret? {
        guard let name = arguments.last(option) else { return nil }
        guard let value = Environment.value(name), !value.isEmpty else {
            throw Diagnostics([
                Diagnostic(
                    "the environment has no variable '\(name)'",
                    hint:
                        "\(option) names the variable that holds the key; --env-file FILE reads it from a file"
                )
            ])
        }
        // The wire carries neither: a key with them would be another than the one that comes back.
        guard value.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw Diagnostics([
                Diagnostic(
                    "the variable '\(name)' holds a blank, a line break or another sign that no key has",
                    hint: "set it to the key alone, without 'Bearer' and without quotes")
            ])
        }
        return Secret(value)
    }

    static func checkLive(
        _ arguments: Arguments, _ gateway: ChosenGateway?
    ) throws(Diagnostics) {
        guard gateway != nil else { return }
        if !arguments.has("--live") {
            let who =
                arguments.has("--gateway") ? "--gateway sends" : "the suite's `gateway:` sends"
            throw Diagnostics([
                Diagnostic(
                    "\(who) to a gateway that may spend money, and --live is not given",
                    hint: "add --live if that is meant")
            ])
        }
        if !arguments.has("--allow-unpriced") {
            throw Diagnostics([
                Diagnostic(
                    "no price is known for what stands behind the gateway, so no budget can cap the spend",
                    hint: "add --allow-unpriced to send all the same")
            ])
        }
    }

    /// An address that would be kept in reports: nothing secret may be in it, and it must be one.
    static func checkURL(_ url: String?) throws(Diagnostics) {
        guard let url else { return }
        let rest = ["http://", "https://"].first { url.hasPrefix($0) }.map {
            url.dropFirst($0.count)
        }
        guard let rest,
            let host = rest.split(separator: "/", omittingEmptySubsequences: false).first,
            !host.isEmpty, url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else {
            throw Diagnostics([
                Diagnostic(
                    "'\(url)' is no address of a gateway",
                    hint: "--gateway http://127.0.0.1:4000/v1, or https://…")
            ])
        }
        guard !host.contains("@"), !rest.contains("?"), !rest.contains("#") else {
            throw Diagnostics([
                Diagnostic(
                    "the address of a gateway may hold no user, password or query: reports show it",
                    hint: "--key-variable NAME takes a key from the environment")
            ])
        }
    }

    static func rerunWords(
        _ arguments: Arguments, of command: any Command.Type
    ) -> String {
        var words = ["pathproof \(command.name)"]
        for option in ["--kind", "--litellm-bin", "--portkey-bin"] {
            if let value = arguments.last(option) {
                words.append("\(option) \(Shell.quoted(value))")
            }
        }
        for file in arguments.all(EnvFiles.option.name) {
            words.append("\(EnvFiles.option.name) \(Shell.quoted(file))")
        }
        if let file = arguments.last("--routes") { words.append("--routes \(Shell.quoted(file))") }
        if let port = arguments.last("--lane-port"), let url = arguments.last("--gateway") {
            words.append("--gateway \(Shell.quoted(url)) --lane-port \(port)")
        } else if let url = arguments.last("--gateway") {
            words.append("--gateway \(Shell.quoted(url))")
        }
        for option in ["--live", "--allow-unpriced", "--allow-code"] where arguments.has(option) {
            words.append(option)
        }
        if let name = arguments.last("--key-variable") {
            words.append("--key-variable \(Shell.quoted(name))")
        }
        for option in ["--record", "--replay", "--budget"] {
            guard let value = arguments.last(option),
                option != "--budget" || arguments.has("--live") || arguments.has("--record")
            else { continue }
            words.append("\(option) \(Shell.quoted(value))")
        }
        if let name = arguments.last("--key") { words.append("--key \(Shell.quoted(name))") }
        if let times = arguments.last("--repeat") { words.append("--repeat \(times)") }
        if arguments.has("--real-time") { words.append("--real-time") }
        return words.joined(separator: " ")
    }

    /// Of a part nobody can say what of the whole is lost.
    static func shard(_ arguments: Arguments) throws(Diagnostics) -> Shard? {
        guard let word = arguments.last("--shard") else { return nil }
        let sides = word.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard sides.count == 2, let number = sides[0], let count = sides[1],
            (1...shardsMax).contains(count), (1...count).contains(number)
        else {
            throw Diagnostics([
                Diagnostic(
                    "option '--shard' has '\(word)', not a part and how many there are",
                    hint: "--shard 2/5, with no more than \(shardsMax) parts")
            ])
        }
        for option in ["--baseline", "--min-coverage"] where arguments.has(option) {
            throw Diagnostics([
                Diagnostic(
                    "\(option) is judged over all parts, and this run is one of \(count)",
                    hint: "give it to `pathproof report`, with the folders of all parts")
            ])
        }
        return Shard(number: number, count: count)
    }

    private static let shardsMax = 10_000

    static func choice(_ arguments: Arguments) throws(Diagnostics) -> TestChoice {
        var choice = TestChoice(tags: arguments.all("--tag"))
        for word in arguments.all("--metadata") {
            guard let equals = word.firstIndex(of: "=") else {
                throw Diagnostics([
                    Diagnostic(
                        "option '--metadata' has '\(word)', not a key and a value",
                        hint: "--metadata team=billing")
                ])
            }
            choice.metadata.append(
                (String(word[..<equals]), String(word[word.index(after: equals)...])))
        }
        choice.first = try arguments.integer("--first", in: 1...Int.max)
        choice.sample = try arguments.integer("--sample", in: 1...Int.max)
        let seed = try arguments.integer("--seed", in: 0...Int.max)
        if seed != nil, choice.sample == nil {
            throw Diagnostics([
                Diagnostic("--seed says which tests --sample takes", hint: "add --sample N")
            ])
        }
        choice.seed = UInt64(seed ?? 0)
        return choice
    }
}
