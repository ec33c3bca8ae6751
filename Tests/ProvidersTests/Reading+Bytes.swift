import Vocabulary

@testable import Providers

/// Reads a body through an `AnswerReader` as a transport would hand it over, in pieces of so many bytes.
func read(
    _ reader: DialectReader, _ body: [UInt8], status: Int = 200, headers: Headers,
    pieces size: Int = .max, breakage: Breakage? = nil
) -> Reading {
    read(reader, cut(body, size), status: status, headers: headers, breakage: breakage)
}

func read(
    _ reader: DialectReader, _ pieces: [ArraySlice<UInt8>], status: Int = 200,
    headers: Headers, breakage: Breakage? = nil
) -> Reading {
    let answer = AnswerReader(reader)
    var moment = Moment(nanoseconds: 1_000_000)
    answer.begin(status: status, headers: headers, at: moment)
    for piece in pieces {
        moment.nanoseconds += 1_000_000
        if answer.take(piece.span, at: moment) == .enough { break }
    }
    var exchange = Exchange(queued: Moment(nanoseconds: 0))
    exchange.status = status
    exchange.lastByte = moment
    exchange.breakage = breakage
    return answer.reading(exchange: exchange)
}

func cut(_ body: [UInt8], _ size: Int) -> [ArraySlice<UInt8>] {
    guard size < body.count else { return [body[...]] }
    return stride(from: 0, to: body.count, by: size).map {
        body[$0..<min($0 + size, body.count)]
    }
}

extension Reading {
    /// Without times, which differ with the pieces.
    var withoutClocks: Reading {
        var reading = self
        reading.clocks = StreamClocks()
        return reading
    }

    var findingCodes: [String] { findings.map(\.code) }
}

let jsonHead: Headers = ["content-type": "application/json"]
let streamHead: Headers = ["content-type": "text/event-stream; charset=utf-8"]
