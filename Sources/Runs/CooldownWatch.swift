import Plans
import Providers
import Suites
public import Transports
public import Vocabulary

/// Watches what one failure of a leg does to the requests after it: whether the gateway leaves the leg out,
/// for how long, and who answers meanwhile.
public struct CooldownWatch: Sendable {
    public struct Result: Sendable, Equatable {
        public var leg: LegID
        public var cause: Cause
        /// How long the leg asked to be left alone, at the least; nil where it asked for nothing.
        public var asked: Duration?
        /// From the failure to the first call after it; nil where the leg was called at once.
        public var leftOut: Duration?
        /// It was not called again as long as anybody watched.
        public var isLost: Bool
        /// Who answered while the leg was left out, and with which status.
        public var answeredBy: LegID?
        public var status: Int?
    }

    private let transport: Transport
    private let target: Target
    private let faults: any FaultControl

    public init(transport: Transport, target: Target, faults: any FaultControl) {
        self.transport = transport
        self.target = target
        self.faults = faults
    }

    /// Nil where the leg could not be made to fail: dice passed it by, or another leg stands before it; and where
    /// nobody can say whether it was left out.
    ///
    /// - Parameters:
    ///   - sharing: one in how many requests comes to the leg, where nothing keeps them from it.
    ///   - longest: how long to wait for the leg to come back.
    public func watch(
        _ leg: LegID, askingFor route: String, cause: Cause, sharing: Int, longest: Duration
    ) async -> Result? {
        guard let failure = await failure(leg, route, cause, tries: sharing * Self.triesPerLeg)
        else { return nil }
        let failed = Clock.now()
        let asked = failure.retryAfter
        var result = Result(
            leg: leg, cause: cause, asked: asked, leftOut: nil, isLost: false)
        for _ in 0..<(sharing == 1 ? 1 : sharing * Self.triesPerLeg) {
            let seen = await ask(route, [:])
            if let call = seen.calls.first(where: { $0.leg == leg }) {
                // On a busy machine it may have been left out, and be back already.
                let mayBeBack = asked.map { $0 > .zero && call.arrived - failure.arrived >= $0 }
                return mayBeBack == true ? nil : result
            }
            result.answeredBy = seen.calls.last { $0.status == 200 }?.leg
            result.status = seen.status
        }
        while Clock.now() - failed < longest {
            do { try await Task.sleep(for: Self.pause) } catch { return nil }
            for _ in 0..<sharing {
                let seen = await ask(route, [:])
                guard let call = seen.calls.first(where: { $0.leg == leg }) else { continue }
                result.leftOut = call.arrived - failed
                return result
            }
        }
        result.leftOut = Clock.now() - failed
        result.isLost = true
        return result
    }

    /// Dice pass a leg by so often in a row less than once in a hundred times, whatever its share.
    private static let triesPerLeg = 5
    private static let pause: Duration = .milliseconds(200)

    private func failure(
        _ leg: LegID, _ route: String, _ cause: Cause, tries: Int
    ) async -> LaneCall? {
        for _ in 0..<max(1, tries) {
            let seen = await ask(route, [leg: cause])
            if let call = seen.calls.first(where: { $0.leg == leg && $0.cause == cause }) {
                return call
            }
        }
        return nil
    }

    private func ask(
        _ route: String, _ causes: [LegID: Cause]
    ) async -> (calls: [LaneCall], status: Int?) {
        let marker = Marker.next()
        let prompt = Prompt(messages: [
            Message(.user, "Hello" + PromptTemplate.suffix(for: marker))
        ])
        await faults.arm(
            marker, with: FaultScript(causes: causes, answer: SimulatedAnswer(text: "Hello.")))
        let reader = AnswerReader(target.provider.reader(isStreamed: false))
        let exchange = await transport.send(
            target.request(for: prompt, route: route, isStreamed: false), into: reader)
        return (await faults.settle(marker, within: .seconds(5)), exchange.status)
    }
}
