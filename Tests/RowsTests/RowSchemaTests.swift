import Documents
import Testing
import Vocabulary

@testable import Rows

@Suite struct RowSchemaTests {
    /// The members of many rows of each type: how often each came.
    private func membersSeen() throws -> [String: (rows: Int, members: [String: Int])] {
        var random = RandomRows(seed: 99)
        var seen: [String: (rows: Int, members: [String: Int])] = [:]
        var tape = JSONTape()
        for _ in 0..<2000 {
            var writer = RowWriter()
            writer.add(random.row())
            try tape.read(writer.bytes)
            let type = try #require(tape.string("type", of: tape.root))
            seen[type, default: (0, [:])].rows += 1
            for (key, _) in tape.members(tape.root) {
                let name = try #require(tape.string(key))
                if name != "type" { seen[type]?.members[name, default: 0] += 1 }
            }
        }
        return seen
    }

    @Test func `every member that is written is documented, and none that is not`() throws {
        let seen = try membersSeen()
        #expect(Set(seen.keys) == Set(RowSchema.types.map(\.name)))
        for type in RowSchema.types {
            let found = try #require(seen[type.name])
            #expect(Set(found.members.keys) == Set(type.members.map(\.name)), "\(type.name)")
            for member in type.members {
                let isAlways = found.members[member.name] == found.rows
                #expect(isAlways == member.isAlways, "\(type.name).\(member.name)")
            }
        }
    }

    @Test func `no member is documented twice or without words`() {
        for type in RowSchema.types {
            #expect(Set(type.members.map(\.name)).count == type.members.count)
            #expect(!type.meaning.isEmpty)
            #expect(
                type.members.allSatisfy { !$0.meaning.isEmpty && $0.name == $0.name.lowercased() })
        }
    }
}
