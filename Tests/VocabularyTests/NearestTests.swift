import TestSupport
import Testing
import Vocabulary

@Suite struct NearestTests {
    private let checks = [
        "served-model", "is-json", "is-xml", "contains", "icontains", "latency", "cost",
    ]

    @Test(arguments: [
        ("served-modle", "served-model"), ("Served_Model", "served-model"), ("isjson", "is-json"),
        ("IS JSON", "is-json"), ("contians", "contains"), ("icontain", "icontains"),
        ("latnecy", "latency"),
        ("costs", "cost"), ("is_xml", "is-xml"), ("serv", "served-model"),
    ])
    func `a misspelled word finds the one that was meant`(word: String, meant: String) {
        #expect(nearest(word, among: checks) == meant)
    }

    @Test(arguments: ["", "x", "perplexity", "zzzz", "jsonpath-check", "日本"])
    func `a word unlike all others finds none`(word: String) {
        #expect(nearest(word, among: checks) == nil)
    }

    @Test func `of equally near words the first is meant`() {
        #expect(nearest("bat", among: ["cat", "rat"]) == "cat")
        #expect(nearest("rat", among: ["cat", "rat"]) == "rat")
    }

    @Test func `very long words are compared in little time`() {
        let long = String(repeating: "ab", count: 50_000)
        let seconds = CPUTime.seconds {
            _ = nearest(long, among: (0..<100).map { long + "\($0)" })
        }
        #expect(seconds < 10)
    }
}
