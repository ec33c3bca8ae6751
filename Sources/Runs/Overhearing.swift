import Providers
import Vocabulary

/// Hears an answer on its way to its reader and keeps its beginning, for the transcript of a case that fails.
///
/// A worker has one and uses it again for each case: nearly all cases pass, and these must not pay for it.
/// `@unchecked Sendable` for the reason that `AnswerReader` gives: its uses follow one another.
final class Overhearing: ByteSink, @unchecked Sendable {
    private var reader: AnswerReader?
    private let pacer: Pacer?
    private(set) var status: Int?
    private(set) var headers = Headers()
    /// The beginning of the body, and how long all of it was.
    private(set) var body: [UInt8] = []
    private(set) var bodyBytes = 0

    static let bytesMax = 16 << 10

    init(pacer: Pacer?) { self.pacer = pacer }

    /// Ready for the next answer.
    func listen(for reader: AnswerReader) {
        self.reader = reader
        status = nil
        headers = Headers()
        body.removeAll(keepingCapacity: true)
        bodyBytes = 0
    }

    func begin(status: Int, headers: Headers, at moment: Moment) {
        self.status = status
        self.headers = headers
        pacer?.hear(status, headers, at: moment)
        reader?.begin(status: status, headers: headers, at: moment)
    }

    func take(_ bytes: Span<UInt8>, at moment: Moment) -> Appetite {
        bodyBytes += bytes.count
        let room = Self.bytesMax - body.count
        if room > 0 { body.append(copying: bytes.extracting(first: min(room, bytes.count))) }
        return reader?.take(bytes, at: moment) ?? .enough
    }
}
