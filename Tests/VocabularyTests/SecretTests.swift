import Testing
import Vocabulary

@Test func `no way of printing shows a key`() {
    let secret = Secret("sk-live-123")
    var dumped = ""
    dump(secret, to: &dumped)
    for text in [
        "\(secret)", String(describing: secret), String(reflecting: secret), dumped, "\([secret])",
    ] {
        #expect(!text.contains("sk-live"), "\(text)")
    }
    #expect(secret.revealed == "sk-live-123")
}
