import Testing
import Vocabulary

@Test func `names compare without case and values lose the blanks around them`() {
    var headers = Headers()
    headers.append(line: Array("Content-Type:  text/event-stream \r\n".utf8).span)
    headers.append(line: Array("x-empty:\r\n".utf8).span)
    headers.append("Retry-After", "7")
    #expect(headers["content-type"] == "text/event-stream")
    #expect(headers["RETRY-AFTER"] == "7")
    #expect(headers["x-empty"] == "")
    #expect(headers["retry"] == nil)
    #expect(headers["retry-after-ms"] == nil)
}

@Test func `fields keep their order, repeated ones too`() {
    let headers: Headers = ["a": "1", "B": "2", "A": "3"]
    #expect(headers.fields.map(\.name) == ["a", "B", "A"])
    #expect(headers.all("a") == ["1", "3"])
    #expect(headers["a"] == "1")
}

@Test
func `a line without a colon is no field, and of several colons the first parts name and value`() {
    var headers = Headers()
    headers.append(line: Array("no field\r\n".utf8).span)
    headers.append(line: Array("\r\n".utf8).span)
    headers.append(line: Array("date:Mon, 01:02:03".utf8).span)
    #expect(headers.fields.map(\.name) == ["date"])
    #expect(headers["date"] == "Mon, 01:02:03")
    #expect(headers.byteCount > 18)
    headers.removeAll()
    #expect(headers.fields.isEmpty && headers.isEmpty)
    headers.append(line: Array("a: 1".utf8).span)
    #expect(headers["a"] == "1")
}

@Test func `a line end in a value cannot make a second field`() {
    var headers = Headers()
    headers.append("x-a", "1\r\nx-b: 2")
    #expect(headers.fields.count == 1)
    #expect(headers["x-b"] == nil)
}
