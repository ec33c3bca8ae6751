import Testing
import Vocabulary

@testable import Checks

@Suite struct HTMLCheckTests {
    @Test(arguments: [
        "<div>Hello World</div>", "Some text with <strong>emphasis</strong> in it",
        #"<a href="link">text</a>"#, "<img src='x.jpg' />", "<br />", "<br/><hr/>",
        "<!DOCTYPE html><html><body>x</body></html>", "<!-- so --><span>text</span>",
        #"<my-part kind="x">own element</my-part>"#, "<DIV>&nbsp;</DIV>", "1 < 2, but <p>yes",
    ])
    func `text with HTML in it contains HTML`(answer: String) throws {
        #expect(try Sample.judge("{ type: contains-html }", answer).word == .passed)
        #expect(try Sample.judge("{ type: not-contains-html }", answer).word == .failed)
    }

    @Test(arguments: [
        "Just plain text", "2 < 3 and 4 > 1", "a < b > c", "< div >", "Generic <example> text",
        "if (a<b) { return c>d; }", "The price is <$50", "Email me at <john@example.com>",
        "<custom>", "&amp;", "<!-- comment -->", "", "List<String> and Map<a, b>", "<", "</", "<!",
        "<a", "<a href='", "<!--", "&#x;", "AT&T;",
    ])
    func `what only looks like a tag is no HTML`(answer: String) throws {
        #expect(try Sample.judge("{ type: contains-html }", answer).word == .failed)
        #expect(try Sample.judge("{ type: is-html }", answer).word == .failed)
    }

    @Test(arguments: [
        "<p>One</p>",
        "  <!DOCTYPE html>\n<html><head><title>x</title></head><body>y</body></html>\n",
        "<p>no end<p>is needed", "<ul><li>one<li>two</ul>", "<my-part>x</my-part>", "<br>",
        "<!-- note --><div>x</div>", "<div title='a > b'>x</div>", "<div><b>a</div>",
        "<script>if (a < b) { document.write('<p>' + c) }</script>", "<p>1 < 2</p>",
    ])
    func `an answer of elements and nothing else is HTML`(answer: String) throws {
        let verdict = try Sample.judge("{ type: is-html }", answer)
        #expect(verdict.word == .passed, "\(verdict)")
    }

    @Test(arguments: [
        ("Here it is: <p>x</p>", "'Here it is: ' stands outside of its elements"),
        ("<p>x</p> Done.", "' Done.' stands outside of its elements"),
        ("```html\n<p>x</p>\n```", "'```html\\n' stands outside of its elements"),
        ("<br>tail", "'tail' stands outside of its elements"),
        ("<note><to>x</to></note>", "no element of HTML stands in it"),
        ("", "no element of HTML stands in it"),
    ])
    func `what stands round it is told`(answer: String, reason: String) throws {
        let message = try Sample.judge("{ type: is-html }", answer).message
        #expect(message?.hasSuffix("(\(reason))") == true, "\(message ?? "")")
    }

    @Test func `a megabyte of openings is read in one pass`() throws {
        let clock = ContinuousClock()
        for piece in ["<", "<!--", "<a ", "<a href='", "&", "<script>"] {
            let text = String(repeating: piece, count: (1 << 18) / piece.utf8.count)
            let time = try clock.measure { _ = try Sample.judge("{ type: is-html }", text) }
            #expect(time < .seconds(3), "\(piece): \(time)")
        }
    }
}
