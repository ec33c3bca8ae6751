import Doors
import Vocabulary

/// What a cause does to an answer that is on its way from the provider to the lane's caller.
///
/// Causes that have none are played by the lane alone, before anything is sent: nothing is spent on them.
enum Meddling: Sendable {
    /// The first piece of content passes, and then this; of a plain answer half of its length passes.
    case breaksOff(StreamEnding)
    /// All passes that comes before the content, and then nothing.
    case silentBeforeContent
    /// The first piece of content passes, and then an error in the provider's own words.
    case failsInside
    /// Every event passes as this makes it; `spoils` where something is missing then.
    case events(spoils: Bool, @Sendable (inout PassingEvent) -> Void)
    /// All of it is waited for, and goes out at once as this makes it.
    case gathered(spoils: Bool, @Sendable (inout [PassingEvent]) -> Void)
    /// The head says this of the content's type.
    case contentType(String)

    /// Something that the provider said does not reach the caller.
    var spoils: Bool {
        switch self {
        case .breaksOff, .silentBeforeContent, .failsInside: true
        case .events(let spoils, _), .gathered(let spoils, _): spoils
        case .contentType: false
        }
    }
}

/// Takes a stream apart into its events, whatever the pieces are in which it comes.
struct EventSplitter: Sendable {
    /// An event stream ends its events with an empty line, lines of JSON end with their line, and a frame tells its
    /// own length.
    private enum Form { case events, lines, frames }

    private let form: Form
    private var held: [UInt8] = []

    init(contentType: String?) {
        let type = contentType?.lowercased() ?? ""
        form =
            type.contains("ndjson")
            ? .lines : type.hasPrefix(AmazonFrame.mediaType) ? .frames : .events
    }

    mutating func take(_ piece: [UInt8]) -> [[UInt8]] {
        var events: [[UInt8]] = []
        guard form != .frames else {
            held += piece
            var start = 0
            while let length = AmazonFrame.length(of: held[start...]), length > 0,
                held.count - start >= length
            {
                events.append(Array(held[start..<start + length]))
                start += length
            }
            held.removeSubrange(..<start)
            return events
        }
        for byte in piece {
            held.append(byte)
            guard byte == 0x0A, form == .lines || endsInEmptyLine else { continue }
            events.append(held)
            held = []
        }
        return events
    }

    /// What has no end.
    mutating func rest() -> [UInt8] {
        defer { held = [] }
        return held
    }

    private var endsInEmptyLine: Bool {
        held.count == 1 || held.suffix(2).elementsEqual([0x0A, 0x0A])
            || held.suffix(3).elementsEqual([0x0A, 0x0D, 0x0A]) || held.elementsEqual([0x0D, 0x0A])
    }
}
