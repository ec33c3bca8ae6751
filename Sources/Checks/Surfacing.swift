import Vocabulary

/// Whether an error reached the caller in a way that its code would notice.
enum Surfacing {
    /// Nil where the caller was told: by an HTTP error, by an error in the answer, or by a connection
    /// that broke under it.
    static func objection(to attempt: Attempt) -> String? {
        if let breakage = attempt.breakage {
            switch breakage.kind {
            case .firstByteTimeout, .idleTimeout, .totalTimeout:
                return "expected an error; the gateway said nothing until our own "
                    + "\(breakage.kind.rawValue) (\(breakage.reason))"
            default: return nil
            }
        }
        switch attempt.reading.outcome {
        case .error: return nil
        case .ok:
            return "expected an error to surface; the caller saw \(Sight.words(for: attempt))"
        case .truncated:
            return "expected an error to surface; the stream stopped without one, "
                + "and with neither a finish reason nor its terminator"
        }
    }
}
