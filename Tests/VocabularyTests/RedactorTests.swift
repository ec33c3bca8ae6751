import Testing
import Vocabulary

private let redactor = Redactor([
    Secret("sk-live-0123456789"), Secret("sk-live-0123456789-and-more"), Secret("x"),
])

@Test(arguments: [
    ("nothing here", "nothing here"), ("", ""), ("sk-live-0123456789", "[secret]"),
    ("Incorrect API key provided: sk-live-0123456789.", "Incorrect API key provided: [secret]."),
    ("sk-live-0123456789-and-more", "[secret]"),
    ("sk-live-0123456789sk-live-0123456789", "[secret][secret]"),
    ("sk-live-012345678", "sk-live-012345678"), ("x marks", "x marks"),
    ("é sk-live-0123456789 ü", "é [secret] ü"),
])
func `keys go out of text, and nothing else does`(text: String, clean: String) {
    #expect(redactor.redacted(text) == clean)
}

@Test func `a reading keeps no key, wherever the other side put it`() {
    let key = "sk-live-0123456789"
    var reading = Reading()
    reading.text = "text \(key)"
    reading.reasoning = key
    reading.refusal = key
    reading.toolCalls = [ToolCall(id: key, name: key, arguments: "{\"k\":\"\(key)\"}")]
    reading.finish = Finish(raw: key, reason: .unknown, detail: key)
    reading.model = key
    reading.id = key
    reading.error = ProviderError(status: 401, type: key, code: key, message: "wrong key \(key)")
    reading.findings = [Finding("wire.x", .note, key)]
    reading.evidence = [.servedBy(key), .deployment(key), .requestID(key)]
    var dumped = ""
    dump(reading.redacted(by: redactor), to: &dumped)
    #expect(!dumped.contains(key))
    #expect(dumped.contains("wrong key [secret]"))
    #expect(reading.redacted(by: Redactor([])) == reading)
}
