import Testing

@testable import Lanes

@Test(arguments: [
    "", "x", "Paris", "The capital is Paris.", "  two  spaces\n\nand lines\n", "日本語のテキスト",
    "👩‍👩‍👧‍👦 family", "| a | b |\n| --- | --- |\n",
])
func `pieces joined are the text again`(text: String) {
    #expect(tokenLikePieces(of: text).joined() == text)
}

@Test(arguments: ["no", "Paris", "é!", "👩‍👩‍👧‍👦"])
func `a text of two scalars can be cut between pieces`(text: String) {
    #expect(tokenLikePieces(of: text).count >= 2)
}

@Test func `pieces are as small as tokens`() {
    #expect(
        tokenLikePieces(of: "The capital is Paris") == ["The", " capi", "tal", " is", " Pari", "s"])
}
