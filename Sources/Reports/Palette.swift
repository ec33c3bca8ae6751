/// Colours by meaning, so that no caller knows an escape sequence.
public struct Palette: Sendable {
    let isColoured: Bool

    public init(isColoured: Bool) { self.isColoured = isColoured }

    public func strong(_ text: String) -> String { paint(text, "1") }
    public func faint(_ text: String) -> String { paint(text, "2") }
    public func good(_ text: String) -> String { paint(text, "32") }
    public func bad(_ text: String) -> String { paint(text, "31") }
    func badStrong(_ text: String) -> String { paint(text, "1;31") }
    public func doubtful(_ text: String) -> String { paint(text, "33") }
    func doubtfulStrong(_ text: String) -> String { paint(text, "1;33") }

    private func paint(_ text: String, _ code: String) -> String {
        isColoured && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
