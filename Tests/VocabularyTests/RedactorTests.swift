import Foundation
import TestSupport
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
    // Almost all of it is as good as all of it.
    ("sk-live-012345678", "[secret]"), ("sk-live-0123", "sk-live-0123"), ("x marks", "x marks"),
    ("é sk-live-0123456789 ü", "é [secret] ü"),
])
func `keys go out of text, and nothing else does`(text: String, clean: String) {
    #expect(redactor.redacted(text) == clean)
}

/// As providers make them: letters of both cases, digits, and the signs of base64.
private let long = "sk-cAnAr7Zq+Wb/93kLmNpQrStUvWx12345678=="
private let known = Redactor([Secret(long), Secret("My-Team"), Secret("p@ss word+1")])

@Test(arguments: [
    #"sk-cAnAr7Zq+Wb\/93kLmNpQrStUvWx12345678=="#,
    #"sk-cAnAr7Zq\u002BWb/93kLmNpQrStUvWx12345678\u003d\u003D"#,
    #"sk-cAnAr7Zq\u{2b}Wb\x2F93kLmNpQrStUvWx12345678\075\U0000003D"#,
    "sk-cAnAr7Zq%2BWb%2f93kLmNpQrStUvWx12345678%3D%3d",
    "sk-cAnAr7Zq%252BWb%252F93kLmNpQrStUvWx12345678%253D%253D",
    "sk-cAnAr7Zq&#43;Wb&sol;93kLmNpQrStUvWx12345678&#x3D;&equals;",
    "sk-cAnAr7Zq&amp;#43;Wb&#47;93kLmNpQrStUvWx12345678&#61=",
    "SK-CANAR7ZQ+WB/93KLMNPQRSTUVWX12345678==",
    "sk-cAnAr7Zq Wb_93kLmNpQrStUvWx12345678==",
    #"sk-cAnAr7Zq\\\u002BWb\\\/93kLmNpQrStUvWx12345678=="#,
])
func `a key goes out of text in each spelling of it`(spelled: String) {
    #expect(known.redacted("bad key <\(spelled)> \n end") == "bad key <[secret]> \n end")
    #expect(known.redacted("100 % of \"\(spelled)\"") == "100 % of \"[secret]\"")
}

@Test func `a key of which every sign is escaped goes out`() {
    let unicode = long.utf8.map { "\\u00" + hexadecimal($0) }.joined()
    let percent = long.utf8.map { "%" + hexadecimal($0) }.joined()
    let entities = long.utf8.map { "&#\($0);" }.joined()
    for spelled in [unicode, unicode.uppercased().replacing("\\U", with: "\\u"), percent, entities]
    {
        #expect(known.redacted("'\(spelled)'") == "'[secret]'")
    }
    #expect(known.redacted(long.utf8.map(hexadecimal).joined()) == "[secret]")
}

@Test func `a key in base64 goes out, whatever stands before it`() {
    for before in ["", ":", "u:", "user:"] {
        let coded = Data("\(before)\(long)".utf8).base64EncodedString()
        let shown = known.redacted("Basic \(coded)")
        #expect(shown.hasPrefix("Basic ") && shown.contains("[secret]"))
        #expect(shown.utf8.count < 30, "\(shown)")
    }
}

@Test func `what a cut leaves of a key goes out, on whichever side it was made`() {
    for count in 8...long.utf8.count {
        let (begun, left) = (known.redacted(String(long.prefix(count))), String(long.suffix(count)))
        #expect(count < 9 || begun == "[secret]", "\(count) of the beginning")
        #expect(count < 15 || known.redacted(left) == "[secret]", "\(count) of the end")
    }
    #expect(known.redacted("\(long.prefix(20))\n\(long.suffix(20))") == "[secret]\n[secret]")
}

@Test(arguments: [
    "my team", "my-team", "Your-Team", "skip", "sk-proj", "The pass word is long",
    "12345678", "AT&T; 50% off \\frac{1}{2} &amp; more", "a+b=c",
])
func `words that a secret is made of stay`(text: String) {
    #expect(known.redacted(text) == text)
}

@Test func `secrets that are words go out where they stand whole`() {
    #expect(known.redacted("My-Team p@ss word+1 p%40ss+word%2B1") == "[secret] [secret] [secret]")
}

@Test func `text around a key is as it was, in any script and however long`() {
    for length in [0, 1, 5, 1000, 70_000] {
        let around = String(repeating: "é北 &amp; \\n%41", count: length / 10) + "x"
        #expect(known.redacted("\(around)\(long)\(around)") == "\(around)[secret]\(around)")
    }
}

@Test func `keys of thousands of signs go out, and so does any part of them`() {
    let key = (0..<62).map { SHA256.hexadecimal(of: "\($0)", digits: 64) }.joined(separator: "-")
    let redactor = Redactor([Secret(key)])
    #expect(redactor.redacted("a \(key) b") == "a [secret] b")
    for start in stride(from: 0, to: 3900, by: 97) {
        #expect(redactor.redacted(String(key.dropFirst(start).prefix(40))) == "[secret]")
    }
    let monotone = Redactor([Secret(String(repeating: "k", count: 4000))])
    #expect(
        monotone.redacted(String(repeating: "k", count: 100_000))
            == String(repeating: "[secret]", count: 25))
}

private func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
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

@Test(arguments: 1...(Place.runsLongTests ? 2000 : 40) as ClosedRange<UInt64>)
func `no sixteen signs of a key are left, however dice spell it and wherever they cut it`(
    seed: UInt64
) {
    var dice = SeededDice(state: seed)
    let keys = (0..<3).map { _ in
        dice.key("sk-", lengths: [20, 40, seed % 20 == 0 ? 3980 : 100], signs: "!$*@%&")
    }
    let redactor = Redactor(keys.map { Secret($0) })
    let hunter = KeyHunter(keys)
    for key in keys {
        let spelled = KeySpelling.spelled(key, &dice)
        let cut = dice.below(3) == 0 ? String(spelled.prefix(dice.below(spelled.count))) : spelled
        let text = KeySpelling.json(
            "\(String(repeating: "é", count: dice.below(30))) <\(cut)>", &dice)
        let clean = redactor.redacted(text)
        #expect(hunter.trace(in: clean) == nil, "\(text) became \(clean)")
    }
}
