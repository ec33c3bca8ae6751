import GatewayMaps
import Vocabulary

/// How far the files of other gateways are understood: how many constructs are read how well, or each with its line.
enum ConstructText {
    static func text(_ constructs: [Construct], listsEach: Bool) -> String {
        let counts = Construct.Exactness.allCases.map { exactness in
            "\(constructs.count { $0.exactness == exactness }) \(exactness.rawValue)"
        }
        let sum = "\(constructs.count) constructs: \(counts.joined(separator: ", "))"
        guard listsEach else { return "\(sum); --constructs shows each\n" }
        let lines = constructs.map { construct in
            let place = construct.location
            return "\(place.file):\(place.line):\(place.column): \(construct.text)\n"
        }
        return lines.joined() + sum + "\n"
    }

    /// Each once, in the order of their lines: what was found out of it last says how far it is understood.
    static func each(_ constructs: [Construct]) -> [Construct] {
        var places: [[String]: Int] = [:]
        var each: [Construct] = []
        for construct in constructs {
            let name = [construct.location.file, construct.path]
            if let place = places[name] {
                each[place] = construct
            } else {
                places[name] = each.count
                each.append(construct)
            }
        }
        return each.sorted(by: isBefore)
    }

    private static func isBefore(_ one: Construct, _ other: Construct) -> Bool {
        (one.location.file, one.location.line, one.location.column)
            < (other.location.file, other.location.line, other.location.column)
    }
}
