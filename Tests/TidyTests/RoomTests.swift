import Foundation
import TestSupport
import Testing

/// Which rooms each room may import. A room that is not here, or an import that is not, fails the build's
/// tests: the house is changed here first, and on purpose.
private let allowed: [String: Set<String>] = [
    "Vocabulary": [],
    "Documents": ["Vocabulary", "CYAML", "CXML2"],
    "Ledger": ["Vocabulary", "Documents"],
    "Statistics": [],
    "Suites": ["Vocabulary", "Documents", "Ledger"],
    "GatewayMaps": ["Vocabulary", "Documents", "Ledger"],
    "Plans": ["Vocabulary", "Documents", "Suites", "GatewayMaps"],
    "Lint": ["Vocabulary", "Documents", "Suites", "GatewayMaps"],
    "Transports": ["Vocabulary", "CCurl", "CLinux"],
    "Providers": ["Vocabulary", "Documents"],
    "Checks": ["Vocabulary", "Documents", "CPCRE2"],
    "Rows": ["Vocabulary", "Documents"],
    "Runs": [
        "Vocabulary", "Documents", "Suites", "GatewayMaps", "Plans", "Transports", "Providers",
        "Checks", "Rows", "Statistics", "Ledger",
    ],
    "Reports": ["Vocabulary", "Documents", "Ledger", "Statistics", "Rows"],
    "Benches": [
        "Vocabulary", "Documents", "Transports", "Providers", "Statistics", "Reports",
    ],
    "Starters": ["Vocabulary", "Documents", "Suites", "GatewayMaps", "Providers", "Checks"],
    "Servers": ["Vocabulary", "CLinux"],
    "Doors": ["Vocabulary", "Documents"],
    "Lanes": ["Vocabulary", "Documents", "Servers", "Doors", "Transports"],
    "Gateways": ["Vocabulary", "Documents", "GatewayMaps", "Transports", "CLinux"],
    "LocalGateway": [
        "Vocabulary", "Documents", "GatewayMaps", "Servers", "Doors", "Providers", "Transports",
    ],
    "pathproof": [
        "Vocabulary", "Documents", "Suites", "GatewayMaps", "Plans", "Transports", "Providers",
        "Checks", "Rows", "Runs", "Reports", "Servers", "Doors", "Lanes", "Gateways",
        "LocalGateway", "Ledger", "Lint", "Benches", "Starters", "CLinux",
    ],
]

/// What the system offers: the clock, files and threads, for rooms that may touch them.
private let system: Set<String> = ["Glibc", "Synchronization"]
private let touching: Set<String> = [
    "Documents", "Transports", "Rows", "Runs", "Reports", "Servers", "Lanes", "Gateways",
    "LocalGateway", "pathproof",
]

private struct SourceFile {
    var room: String
    var name: String
    var text: String

    var imports: [String] {
        text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ").filter { !$0.hasPrefix("@") }
            guard let place = words.firstIndex(of: "import"), place <= 1, place + 1 < words.count,
                place == 0 || ["internal", "private", "public"].contains(words[0])
            else { return nil }
            return String(words[place + 1].split(separator: ".")[0])
        }
    }
}

private let sources: [SourceFile] = {
    let folder = Place.root.appending(path: "Sources")
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".swift") }.sorted().map { name in
        let text = (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
        return SourceFile(room: String(name.split(separator: "/")[0]), name: name, text: text)
    }
}()

@Test func `every room is in the table and imports only what the table allows`() {
    #expect(sources.count > 50)
    #expect(Set(sources.map(\.room)) == Set(allowed.keys))
    for file in sources {
        for name in file.imports where !system.contains(name) {
            #expect(allowed[file.room]?.contains(name) == true, "\(file.name) imports \(name)")
        }
    }
}

@Test func `the manifest lets a room see no more than the table`() throws {
    let manifest = try String(
        contentsOf: Place.root.appending(path: "Package.swift"), encoding: .utf8)
    let flat = manifest.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for (room, imports) in allowed where room != "pathproof" {
        guard let start = flat.range(of: "room( \"\(room)\"") ?? flat.range(of: "room(\"\(room)\"")
        else {
            Issue.record("no room \(room) in Package.swift")
            continue
        }
        let end =
            flat.range(of: ")", range: start.upperBound..<flat.endIndex)?.lowerBound
            ?? flat.endIndex
        let declared = flat[start.upperBound..<end].split(separator: "\"").filter {
            $0.allSatisfy { $0.isLetter || $0.isNumber }
        }
        #expect(Set(declared.map(String.init)).isSubset(of: imports), "\(room)")
    }
}

@Test
func
    `parser and simulator share no misunderstanding: Providers and Doors know nothing of each other`()
{
    for file in sources where file.room == "Providers" {
        #expect(!file.imports.contains("Doors"), "\(file.name)")
    }
    for file in sources where file.room == "Doors" {
        #expect(!file.imports.contains("Providers"), "\(file.name)")
    }
}

@Test func `rooms that touch nothing import nothing of the system's that could`() {
    for file in sources where !touching.contains(file.room) {
        #expect(!file.imports.contains("Glibc"), "\(file.name)")
    }
}

@Test func `no source imports Foundation: the program starts in milliseconds`() {
    for file in sources {
        #expect(!file.imports.contains { $0.hasPrefix("Foundation") }, "\(file.name)")
    }
}

@Test func `what rooms share is public: the optimiser carries no code of what is package`() {
    let word = /(^|\s)package (var|let|func|init|struct|enum|final|static|import|protocol)\b/
    for file in sources {
        #expect(file.text.firstMatch(of: word) == nil, "\(file.name)")
    }
}

/// Files that wrap C or raw memory, room by room. Everything else is safe Swift.
private let unsafePlaces: [String: Set<String>] = [
    "Checks": ["Pattern.swift"],
    "Documents": [
        "FolderListing.swift", "JSONEscape.swift", "JSONKey.swift", "JSONScanner.swift",
        "JSONStorage.swift",
        "OpenFile.swift", "XMLDocument.swift", "XMLLibrary.swift", "XMLReader.swift",
        "XPath.swift", "YAMLParser.swift",
    ],
    "Gateways": ["GuardedProcess.swift", "PrivateFolder.swift", "Programs.swift"],
    "Providers": ["RawBytes.swift"],
    "Rows": [
        "AnsweredCases.swift", "FileOutput.swift", "RowFile.swift", "RowLog.swift",
        "TextBuffer.swift",
    ],
    "Servers": ["Bytes.swift", "Inbox.swift", "ServerError.swift", "Socket.swift", "Thread.swift"],
    "Transports": [
        "Clock.swift", "CurlEasy.swift", "CurlMulti.swift", "Environment.swift", "EventLoop.swift",
        "TransportError.swift", "TrustStore.swift",
    ],
    "pathproof": [
        "CoreDumps.swift", "FileBytes.swift", "Folder.swift", "LineFile.swift", "OpenFiles.swift",
        "Terminal.swift",
        "WallClock.swift",
    ],
]

@Test func `unsafe stands only in the files that wrap C or raw memory`() {
    var found: [String: Set<String>] = [:]
    for file in sources {
        let lines = file.text.split(separator: "\n").filter {
            $0.contains("unsafe") && !$0.drop(while: \.isWhitespace).hasPrefix("//")
        }
        let hasUnsafe = lines.contains { line in
            // What a provider says is no code of ours.
            let code = line.replacing(#/"[^"]*"/#, with: "")
            return code.split { !$0.isLetter && $0 != "_" }.contains("unsafe")
        }
        guard hasUnsafe else { continue }
        found[file.room, default: []].insert(
            String(file.name.split(separator: "/").last ?? ""))
    }
    for room in Set(found.keys).union(unsafePlaces.keys) {
        #expect(found[room] == unsafePlaces[room], "\(room)")
    }
}

@Test func `no file is longer than one idea`() {
    for file in sources {
        let count = file.text.split(separator: "\n", omittingEmptySubsequences: false).count
        #expect(count <= 500, "\(file.name) has \(count) lines")
    }
}
