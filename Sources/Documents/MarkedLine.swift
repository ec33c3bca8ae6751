/// One source line as a terminal shows it, and which of its columns the caret underlines.
///
/// Tabs become spaces, wide characters take two columns, combining marks none. Of a long line only a
/// window round the caret is kept.
struct MarkedLine {
    private(set) var text = ""
    /// Columns before the caret, and columns that it underlines.
    private(set) var caretStart = 0
    private(set) var caretWidth = 1

    /// As wide as source lines are in most projects; longer ones wrap, and a caret below would be lost.
    private static let widthMax = 100
    private static let tabWidth = 4

    /// `column` and `length` count Unicode scalars, the column from 1.
    init(_ line: String, column: Int, length: Int) {
        let scalars = line.unicodeScalars
        // Behind the line a caret says that something is missing; farther off it would say nothing.
        let isInside =
            scalars.index(
                scalars.startIndex, offsetBy: max(0, column - 1), limitedBy: scalars.endIndex)
            != nil
        let first = isInside ? max(0, column - 1) : scalars.count
        let marked = first..<(first + max(1, length))
        // What stands far from the caret is not even looked at: lines may have millions of scalars.
        let reach = Self.widthMax * 2
        let from = scalars.index(scalars.startIndex, offsetBy: max(0, first - reach))
        let near = Substring(scalars[from...].prefix(reach * 2))
        let isCutBefore = from > scalars.startIndex
        let isCutAfter = near.endIndex < line.endIndex
        let cells = Self.cells(near, firstScalar: max(0, first - reach))
        keepWindow(of: cells, marked, isCutBefore: isCutBefore, isCutAfter: isCutAfter)
    }

    private mutating func keepWindow(
        of cells: [Cell], _ marked: Range<Int>, isCutBefore: Bool, isCutAfter: Bool
    ) {
        let caret = cells.firstIndex { $0.scalars.upperBound > marked.lowerBound } ?? cells.count
        var (low, high) = (0, cells.count)
        let total = cells.reduce(0) { $0 + $1.width }
        if total > Self.widthMax || isCutBefore || isCutAfter {
            // Two fifths before the caret, the rest for what it underlines and what follows.
            var before = 0
            low = caret
            while low > 0, before + cells[low - 1].width <= Self.widthMax * 2 / 5 {
                low -= 1
                before += cells[low].width
            }
            var width = before
            high = caret
            while high < cells.count, width + cells[high].width <= Self.widthMax {
                width += cells[high].width
                high += 1
            }
            // What is left over on the right belongs to the left.
            while low > 0, width + cells[low - 1].width <= Self.widthMax {
                low -= 1
                width += cells[low].width
            }
        }
        let isOpenLeft = low > 0 || isCutBefore
        let isOpenRight = high < cells.count || isCutAfter
        let shown = cells[low..<high]
        text = (isOpenLeft ? "…" : "") + shown.map(\.text).joined() + (isOpenRight ? "…" : "")
        let before = shown.prefix { $0.scalars.upperBound <= marked.lowerBound }
        caretStart = (isOpenLeft ? 1 : 0) + before.reduce(0) { $0 + $1.width }
        let under = shown.dropFirst(before.count).prefix {
            $0.scalars.lowerBound < marked.upperBound
        }
        caretWidth = max(1, under.reduce(0) { $0 + $1.width })
    }

    /// One character and the columns that it takes.
    private struct Cell {
        var text: String
        var width: Int
        var scalars: Range<Int>
    }

    private static func cells(_ text: Substring, firstScalar: Int) -> [Cell] {
        var cells: [Cell] = []
        var position = firstScalar
        for character in text {
            let count = character.unicodeScalars.count
            let scalars = position..<(position + count)
            position += count
            if character == "\t" {
                cells.append(
                    Cell(
                        text: String(repeating: " ", count: tabWidth), width: tabWidth,
                        scalars: scalars))
            } else {
                let safe = harmless(String(character))
                cells.append(Cell(text: safe, width: displayWidth(safe), scalars: scalars))
            }
        }
        return cells
    }
}

/// How many columns one character takes in a terminal: its widest scalar decides.
private func displayWidth(_ character: String) -> Int {
    character.unicodeScalars.reduce(0) { widest, scalar in max(widest, displayWidth(scalar)) }
}

/// After Unicode's East Asian Width (classes W and F) and emoji presentation.
private func displayWidth(_ scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x300 { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
        0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19,
        0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x17000...0x18CFF, 0x1B000...0x1B2FF,
        0x20000...0x3FFFD:
        return 2
    default: return scalar.properties.isEmojiPresentation ? 2 : 1
    }
}
