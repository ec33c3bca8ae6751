import Vocabulary

/// LiteLLM's router, played for one request: groups, attempts, retries, fallbacks of fallbacks.
///
/// Wherever dice are thrown the request goes on in all ways; each is a branch with what it has called and
/// tried so far.
struct LiteLLMCourse {
    struct Branch: Hashable {
        enum State: Hashable {
            case answered(by: LegID, HandedOn)
            case failed(Failure)
        }

        var calls: [LegID] = []
        /// Targets that this request has tried: none is tried twice.
        var tried: Set<String> = []
        /// Legs of a group that is asked anew without them.
        var excluded: Set<LegID> = []
        var state: State = .failed(Failure(kind: .badRequest, status: 400))
    }

    /// An error without what only the leg's own attempt needs.
    struct Failure: Hashable {
        var kind: LiteLLMError.Class
        var status: Int
        /// The last leg that failed; a stream that had begun does not tell.
        var leg: LegID?
        /// The stream of this leg had begun: to those who asked for it, it had succeeded.
        var isInStream = false
        /// Nobody else is asked.
        var isFinal = false
        /// The leg whose first event the caller has got already.
        var openedBy: LegID?
        /// The router itself refused, in words by which the proxy knows the status.
        var isOwnWords = false
    }

    /// How an answer was handed on.
    enum HandedOn: Hashable { case whole, hidden, damaged, breaksOff, null }

    private let config: LiteLLMConfig
    /// What was asked for, all the way: its fallbacks are looked up where a later group has none.
    private let request: LiteLLMRequest
    /// What comes of a leg's call, counted from 0.
    private let fault: (LegID, _ call: Int) -> LiteLLMFault
    private var branchesLeft = LiteLLMPredictor.walksMax

    init(
        config: LiteLLMConfig, request: LiteLLMRequest,
        fault: @escaping (LegID, _ call: Int) -> LiteLLMFault
    ) {
        self.config = config
        self.request = request
        self.fault = fault
    }

    mutating func ends() -> [Branch] {
        ask(request.model, level: nil, depth: 0, from: Branch())
    }

    // MARK: A group with its fallbacks

    /// A group, or one level of it, and where it leads when it fails.
    private mutating func ask(
        _ name: String, level: Int?, depth: Int, from branch: Branch
    ) -> [Branch] {
        var ends: [Branch] = []
        for attempt in attempts(at: name, level: level, from: branch) {
            guard case .failed(let failure) = attempt.state, !failure.isFinal else {
                ends.append(attempt)
                continue
            }
            ends += fallBack(from: name, level: level, after: failure, depth: depth, attempt)
        }
        return ends
    }

    private mutating func fallBack(
        from name: String, level: Int?, after failure: Failure, depth: Int, _ branch: Branch
    ) -> [Branch] {
        let isTaken = failure.kind == .contextWindow || failure.kind == .contentPolicy
        if !isTaken, let levels = levels(after: level, of: name) {
            let others = config.routing.general.flatMap { general($0, for: name) } ?? []
            let targets =
                levels.map { Target(name: name, level: $0) } + others.map { Target(name: $0) }
            // The error of the last target is what is told here, unlike elsewhere.
            return go(through: targets, from: name, depth: depth, branch, telling: nil)
        }
        let (answered, open) = isTaken ? ([], [branch]) : failOver(name, failure, depth, branch)
        guard let targets = targets(for: name, after: failure) else { return answered + open }
        return answered
            + open.flatMap { branch in
                go(
                    through: targets.map { Target(name: $0) }, from: name, depth: depth, branch,
                    telling: failure)
            }
    }

    /// The rest of the group without the leg that failed, where the configuration asks for it first. Gives
    /// the branches that ended, and those that are still open, with the first failure.
    private mutating func failOver(
        _ name: String, _ failure: Failure, _ depth: Int, _ branch: Branch
    ) -> (answered: [Branch], open: [Branch]) {
        guard config.routing.triesOthersFirst,
            config.routing.strategy == LiteLLMConfig.usualStrategy,
            depth < config.routing.fallbacksMax, let leg = failure.leg
        else { return ([], [branch]) }
        var without = branch
        without.excluded.insert(leg)
        without.tried.insert(name)
        let rest = candidates(of: name, level: nil)?.filter {
            !without.excluded.contains($0.leg)
        }
        guard rest?.isEmpty == false else { return ([], [branch]) }
        var (answered, open): ([Branch], [Branch]) = ([], [])
        for var end in ask(name, level: nil, depth: depth + 1, from: without) {
            end.excluded = branch.excluded
            // What this walk has tried, the one after it does not know.
            end.tried = branch.tried
            if case .failed(let later) = end.state, !later.isInStream {
                end.state = .failed(failure)
                open.append(end)
            } else {
                answered.append(end)
            }
        }
        return (answered, open)
    }

    private struct Target {
        var name: String
        var level: Int?

        /// A level of the group that failed is another target than the group.
        var key: String { level.map { "\(name)\u{0}\($0)" } ?? name }
    }

    /// One target after the other until one answers.
    private mutating func go(
        through targets: [Target], from name: String, depth: Int, _ branch: Branch,
        telling first: Failure?
    ) -> [Branch] {
        guard depth < config.routing.fallbacksMax else { return [branch] }
        let isOutermost = depth == 0
        var open = branch
        open.tried.insert(name)
        var (still, ends): ([Branch], [Branch]) = ([open], [])
        var depth = depth
        for target in targets where target.level != nil || target.name != name {
            depth += 1
            var next: [Branch] = []
            for var branch in still {
                guard branch.tried.insert(target.key).inserted else {
                    next.append(branch)
                    continue
                }
                for end in ask(target.name, level: target.level, depth: depth, from: branch) {
                    if case .failed(let failure) = end.state, !failure.isInStream {
                        next.append(end)
                    } else {
                        ends.append(end)
                    }
                }
            }
            still = next
        }
        return ends
            + still.map { branch in
                var branch = branch
                guard let first else { return branch }
                guard isOutermost, case .failed(let last) = branch.state else {
                    branch.state = .failed(first)
                    return branch
                }
                branch.state = .failed(told(first, after: last))
                return branch
            }
    }

    /// The first error, to whose words those of the last are added: some of them stand for a status.
    private func told(_ first: Failure, after last: Failure) -> Failure {
        guard config.routing.tellsOfFallbacks, last.isOwnWords, !first.isOwnWords else {
            return first
        }
        var told = first
        told.status = last.status
        return told
    }

    /// Nil where the error is returned at once.
    private func targets(for name: String, after failure: Failure) -> [String]? {
        let routing = config.routing
        if failure.kind == .contextWindow, let list = routing.context {
            return general(list, for: name)
        }
        if failure.kind == .contentPolicy, let list = routing.policy {
            return general(list, for: name)
        }
        return routing.general.flatMap { general($0, for: name) }
    }

    /// The group's own entry, else that of what was asked for, else the one for all.
    private func general(_ list: FallbackList, for name: String) -> [String]? {
        list.targets(of: name) ?? list.targets(of: request.model) ?? list.catchAll
    }

    /// Nil where the group has no more than one.
    private func levels(after level: Int?, of name: String) -> [Int]? {
        let all = Set((config.group(askedAs: name)?.deployments ?? []).compactMap(\.order)).sorted()
        guard all.count > 1, let first = all.first else { return nil }
        return all.filter { $0 > level ?? first }
    }

    // MARK: Attempts within a group

    private mutating func attempts(
        at name: String, level: Int?, from branch: Branch
    ) -> [Branch] {
        let all = candidates(of: name, level: level)
        let candidates = (all ?? []).filter { !branch.excluded.contains($0.leg) }
        guard !candidates.isEmpty else {
            var branch = branch
            branch.state = .failed(
                all == nil
                    ? Failure(kind: .other, status: 401, isOwnWords: true)
                    : level != nil
                        ? Failure(kind: .other, status: 429, isOwnWords: true)
                        : Failure(kind: .badRequest, status: 400))
            return [branch]
        }
        return attempt(candidates, of: name, skipping: [], left: nil, branch)
    }

    /// Nil where the request's tags are refused.
    private func candidates(of name: String, level: Int?) -> [LiteLLMConfig.Deployment]? {
        let byID = config.deployments.filter { $0.declaredID == name }
        let group = config.group(askedAs: name)
        var all = (group?.deployments ?? byID).filter { $0.provider != nil }
        // A name behind which nobody stands is taken for the first of the default fallbacks.
        if all.isEmpty, let other = config.routing.general?.catchAll?.first {
            all = (config.group(askedAs: other)?.deployments ?? []).filter { $0.provider != nil }
        }
        // Who names a deployment gets it, whatever its tags.
        let isNamed = group == nil && !byID.isEmpty
        guard let asked = isNamed ? all : config.left(of: all, for: request) else { return nil }
        let order = level ?? asked.compactMap(\.order).min()
        return order.map { order in asked.filter { $0.order == order } } ?? asked
    }

    /// - Parameter left: retries that are left; nil before the first failure has said how many there are.
    private mutating func attempt(
        _ candidates: [LiteLLMConfig.Deployment], of name: String, skipping: Set<LegID>,
        left: Int?, _ branch: Branch
    ) -> [Branch] {
        let open = candidates.filter { !skipping.contains($0.leg) }
        var ends: [Branch] = []
        // Who is left out is so before the dice are thrown.
        for deployment in config.drawn(of: open.isEmpty ? candidates : open) {
            guard branchesLeft > 0 else { break }
            var branch = branch
            if deployment.isMock {
                branch.state = .answered(by: deployment.leg, .whole)
                ends.append(branch)
                continue
            }
            let fault = fault(at: deployment.leg, branch)
            guard let error = error(of: fault, at: deployment.leg, of: name, branch) else {
                branch.calls += Array(
                    repeating: deployment.leg, count: calls(of: fault, at: deployment.leg, branch))
                branch.state = state(after: fault, at: deployment.leg)
                ends.append(branch)
                branchesLeft -= 1
                continue
            }
            branch.calls += Array(repeating: deployment.leg, count: error.calls)
            branch.state = .failed(
                Failure(kind: error.kind, status: error.shownStatus, leg: deployment.leg))
            let retries = left ?? retries(after: error, at: deployment, of: name)
            guard retries > 0,
                left == nil || isRetried(error, groupSize: size(of: name), of: name)
            else {
                ends.append(branch)
                branchesLeft -= 1
                continue
            }
            let skipped = error.hasRetriableStatus ? skipping : skipping.union([deployment.leg])
            ends += attempt(
                candidates, of: name, skipping: skipped, left: retries - 1, branch)
        }
        return ends
    }

    /// What comes of the leg's next call.
    private func fault(at leg: LegID, _ branch: Branch) -> LiteLLMFault {
        fault(leg, branch.calls.count { $0 == leg })
    }

    /// What makes LiteLLM try again; nil where the leg has answered, or has begun to.
    private func error(
        of fault: LiteLLMFault, at leg: LegID, of name: String, _ branch: Branch
    ) -> LiteLLMError? {
        switch fault {
        case .fails(let error):
            // A client that asks again by itself has its answer where the fault does not last.
            recovers(after: error, at: leg, branch) == nil ? error : nil
        case .filtered where hasPolicyFallback(for: name, branch): LiteLLMError(.contentPolicy, 400)
        default: nil
        }
    }

    /// How many calls of its own a client makes until the leg is healthy again; nil where it gives up before.
    private func recovers(after error: LiteLLMError, at leg: LegID, _ branch: Branch) -> Int? {
        let begun = branch.calls.count { $0 == leg }
        return (1..<max(1, error.calls)).first { fault(leg, begun + $0) == .whole }
    }

    private func calls(of fault: LiteLLMFault, at leg: LegID, _ branch: Branch) -> Int {
        switch fault {
        case .surfaces(_, let calls): calls
        case .null: 2
        case .fails(let error): 1 + (recovers(after: error, at: leg, branch) ?? 0)
        default: 1
        }
    }

    private func state(after fault: LiteLLMFault, at leg: LegID) -> Branch.State {
        switch fault {
        case .failsInStream(let error, let isOpened):
            .failed(
                Failure(
                    kind: error.kind, status: error.shownStatus, isInStream: true,
                    openedBy: isOpened ? leg : nil))
        case .surfaces(let status, _):
            .failed(Failure(kind: .badRequest, status: status, isInStream: true, isFinal: true))
        case .fails: .answered(by: leg, .whole)
        default: .answered(by: leg, HandedOn(fault))
        }
    }

    private func hasPolicyFallback(for name: String, _ branch: Branch) -> Bool {
        guard let list = config.routing.policy else {
            return config.routing.general?.catchAll != nil
        }
        return general(list, for: name)?.contains { !branch.tried.contains($0) } ?? false
    }

    private func size(of name: String) -> Int {
        config.group(askedAs: name)?.deployments.count { $0.provider != nil } ?? 1
    }

    /// How many retries the first failure gives.
    private func retries(
        after error: LiteLLMError, at deployment: LiteLLMConfig.Deployment, of name: String
    ) -> Int {
        if let policy = policy(for: name), let retries = error.retries(in: policy) {
            return retries
        }
        guard isRetried(error, groupSize: size(of: name), of: name) else { return 0 }
        return deployment.retries ?? config.routing.retries
    }

    private func policy(for name: String) -> LiteLLMConfig.RetryPolicy? {
        config.routing.groupRetryPolicies[name] ?? config.routing.retryPolicy
    }

    private func isRetried(_ error: LiteLLMError, groupSize: Int, of name: String) -> Bool {
        if let policy = policy(for: name), error.retries(in: policy) != nil { return true }
        if error.kind == .contextWindow, config.routing.context != nil { return false }
        if error.kind == .contentPolicy, config.routing.policy != nil { return false }
        if !error.hasRetriableStatus, error.status != 401, error.status != 403 { return false }
        if error.kind == .notFound { return false }
        if error.kind == .authentication || error.kind == .permission { return groupSize > 1 }
        return true
    }
}

extension LiteLLMCourse.HandedOn {
    init(_ fault: LiteLLMFault) {
        switch fault {
        case .whole: self = .whole
        case .hidden: self = .hidden
        case .damaged, .filtered, .fails, .failsInStream, .surfaces: self = .damaged
        case .breaksOff: self = .breaksOff
        case .null: self = .null
        }
    }
}
