/// Takes an answer as it arrives, on the transport's own thread: no call may block or wait.
public protocol ByteSink: AnyObject, Sendable {
    /// The head is complete; called once, before any `take`.
    func begin(status: Int, headers: Headers, at moment: Moment)

    /// Decoded content. Says whether it was data or only keep-alive, and whether more is wanted.
    func take(_ bytes: Span<UInt8>, at moment: Moment) -> Appetite
}

public enum Appetite: Sendable {
    /// There was data in it: the idle clock starts anew.
    case data
    /// Nothing but comments or keep-alives.
    case nothingNew
    /// The sink has what it came for, or reached a limit of its own: close the stream.
    case enough
}
