import Glibc
import Vocabulary

/// The cases that a killed run had answered: found by their id, read from where they stand on disk, so that
/// memory holds a few words for each.
public final class AnsweredCases: Sendable {
    /// The first row of the file, as the killed run had written it.
    public let run: RunRow
    private let path: String
    private let file: Int32
    /// By a digest of the id: the bytes of all that belongs to the case.
    private let places: [UInt64: Range<Int>]

    public var count: Int { places.count }

    /// Gathers the cases of a run's two files into the second of them, so that the first can begin anew: at
    /// every moment one of the two has what was answered.
    ///
    /// - Parameters:
    ///   - results: results.jsonl of the killed run, in plan order up to where it came.
    ///   - early: cases that had been answered before their turn; the file may be missing.
    public static func gather(
        results: String, early: String
    ) throws -> AnsweredCases? {
        var run: RunRow?
        var seen: Set<UInt64> = []
        let gathered = try FileOutput(path: early)
        for path in [results, early] where access(path) {
            let source = try Source(path)
            var start: Int?
            try RowFile.forEachPlacedRow(in: path) { row, place in
                switch row {
                case .run(let row):
                    guard run == nil else { return }
                    run = row
                    try source.copy(place, to: gathered)
                case .attempt, .call, .question, .path: start = start ?? place.lowerBound
                case .case(let row):
                    let whole = (start ?? place.lowerBound)..<place.upperBound
                    start = nil
                    guard seen.insert(Digest64(row.id).value).inserted else { return }
                    try source.copy(whole, to: gathered)
                case .end, .gate, .finding, .ledger, .rehearsal: start = nil
                }
            }
        }
        guard run != nil else { return nil }
        try gathered.commit()
        return try AnsweredCases(path: early)
    }

    private init(path: String) throws {
        self.path = path
        var found: RunRow?
        var places: [UInt64: Range<Int>] = [:]
        var start: Int?
        try RowFile.forEachPlacedRow(in: path) { row, place in
            switch row {
            case .run(let row): found = row
            // A drill's paths stand with their cases; those of a run come after the last of them.
            case .attempt, .call, .question, .path: start = start ?? place.lowerBound
            case .case(let row):
                places[Digest64(row.id).value] = (start ?? place.lowerBound)..<place.upperBound
                start = nil
            case .end, .gate, .finding, .ledger, .rehearsal: start = nil
            }
        }
        guard let found else { throw OutputFailure("'\(path)' holds no run") }
        run = found
        self.places = places
        file = try Source.open(path)
    }

    deinit { close(file) }

    /// Its attempts and calls, then the case itself; nil where it was not answered.
    public func rows(of id: String) throws -> [Row]? {
        guard let place = places[Digest64(id).value] else { return nil }
        let bytes = try Source.read(place, of: file, path)
        var reader = RowReader()
        var rows: [Row] = []
        try reader.take(bytes.span) { rows.append($0) }
        try reader.finish { rows.append($0) }
        // Two ids with one digest: the other one is sent again.
        guard case .case(let row) = rows.last, row.id == id else { return nil }
        return rows
    }

    private static func access(_ path: String) -> Bool { unsafe Glibc.access(path, R_OK) == 0 }

    /// A file of rows from which pieces are copied.
    private final class Source {
        private let path: String
        private let file: Int32

        init(_ path: String) throws {
            self.path = path
            file = try Self.open(path)
        }

        deinit { close(file) }

        func copy(_ place: Range<Int>, to output: FileOutput) throws {
            try output.write(Self.read(place, of: file, path))
            try output.write("\n")
        }

        static func open(_ path: String) throws -> Int32 {
            let file = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
            guard file >= 0 else { throw failure(path) }
            return file
        }

        static func read(_ place: Range<Int>, of file: Int32, _ path: String) throws -> [UInt8] {
            var bytes = [UInt8](repeating: 0, count: place.count)
            var done = 0
            while done < bytes.count {
                let got = unsafe bytes.withUnsafeMutableBytes { bytes in
                    unsafe pread(
                        file, bytes.baseAddress.map { unsafe $0 + done }, bytes.count - done,
                        off_t(place.lowerBound + done))
                }
                if got < 0, errno == EINTR { continue }
                guard got > 0 else { throw failure(path) }
                done += got
            }
            return bytes
        }

        private static func failure(_ path: String) -> OutputFailure {
            let reason = unsafe String(cString: strerror(errno))
            return OutputFailure("'\(path)' cannot be read: \(reason.lowercased())")
        }
    }
}
