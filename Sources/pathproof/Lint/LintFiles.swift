import Documents
import GatewayMaps
import Lint
import LocalGateway
import Plans
import Providers
import Suites
import Vocabulary

/// Finds the files that belong together: each routes file with the suites that go over it.
enum LintFiles {
    static func subjects(
        in places: [String], kind: FileKind?, today: Day
    ) throws(Diagnostics) -> (subjects: [LintSubject], notes: [Diagnostic]) {
        let mistakes = Mistakes()
        let checker = SuiteChecker(
            plain: try Arguments([], options: RunCommand.options, command: RunCommand.name))
        var subjects: [String: LintSubject] = [:]
        var order: [String] = []
        func subject(of routes: String?) -> LintSubject {
            let key = routes ?? ""
            if let known = subjects[key] { return known }
            order.append(key)
            var subject = LintSubject(today: today)
            if let routes,
                let node = mistakes.collect({ () throws(Diagnostics) in try document(routes) })
            {
                subject.document = node
                subject.map = mistakes.collect { () throws(Diagnostics) in
                    try RoutesFile.read(node, knownProviders: allProviders.map { $0.name })
                }
            }
            return subject
        }
        var together: [String: [Suite]] = [:]
        for (path, node, kind, folder) in files(in: places, kind, mistakes) {
            if kind == .portkey || kind == .openrouter {
                order.append(path)
                subjects[path] = LintSubject(
                    gateway: kind == .portkey
                        ? PortkeyReader.examine(node).examination
                        : OpenRouterReader.examine(node).examination, today: today)
                continue
            }
            if kind == .litellm {
                order.append(path)
                subjects[path] = mistakes.collect { () throws(Diagnostics) in
                    LintSubject(
                        litellm: try Drill.examined(path).examination,
                        said: { Drill.words(of: $0, for: $1) }, today: today)
                }
                continue
            }
            if kind == .promptfoo {
                mistakes.add(FileKind.promptfooMistake(node))
                continue
            }
            guard kind == .suite else {
                let looked = subject(of: path)
                for gateway in looked.map?.gateways ?? [] {
                    guard case .config(let file) = gateway.place else { continue }
                    mistakes.collect { () throws(Diagnostics) in
                        try gateway.config(file).checkThere()
                    }
                }
                subjects[path] = looked
                continue
            }
            let suite = SuiteFile.examine(node, in: mistakes)
            if let folder { together[folder, default: []].append(suite) }
            let routes = RoutesCache.nearest(to: path)
            var looked = subject(of: routes)
            checker.check(suite, over: looked.map, in: mistakes)
            if suite.isSound { looked.suites.append((suite, node)) }
            subjects[routes ?? ""] = looked
        }
        // As `run` takes a folder: through one gateway.
        for (_, suites) in together {
            mistakes.collect { () throws(Diagnostics) in _ = try ChosenGateway.agreed(suites) }
        }
        try mistakes.check()
        return (order.compactMap { subjects[$0] }, YAMLFolder.notes(among: mistakes))
    }

    private typealias Found = (path: String, node: Node, kind: FileKind, folder: String?)

    private static func files(
        in places: [String], _ asked: FileKind?, _ mistakes: Mistakes
    ) -> [Found] {
        var seen: Set<String> = []
        func read(_ path: String) -> Node? {
            guard seen.insert(path).inserted else { return nil }
            return mistakes.collect { () throws(Diagnostics) in try document(path) }
        }
        return places.flatMap { place -> [Found] in
            guard let files = YAMLFolder.files(in: place) else {
                return read(place).map { [(place, $0, asked ?? FileKind(of: $0), nil)] } ?? []
            }
            var folder = YAMLFolder(place)
            let found = files.compactMap { file -> Found? in
                guard let node = read(file) else { return nil }
                if let kind = asked ?? FileKind(inFolder: node) { return (file, node, kind, place) }
                folder.leftAside.append(file)
                return nil
            }
            if let note = found.isEmpty ? nil : folder.note { mistakes.add(note) }
            if found.isEmpty, !mistakes.hasErrors {
                mistakes.add(folder.lack(of: "file that `lint` knows"))
            }
            return found
        }
    }

    /// A key that is not set here is no mistake of the file.
    private static func document(_ path: String) throws(Diagnostics) -> Node {
        try RunJob.document(path) { Environment.value($0) ?? "" }
    }
}

/// Asks of a suite what a run asks before it sends anything.
private struct SuiteChecker {
    /// A run without any option.
    let plain: Arguments

    func check(_ suite: Suite, over map: RouteMap?, in mistakes: Mistakes) {
        let stage = SuiteStage(retryAfterMax: Backoff.simulated.retryAfterMax)
        if let map {
            mistakes.collect { () throws(Diagnostics) in
                _ = try Planner.judge(of: suite, in: map)
            }
            mistakes.collect { () throws(Diagnostics) in
                _ = try Planner.embedder(of: suite, in: map)
            }
        }
        guard let gateway = suite.gateway, gateway.name != ChosenGateway.embedded else {
            _ = stage.prepared(suite, over: map, in: mistakes) { map throws(Diagnostics) in
                try AskedKey.find(plain, suite, in: map)
            }
            return
        }
        let known = map?.gateways.first { $0.name == gateway.name }
        if let map, known == nil {
            mistakes.add(ChosenGateway.unknown(gateway, among: map.gateways))
        }
        if let known, case .config(let file) = known.place {
            mistakes.collect { () throws(Diagnostics) in
                _ = try Drill(
                    known.config(file), carrying: [suite],
                    beside: map.map { [suite.file: $0] } ?? [:], plain, legs: .simulated, mistakes)
            }
            return
        }
        guard known != nil else {
            // What the gateway is, the mistake at its name or in its file leaves open.
            _ = stage.prepared(suite, over: nil, in: mistakes) { _ in nil }
            return
        }
        _ = stage.prepared(overURL: suite, in: mistakes) { () throws(Diagnostics) in
            try AskedKey.refuse(plain, suite)
        }
    }
}
