import Rows

extension RunRow {
    /// Who was asked. Legs that are asked directly have no gateway before them.
    ///
    /// - Parameter name: how the page shows the gateway's name, which is the user's own.
    func askedWords(_ name: (String) -> String) -> String {
        if isDirect { return "legs asked directly" }
        let words = "gateway \(name(gateway))"
        return direct.isEmpty ? words : "\(words), and legs asked directly"
    }
}
