/// A stream that is one JSON array, its elements sent as they are made: Gemini's without `alt=sse`.
///
/// Elements are told apart by brackets outside of strings; what they are, and whether they are JSON at all,
/// the tape says. What stands where no element may is handed out as one, so that it is not overlooked.
struct JSONArray: EventBounds {
    private(set) var isClosed = false
    private(set) var hasByteOrderMark = false
    private var isAtStart = true
    private var isOpened = false

    // Of the element that is open.
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    private var isEmpty = true

    mutating func start(in bytes: Span<UInt8>, from position: Int) -> Int? {
        var at = position
        if isAtStart {
            isAtStart = false
            hasByteOrderMark = ByteOrderMark.stands(in: bytes)
            if hasByteOrderMark { at += ByteOrderMark.length }
        }
        while at < bytes.count {
            switch bytes[at] {
            case 0x20, 0x0A, 0x0D, 0x09: break
            case UInt8(ascii: "["):
                if isOpened { return open(at) }
                isOpened = true
            case UInt8(ascii: ","):
                if isClosed { return open(at) }
            case UInt8(ascii: "]"):
                if isClosed { return open(at) }
                isClosed = true
            default: return open(at)
            }
            at += 1
        }
        return nil
    }

    private mutating func open(_ at: Int) -> Int {
        depth = 0
        isInString = false
        isEscaped = false
        isEmpty = true
        return at
    }

    mutating func end(in bytes: Span<UInt8>, from position: Int) -> Int? {
        var at = position
        while at < bytes.count {
            let byte = bytes[at]
            if isInString {
                takeInString(byte)
                at += 1
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                // One that closes nothing ends what stands before it, or is all there is.
                if depth == 0 { return isEmpty ? at + 1 : at }
                depth -= 1
                if depth == 0 { return at + 1 }
            case UInt8(ascii: ","), 0x20, 0x0A, 0x0D, 0x09:
                if depth == 0 { return isEmpty ? at + 1 : at }
            default: break
            }
            isEmpty = false
            at += 1
        }
        return nil
    }

    private mutating func takeInString(_ byte: UInt8) {
        if isEscaped {
            isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
            isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
            isInString = false
        }
    }

    mutating func data(of event: Span<UInt8>) -> Range<Int>? { 0..<event.count }
}
