/// Figures of a list of numbers. Nil stands for what an empty list has not.
public enum Sample {
    /// Summed in a way that loses no small number beside a large one.
    public static func mean(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : sum(values) / Double(values.count)
    }

    public static func median(_ values: [Double]) -> Double? { quantile(0.5, of: values) }

    /// Between the two nearest values where none stands at that place: R's type 7, numpy's `linear`.
    public static func quantile(_ share: Double, of values: [Double]) -> Double? {
        quantile(share, ofSorted: values.sorted())
    }

    public static func quantile(_ share: Double, ofSorted values: [Double]) -> Double? {
        precondition((0...1).contains(share), "a share of \(share)")
        guard let last = values.last else { return nil }
        let place = share * Double(values.count - 1)
        let index = Int(place)
        guard index + 1 < values.count else { return last }
        let rest = place - Double(index)
        return values[index] + (values[index + 1] - values[index]) * rest
    }

    /// Neumaier's sum: what each addition rounds off is added at the end.
    public static func sum(_ values: [Double]) -> Double {
        var (sum, lost) = (0.0, 0.0)
        for value in values {
            let next = sum + value
            lost += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
            sum = next
        }
        return sum + lost
    }
}
