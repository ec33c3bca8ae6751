import Testing
import Vocabulary

@testable import Checks

@Suite struct XMLCheckTests {
    private static let order = """
        <?xml version="1.0"?>
        <order id="7"><item>pen</item><item n="2">ink</item><total>9.5</total></order>
        """

    @Test(
        arguments: [
            ("//item", nil, true), ("//item", "ink", true), ("//item", "paper", false),
            ("/order/@id", "7", true), ("count(//item)", "2", true), ("count(//item)", "3", false),
            ("string(//total)", "9.5", true), ("//total > 9", "true", true), ("//none", nil, false),
            ("count(//none)", nil, false), ("//item[2]/@n = '2'", nil, true), ("/item", nil, false),
            ("//x:item", nil, false),
        ] as [(String, String?, Bool)])
    func `XPath decides by what it gives: nodes, text, a number or a truth`(
        path: String, value: String?, holds: Bool
    ) throws {
        let quoted = path.replacing("'", with: "''")
        let more = value.map { ", value: '\($0)'" } ?? ""
        let verdict = try Sample.judge("{ type: xpath, path: '\(quoted)'\(more) }", Self.order)
        #expect(verdict.word == (holds ? .passed : .failed), "\(verdict)")
    }

    @Test(arguments: ["//[", "item[", "unknown()", "'open"])
    func `an expression with a mistake is told before anything is sent`(path: String) throws {
        let quoted = path.replacing("'", with: "''")
        let message = try Sample.mistakes("{ type: xpath, path: '\(quoted)' }").first?.message
        #expect(message?.hasPrefix("the XPath ") == true, "\(message ?? "")")
    }

    @Test(arguments: [
        ("", true), (", value: order.item", true), (", value: [order.item, order.total]", true),
        (", value: 'order.item, order.vat'", false), (", value: order.item.1", true),
        (", value: order.item.2", false), (", value: { requiredElements: [order.total] }", true),
        (", value: item", false),
    ])
    func `elements that are asked for stand under the root`(value: String, holds: Bool) throws {
        let verdict = try Sample.judge("{ type: is-xml\(value) }", Self.order)
        #expect(verdict.word == (holds ? .passed : .failed), "\(verdict)")
        // In prose only the second check finds them.
        let answer = "Here: \(Self.order.split(separator: "\n")[1]) as you wished."
        #expect(try Sample.judge("{ type: is-xml\(value) }", answer).word == .failed)
        #expect(
            try Sample.judge("{ type: contains-xml\(value) }", answer).word
                == (holds ? .passed : .failed))
    }

    @Test(arguments: ["", "prose", "<a>", "<a></b>", "<a/><b/>", "1 < 2 > <a>"])
    func `what is no document is no XML, and says where it breaks`(answer: String) throws {
        let message = try Sample.judge("{ type: is-xml }", answer).message
        #expect(message?.hasPrefix("expected the answer to be XML; ") == true)
    }

    @Test func `a document may not declare what would grow`() throws {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bb\">]><a>&b;</a>"
        #expect(try Sample.judge("{ type: is-xml }", bomb).word == .failed)
    }
}
