/// How much of a machine's processors is in use, by two readings of /proc/stat.
public enum MachineLoad {
    /// Above this share others take turns that a hop's measure needs: the gateway and this program
    /// must both find a processor free.
    public static let shareMax = 0.25

    public static func isTooMuch(_ share: Double?) -> Bool { share.map { $0 > shareMax } ?? false }

    /// The share of all processor time between two readings that was not idle; nil where the text is none of
    /// Linux's, or too little time lies between.
    public static func share(from earlier: String, to later: String) -> Double? {
        guard let before = times(in: earlier), let after = times(in: later) else { return nil }
        let all = after.all - before.all
        guard all > 0 else { return nil }
        return min(1, max(0, 1 - Double(after.idle - before.idle) / Double(all)))
    }

    /// `cpu  user nice system idle iowait irq softirq steal guest guest_nice`: guests are in user already.
    private static func times(in text: String) -> (all: Int, idle: Int)? {
        let words = text.prefix { $0 != "\n" }.split(separator: " ")
        guard words.first == "cpu" else { return nil }
        let numbers = words.dropFirst().prefix(8).compactMap { Int($0) }
        guard numbers.count == 8 else { return nil }
        return (numbers.reduce(0, +), numbers[3] + numbers[4])
    }
}
