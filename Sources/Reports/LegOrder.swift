import Vocabulary

extension Array {
    /// Routes in the order in which they came, their legs by place: the order of the user's files.
    func byRoute(_ leg: (Element) -> LegID) -> [Element] {
        var order: [String: Int] = [:]
        for element in self where order[leg(element).route] == nil {
            order[leg(element).route] = order.count
        }
        return sorted { one, other in
            let (one, other) = (leg(one), leg(other))
            return (order[one.route] ?? 0, one.index) < (order[other.route] ?? 0, other.index)
        }
    }
}
