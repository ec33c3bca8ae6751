import Servers
import Vocabulary

extension LaneTranscript {
    private static let bytesMax = 16 << 10

    /// Holds what the lane holds anyway: no byte is copied before somebody asks.
    init(_ request: IncomingRequest, _ score: Score) {
        self.init { (Self.got(request), Self.sent(score)) }
    }

    /// - Parameter sent: what has gone out so far.
    init(_ request: IncomingRequest, sent: @escaping @Sendable () -> String) {
        self.init { (Self.got(request), sent()) }
    }

    private static func got(_ request: IncomingRequest) -> String {
        "\(request.method) \(withoutKey(request.target))\n" + shown(request.headers) + "\n"
            + excerpt(request.body.prefix(bytesMax), of: request.body.count)
    }

    /// A key may stand in a query: `?key=…`.
    private static func withoutKey(_ target: String) -> String {
        guard let mark = target.firstIndex(of: "?") else { return target }
        let parts = target[target.index(after: mark)...].split(
            separator: "&", omittingEmptySubsequences: false)
        let shown = parts.map { part in
            let name = part.prefix { $0 != "=" }
            return AddressSecrets.isSecret(name) ? "\(name)=[secret]" : String(part)
        }
        return target[...mark] + shown.joined(separator: "&")
    }

    /// The steps as they were planned; whether they all went out, the journal's row tells.
    private static func sent(_ score: Score) -> String {
        var text = ""
        var (number, shown) = (0, 0)
        var latest: Duration?
        while let step = score.next(number), number < stepsMax {
            number += 1
            if step.after != latest, step.after > .zero || number > 1 {
                text += "\n--- \(step.after.inNanoseconds / 1_000_000) ms after the request\n"
            }
            latest = step.after
            switch step.act {
            case .send(let bytes):
                let kept = bytes.prefix(max(0, bytesMax - shown))
                shown += bytes.count
                text += excerpt(kept, of: bytes.count)
            case .finish: text += "--- closes the connection\n"
            case .reset: text += "--- resets the connection\n"
            case .hang: text += "--- says nothing more\n"
            case .keepAlive: break
            }
        }
        return text
    }

    private static let stepsMax = 1000
}
