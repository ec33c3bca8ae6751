/// Cuts a text into pieces of the size that models stream: a short word with the white space before it,
/// or four letters of a longer one. Joined, they are the text again.
///
/// A text of two letters has two pieces at least, so that a stream can be cut between them.
package func tokenLikePieces(of text: String, lengthMax: Int = 4) -> [String] {
    var pieces: [String] = []
    var piece = String.UnicodeScalarView()
    var letters = 0
    for scalar in text.unicodeScalars {
        let isSpace = scalar.properties.isWhitespace
        if letters == lengthMax || (isSpace && letters > 0) {
            pieces.append(String(piece))
            piece.removeAll()
            letters = 0
        }
        piece.append(scalar)
        if !isSpace { letters += 1 }
    }
    if !piece.isEmpty { pieces.append(String(piece)) }
    return pieces.count == 1 ? halves(of: text) : pieces
}

/// By scalars, because a provider never cuts inside one.
private func halves(of text: String) -> [String] {
    let scalars = text.unicodeScalars
    guard scalars.count > 1 else { return [text] }
    let middle = scalars.index(scalars.startIndex, offsetBy: scalars.count / 2)
    return [String(scalars[..<middle]), String(scalars[middle...])]
}
