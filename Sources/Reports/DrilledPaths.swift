import Rows

/// The paths that a drill has gone, each once. Its last row is the one that counts: a later one tells what went
/// otherwise than was predicted.
///
/// Its size is that of the gateway's configuration, not that of the run.
struct DrilledPaths: Sendable {
    private(set) var rows: [PathRow] = []
    private var places: [PathKey: Int] = [:]

    /// Those without a walk are none of a drill.
    mutating func take(_ row: PathRow) {
        guard row.walk != nil else { return }
        let path = PathKey(row)
        if let place = places[path] {
            rows[place] = row
        } else {
            places[path] = rows.count
            rows.append(row)
        }
    }

    var agreeing: Int { rows.count { $0.walk?.agrees == true } }
}
