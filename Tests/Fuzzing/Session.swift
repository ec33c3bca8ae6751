public import Foundation

/// Inputs one after the other, in this process, until the time is over.
public struct Session {
    public struct Found: Sendable {
        public var number: Int
        public var input: FuzzInput
        public var fault: Fault
    }

    /// How many inputs of one kind of fault are told: more would say the same.
    private static let perKindMax = 3
    /// What may stay allocated beyond what was after the warming up: caches, pools, the faults that are told.
    /// Pages are given back late, and never all.
    private static let growthBytesMax = Memory.isExact ? 16 << 20 : 96 << 20
    private static let growthEvery = 4_096
    private static let heldEvery = 64

    private let fuzzer: Fuzzer
    private let progress: Progress?
    private var told: [String: Int] = [:]
    private var warmBytes: Int?
    public private(set) var inputs = 0
    public private(set) var bytes = 0
    public private(set) var found: [Found] = []

    public init(_ fuzzer: Fuzzer, progress: Progress? = nil) {
        self.fuzzer = fuzzer
        self.progress = progress
    }

    /// Begins with that number; `tell` hears of each fault at once.
    public mutating func run(
        from first: Int = 0, seconds: Double, _ tell: (Found) throws -> Void = { _ in }
    ) throws {
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end {
            let number = first + inputs
            let input = fuzzer.input(number)
            try progress?.begin(number)
            var faults = Trial.faults(of: input)
            if Memory.isExact, inputs % Self.heldEvery == 0, case .answer(let answer) = input,
                let fault = ReaderTrial.heldFault(of: answer)
            {
                faults.append(fault)
            }
            inputs += 1
            bytes += input.byteCount
            if inputs % Self.growthEvery == 0, let fault = growthFault() { faults.append(fault) }
            for fault in faults {
                try note(Found(number: number, input: input, fault: fault), tell)
            }
        }
    }

    private mutating func growthFault() -> Fault? {
        let bytes = Memory.bytes
        guard let warm = warmBytes else {
            // Twice as many as between two looks, so that the caches have met every provider.
            if inputs >= 2 * Self.growthEvery { warmBytes = bytes }
            return nil
        }
        guard bytes > warm + Self.growthBytesMax else { return nil }
        warmBytes = bytes
        return Fault("growth", "\(bytes) bytes in use after \(inputs) inputs, \(warm) before")
    }

    private mutating func note(_ new: Found, _ tell: (Found) throws -> Void) rethrows {
        let key = "\(new.fault.kind) \(new.input.name)"
        told[key, default: 0] += 1
        guard told[key, default: 0] <= Self.perKindMax else { return }
        found.append(new)
        try tell(new)
    }
}

/// The number of the input that is tried, in a file: whoever finds this process dead reads there what it died of.
public final class Progress: Sendable {
    private let file: FileHandle

    public init(_ url: URL) throws {
        try Data().write(to: url)
        file = try FileHandle(forWritingTo: url)
    }

    func begin(_ number: Int) throws {
        try file.seek(toOffset: 0)
        // Of one width, so that a smaller number leaves nothing of a larger.
        try file.write(contentsOf: Data("\(number)".leftPadded(to: 20).utf8))
    }

    public static func read(_ url: URL) -> Int? {
        guard let text = try? String(contentsOf: url, encoding: .utf8) else { return nil }
        return Int(text.trimmingCharacters(in: .whitespaces))
    }
}

extension String {
    fileprivate func leftPadded(to width: Int) -> String {
        String(repeating: " ", count: max(0, width - count)) + self
    }
}
