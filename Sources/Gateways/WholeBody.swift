import Synchronization
public import Vocabulary

/// Keeps an answer's bytes, as many as a gateway's facts about itself may take.
public final class WholeBody: ByteSink {
    private let bytes = Mutex<[UInt8]>([])
    private static let bytesMax = 16 << 20

    public init() {}

    public func begin(status: Int, headers: Headers, at moment: Moment) {}

    public func take(_ more: Span<UInt8>, at moment: Moment) -> Appetite {
        bytes.withLock { bytes in
            for index in more.indices { bytes.append(more[index]) }
            return bytes.count < Self.bytesMax ? .data : .enough
        }
    }

    public var body: [UInt8] { bytes.withLock { $0 } }
    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
}
