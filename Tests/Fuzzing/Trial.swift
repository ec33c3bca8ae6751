import Doors
import Foundation
import Providers
import TestSupport
import Vocabulary

/// A promise that an input broke.
public struct Fault: Sendable, Hashable {
    /// In a word or two, the same for all inputs that break it in the same way.
    public var kind: String
    public var message: String

    init(_ kind: String, _ message: String) {
        self.kind = kind
        self.message = message
    }
}

/// Hands one input to whom it is for, and looks whether all that is promised of any input was kept.
///
/// What crashes or hangs does not come back from here: `Watch` sees that from outside.
public enum Trial {
    /// The work that an input may cost, generous enough for debug builds and sanitizers: a tenth of a second,
    /// and for each of its bytes fifty microseconds.
    static func secondsMax(_ input: FuzzInput) -> Double {
        0.1 + 50e-6 * Double(input.byteCount)
    }

    public static func faults(of input: FuzzInput) -> [Fault] {
        var faults: [Fault] = []
        // Slow is only what is slow each time: the first of a kind pays for tables, and neighbours for caches.
        let seconds = CPUTime.least(below: secondsMax(input), of: 3) {
            CPUTime.seconds {
                switch input {
                case .answer(let input): faults = ReaderTrial.faults(of: input)
                case .inquiry(let input): faults = DoorTrial.faults(of: input)
                case .rendering(let input): faults = DoorTrial.faults(of: input)
                }
            }
        }
        if seconds >= secondsMax(input) {
            faults.append(Fault("slow", "\(seconds) s for \(input.byteCount) bytes"))
        }
        return faults
    }

    /// What the reader of its provider hears in an answer.
    static func deltas(of input: AnswerInput) -> [Delta] {
        ReaderTrial.heard(input, [0..<input.body.count]).deltas
    }
}
