import Documents
import Testing

struct JSONTapeTests {
    let answer = """
        {"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"fake-1",\
        "choices":[{"index":0,"message":{"role":"assistant","content":"A \\"b\\"\\n\\u00e9\\ud83d\\ude00 ü"},\
        "logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":24,"total_tokens":2.5e1},\
        "stored":false,"cached":true,"cost":0.1,"tags":[],"":"empty"}
        """

    @Test func `values are found by their keys`() throws {
        var tape = JSONTape()
        try tape.read(answer)
        let root = tape.root
        #expect(tape.kind(root) == .object)
        #expect(tape.count(root) == 11)
        #expect(tape.string("id", of: root) == "chatcmpl-1")
        #expect(tape.string("", of: root) == "empty")
        #expect(tape.integer("created", of: root) == 1_700_000_000)
        #expect(tape.member("nothing", of: root) == nil)
        #expect(tape.member(String("model"), of: root).flatMap(tape.string) == "fake-1")
        let choice = try #require(tape.member("choices", of: root).flatMap(tape.first))
        let message = try #require(tape.member("message", of: choice))
        #expect(tape.string("content", of: message) == "A \"b\"\n\u{E9}\u{1F600} ü")
        #expect(tape.member("logprobs", of: choice).map(tape.isNull) == true)
        #expect(tape.member("finish_reason", of: choice).map { tape.equals($0, "stop") } == true)
        #expect(tape.member("finish_reason", of: choice).map { tape.equals($0, "stoq") } == false)
        let usage = try #require(tape.member("usage", of: root))
        #expect(tape.integer("total_tokens", of: usage) == 25)
        #expect(tape.text(usage) == #"{"prompt_tokens":24,"total_tokens":2.5e1}"#)
        #expect(tape.member("stored", of: root).flatMap(tape.bool) == false)
        #expect(tape.member("cached", of: root).flatMap(tape.bool) == true)
        let cost = try #require(tape.member("cost", of: root))
        #expect(tape.double(cost) == 0.1)
        #expect(tape.number(cost) == "0.1")
        #expect(tape.integer(cost) == nil)
        #expect(tape.member("tags", of: root).flatMap(tape.first) == nil)
        #expect(tape.member("id", of: choice) == nil)
        #expect(tape.member("id", of: cost) == nil)
        #expect(
            tape.members(root).map { tape.string($0.key) } == [
                "id", "object", "created", "model", "choices", "usage", "stored", "cached", "cost",
                "tags", "",
            ])
    }

    @Test func `a tape is read into again and again`() throws {
        var tape = JSONTape()
        for length in [0, 5000, 3, 100_000, 1] {
            let text = "[" + String(repeating: "1,", count: length) + "2]"
            try tape.read(Array(text.utf8))
            #expect(tape.count(tape.root) == length + 1)
            #expect(
                tape.elements(tape.root).reduce(0) { $0 + (tape.integer($1) ?? 99) } == length + 2)
        }
    }

    @Test func `after an error the tape is empty`() throws {
        var tape = JSONTape()
        try tape.read("[1]")
        #expect(throws: JSONError.self) { try tape.read("[1") }
        #expect(tape.isEmpty)
        try tape.read("[]")
        #expect(!tape.isEmpty)
    }

    @Test func `nested containers keep their counts`() throws {
        var tape = JSONTape()
        try tape.read("[[1,2],{\"a\":[],\"b\":{\"c\":1}},[[],[[]]],3]")
        func shape(_ node: JSONTape.Node) -> String {
            let inside =
                tape.elements(node).map(shape) + tape.members(node).map { shape($0.value) }
            return "\(tape.count(node))" + (inside.isEmpty ? "" : "(" + inside.joined() + ")")
        }
        #expect(shape(tape.root) == "4(2(00)2(01(0))2(01(0))0)")
    }
}
