import Vocabulary

extension Play {
    /// The leg's host has no address. Its name cannot be one (a label has 63 bytes at most), so that no name
    /// server is asked and no network is needed.
    static let dnsFailure = Play(.dnsFailure) { place in
        let label = String(repeating: "no-such-host-", count: 5)
        return "http://\(label).invalid\(place.basePath)"
    }
}
