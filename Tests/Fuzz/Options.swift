/// What was asked for on the command line.
struct Options {
    var seconds = 60.0
    var seed = UInt64.random(in: 0...9_999_999)
    var only: String?
    var replay: String?
    var out = ".build/fuzz-found"
    /// The number of the first input.
    var first = 0
    /// The file in which a worker says what it tries; only a worker is given one.
    var progress: String?

    struct Mistake: Error, CustomStringConvertible {
        var description: String
    }

    init(_ arguments: some Sequence<String>) throws {
        var rest = Array(arguments)[...]
        while let name = rest.popFirst() {
            guard let value = rest.popFirst() else {
                throw Mistake(description: "'\(name)' needs a value")
            }
            func number<Number: LosslessStringConvertible>(_: Number.Type) throws -> Number {
                guard let number = Number(value) else {
                    throw Mistake(description: "'\(value)' is no number for \(name)")
                }
                return number
            }
            switch name {
            case "--seconds": seconds = try number(Double.self)
            case "--seed": seed = try number(UInt64.self)
            case "--only": only = value
            case "--replay": replay = value
            case "--out": out = value
            case "--first": first = try number(Int.self)
            case "--progress": progress = value
            default:
                throw Mistake(
                    description: "unknown '\(name)'; there are --seconds N, --seed S, --only NAME, "
                        + "--replay FILE, --out FOLDER, --first NUMBER")
            }
        }
    }
}
