import Synchronization
import Transports
import Vocabulary

/// A sink that keeps everything, with its moments.
final class Collector: ByteSink {
    struct Answer {
        var begun = 0
        var status: Int?
        var headers = Headers()
        var beganAt: Moment?
        var body: [UInt8] = []
        var pieces: [Moment] = []
        var tookBeforeBegin = false
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    private let state = Mutex(Answer())
    private let judge: @Sendable (String) -> Appetite

    init(_ judge: @escaping @Sendable (String) -> Appetite = { _ in .data }) { self.judge = judge }

    var answer: Answer { state.withLock { $0 } }

    func begin(status: Int, headers: Headers, at moment: Moment) {
        state.withLock {
            $0.begun += 1
            $0.status = status
            $0.headers = headers
            $0.beganAt = moment
        }
    }

    func take(_ bytes: Span<UInt8>, at moment: Moment) -> Appetite {
        var piece: [UInt8] = []
        for index in 0..<bytes.count { piece.append(bytes[index]) }
        state.withLock {
            if $0.begun == 0 { $0.tookBeforeBegin = true }
            $0.body += piece
            $0.pieces.append(moment)
        }
        return judge(String(decoding: piece, as: UTF8.self))
    }
}

extension Request {
    /// A request that carries a key, with limits that a test can wait for.
    static func test(
        _ url: String, method: String = "POST", body: String = "{}",
        limits: RequestLimits = .test()
    ) -> Request {
        Request(
            method: method, url: url, headers: [Field("Content-Type", "application/json")],
            secretHeaders: [SecretField("Authorization", Secret("Bearer \(key)"))],
            body: Array(body.utf8), limits: limits)
    }

    static let key = "sk-this-must-never-be-shown"
}

extension RequestLimits {
    static func test(
        total: Duration = .seconds(5), firstByte: Duration = .seconds(5),
        idle: Duration = .seconds(5), connect: Duration = .seconds(5),
        headerBytesMax: Int = 256 << 10, bodyBytesMax: Int = 64 << 20
    ) -> RequestLimits {
        RequestLimits(
            total: total, firstByte: firstByte, idle: idle, connect: connect,
            headerBytesMax: headerBytesMax, bodyBytesMax: bodyBytesMax)
    }
}

extension Transport {
    /// One that no proxy of the machine's environment disturbs.
    static func plain(_ options: TransportOptions = TransportOptions()) -> Transport {
        under([:], options)
    }

    /// One that knows these variables of the environment and no others.
    static func under(
        _ variables: [String: String], _ options: TransportOptions = TransportOptions()
    ) -> Transport {
        do {
            return try Transport(options, environment: { variables[$0] })
        } catch {
            fatalError("no transport for the tests: \(error)")
        }
    }
}
