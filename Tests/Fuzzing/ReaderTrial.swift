import Foundation
import Providers
import Vocabulary

/// An answer, read at once and in pieces.
enum ReaderTrial {
    /// A byte that is no UTF-8 becomes three. All else that is kept of an answer is shorter than it was, but for
    /// the words of the findings.
    static let readingGrowthMax = 4
    static let findingBytesMax = 64 << 10
    /// What a reader holds on the way: the body, its tape, and room for both to grow.
    static let heldGrowthMax = 64
    static let heldBytesMax = 1 << 20

    static func faults(of input: AnswerInput) -> [Fault] {
        let (whole, deltas) = heard(input, [0..<input.body.count])
        let pieces = heard(input, input.pieces).reading
        var faults: [Fault] = []
        if whole != pieces {
            faults.append(Fault("cut", difference(whole, pieces)))
        }
        faults += findingFaults(whole)
        let kept = whole.byteCount
        if kept > readingGrowthMax * input.byteCount + findingBytesMax {
            faults.append(Fault("large reading", "\(kept) bytes of \(input.byteCount)"))
        }
        if deltas.count > input.byteCount + 64 {
            faults.append(Fault("many deltas", "\(deltas.count) of \(input.byteCount) bytes"))
        }
        if let provider = provider(named: input.provider) {
            _ = provider.trigger(for: whole, input.isBroken ? Breakage(.cut, "fuzz") : nil)
        }
        return faults
    }

    /// Read in those pieces; all come at one moment, so that even the clocks must agree.
    static func heard(
        _ input: AnswerInput, _ pieces: [Range<Int>]
    ) -> (reading: Reading, deltas: [Delta]) {
        guard let provider = provider(named: input.provider) else {
            preconditionFailure("no provider has the name \(input.provider)")
        }
        let limits = input.limits.map {
            ReaderLimits(
                bodyBytesMax: $0.bodyBytesMax, eventBytesMax: $0.eventBytesMax,
                eventsMax: $0.eventsMax, depthMax: $0.depthMax)
        }
        var reader = provider.reader(isStreamed: input.isStreamed, limits: limits ?? .standard)
        var deltas: [Delta] = []
        let moment = Moment(nanoseconds: 1_000_000)
        let body = [UInt8](input.body)
        reader.begin(status: input.status, headers: input.headers.headers) { deltas.append($0) }
        for piece in pieces {
            let appetite = reader.consume(body[piece].span, at: moment) { deltas.append($0) }
            if appetite == .enough { break }
        }
        let breakage = input.isBroken ? Breakage(.cut, "fuzz") : nil
        reader.finish(at: moment, brokeOff: breakage) { deltas.append($0) }
        var reading = Reading()
        for delta in deltas { reading.add(delta) }
        reading.end(with: reader)
        return (reading, deltas)
    }

    /// How much memory a reader holds that was given all but the end, beside what the deltas hold.
    static func heldFault(of input: AnswerInput) -> Fault? {
        guard let provider = provider(named: input.provider) else { return nil }
        let body = [UInt8](input.body)
        let headers = input.headers.headers
        let before = Memory.bytes
        var reader = provider.reader(isStreamed: input.isStreamed)
        reader.begin(status: input.status, headers: headers) { _ in }
        for piece in input.pieces {
            let appetite = reader.consume(body[piece].span, at: Moment(nanoseconds: 1)) { _ in }
            if appetite == .enough { break }
        }
        let held = Memory.bytes - before
        reader.finish(at: Moment(nanoseconds: 1), brokeOff: nil) { _ in }
        guard held > heldGrowthMax * input.byteCount + heldBytesMax else { return nil }
        return Fault("large reader", "\(held) bytes held for \(input.byteCount)")
    }

    // MARK: Findings

    private static let known = Dictionary(
        uniqueKeysWithValues: allFindings.map { ($0.code, $0.severity) })
    private static let order: [Finding.Severity] = [.note, .warning, .error]

    private static func findingFaults(_ reading: Reading) -> [Fault] {
        reading.findings.compactMap { finding in
            guard let worst = known[finding.code] else {
                return Fault("unlisted \(finding.code)", finding.message)
            }
            let isWithin =
                (order.firstIndex(of: finding.severity) ?? 0) <= (order.firstIndex(of: worst) ?? 0)
            return isWithin
                ? nil : Fault("graver \(finding.code)", "\(finding.severity), listed as \(worst)")
        }
    }

    private static func difference(_ one: Reading, _ other: Reading) -> String {
        zip(Mirror(reflecting: one).children, Mirror(reflecting: other).children)
            .map { (name: $0.label ?? "", one: "\($0.value)", other: "\($1.value)") }
            .filter { $0.one != $0.other }
            .map { "\($0.name): at once \($0.one.prefix(600)), in pieces \($0.other.prefix(600))" }
            .joined(separator: "; ")
    }
}

extension Reading {
    /// All the text that is kept.
    fileprivate var byteCount: Int {
        var texts = [text, reasoning, refusal, model, id, finish?.raw, finish?.detail]
        for call in toolCalls { texts += [call.id, call.name, call.arguments] }
        for finding in findings { texts += [finding.code, finding.message] }
        for evidence in evidence { texts.append("\(evidence)") }
        texts += [error?.type, error?.code, error?.message, error?.reason, finish?.stopSequence]
        return texts.reduce(0) { $0 + ($1?.utf8.count ?? 0) }
    }
}
