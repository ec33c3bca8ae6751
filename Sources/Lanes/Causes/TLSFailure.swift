import Vocabulary

extension Play {
    /// The leg is sought under `https`, and its lane turns the handshake down. The host's name carries the
    /// case's marker, which stands in the hello: whatever is under `localhost` is this machine (RFC 6761).
    static let tlsFailure = Play(.tlsFailure) { place in
        "https://\(place.marker).localhost:\(place.port)\(place.basePath)"
    }

    /// A TLS record with the fatal alert `handshake_failure` (RFC 8446, section 6).
    static let handshakeFailure: [UInt8] = [0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28]
}
