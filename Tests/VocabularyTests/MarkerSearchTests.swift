import Testing
import Vocabulary

private func found(_ text: String) -> String? { Marker.last(in: Array(text.utf8).span)?.text }

@Test(arguments: [
    (#"{"content":"case ppcase0123456789ab: name it"}"#, "ppcase0123456789ab"),
    ("ppcase0123456789ab", "ppcase0123456789ab"),
    ("ppcaseppcase0123456789ab", "ppcase0123456789ab"),
    ("pppcase0123456789abpp", "ppcase0123456789ab"),
    ("ppcase000000000001 then ppcase000000000002", "ppcase000000000002"),
])
func `a marker is found wherever it stands`(body: String, marker: String) {
    #expect(found(body) == marker)
}

@Test(arguments: [
    "", "ppcase", "ppcase0123456789a", "ppcase0123456789AB", "PPCASE0123456789ab",
    "ppcase 0123456789ab", "pp case0123456789ab",
])
func `what only looks like a marker is none`(body: String) {
    #expect(found(body) == nil)
}
