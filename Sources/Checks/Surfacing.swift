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
        case .error:
            guard (attempt.reading.status ?? 0) / 100 == 2, let found = attempt.reading.noAnswer
            else { return nil }
            return "expected an error to surface; the caller saw status "
                + "\(attempt.reading.status ?? 200) with neither an answer nor an error in it: \(found)"
        case .ok:
            return "expected an error to surface; the caller saw \(Sight.words(for: attempt))"
        case .truncated:
            return "expected an error to surface; the stream stopped without one, "
                + "and with neither a finish reason nor its terminator"
        }
    }
}

extension Reading {
    /// Why nothing can be read from a success, where nobody put an error into it either.
    fileprivate var noAnswer: String? {
        // A damaged event of a stream is an error to whoever reads it.
        guard stream == nil, error?.isInStream != true else { return nil }
        return findings.first { finding in
            finding.severity == .error
                && ["wire.body.", "wire.json."].contains { finding.code.hasPrefix($0) }
        }?.message
    }
}
