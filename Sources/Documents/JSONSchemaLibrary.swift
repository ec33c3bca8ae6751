/// A value in one of the documents that a schema may refer to.
struct JSONSchemaPlace: Sendable, Hashable {
    var document: Int
    var node: JSONTape.Node
}

/// A schema with a name of its own, and the names within it.
struct JSONSchemaResource: Sendable {
    var uri: JSONSchemaURI
    var dialect: JSONSchemaDialect
    var root: JSONSchemaPlace
    var anchors: [String: JSONSchemaPlace] = [:]
    var dynamicAnchors: [String: JSONSchemaPlace] = [:]
}

/// All schemas that can be referred to, found by their URIs: the user's document, those given with it,
/// and the known metaschemas. Nothing is ever fetched.
struct JSONSchemaLibrary {
    /// Where a schema belongs: its pointer counts from its document's root.
    struct Home {
        var resource: Int
        var pointer: String
    }

    private(set) var tapes: [JSONTape] = []
    private(set) var resources: [JSONSchemaResource] = []
    private(set) var mistakes: [JSONSchemaMistake] = []
    /// The schemas of each document in the order of finding.
    private(set) var schemas: [[JSONSchemaPlace]] = []
    private var documentURIs: [String] = []
    private var homes: [JSONSchemaPlace: Home] = [:]
    private var resourcesByURI: [String: Int] = [:]
    private let others: [String: JSONTape]
    private let fallback: JSONSchemaDialect

    /// A limit on names that lead to names; an honest schema has none of them.
    private static let mistakesMax = 100

    init(_ tape: JSONTape, others: [String: JSONTape], fallback: JSONSchemaDialect) {
        self.others = others
        self.fallback = fallback
        add(tape, uri: "")
    }

    func home(of place: JSONSchemaPlace) -> Home {
        guard let home = homes[place] else { preconditionFailure("a schema that was not scanned") }
        return home
    }

    func tape(of place: JSONSchemaPlace) -> JSONTape { tapes[place.document] }

    /// Where a keyword stands, for messages.
    func location(of place: JSONSchemaPlace) -> String {
        documentURIs[place.document] + "#" + home(of: place).pointer
    }

    /// A mistake in another document than the user's is told with that document's name.
    mutating func note(
        _ reason: String, at place: JSONSchemaPlace, _ keyword: String? = nil, hint: String? = nil
    ) {
        guard mistakes.count < Self.mistakesMax else { return }
        var pointer = home(of: place).pointer
        if let keyword { pointer = JSONPointer.appending(keyword, to: pointer) }
        let isOurs = place.document == 0
        let words = isOurs ? reason : "\(documentURIs[place.document])#\(pointer): \(reason)"
        mistakes.append(
            JSONSchemaMistake(pointer: isOurs ? pointer : "", reason: words, hint: hint))
    }

    // MARK: Finding names

    private mutating func add(_ tape: JSONTape, uri: String) {
        let document = tapes.count
        tapes.append(tape)
        documentURIs.append(uri)
        schemas.append([])
        let root = JSONSchemaPlace(document: document, node: tape.root)
        resources.append(
            JSONSchemaResource(uri: JSONSchemaURI(uri), dialect: fallback, root: root))
        let resource = resources.count - 1
        resourcesByURI[uri] = resource
        scan(root, pointer: "", resource: resource, isRoot: true)
    }

    /// Notes every schema within this one, with the names that it and they have.
    private mutating func scan(
        _ place: JSONSchemaPlace, pointer: String, resource: Int, isRoot: Bool = false
    ) {
        let tape = tapes[place.document]
        var open = [(place: place, pointer: pointer, resource: resource, isRoot: isRoot)]
        while var next = open.popLast() {
            guard homes[next.place] == nil else { continue }
            homes[next.place] = Home(resource: next.resource, pointer: next.pointer)
            schemas[place.document].append(next.place)
            guard tape.kind(next.place.node) == .object else { continue }
            next.resource = name(next.place, in: next.resource, tape, isRoot: next.isRoot)
            homes[next.place]?.resource = next.resource
            let children = children(
                of: next.place.node, in: tape, resources[next.resource].dialect)
            for (tokens, node) in children.reversed() {
                let pointer = tokens.reduce(next.pointer) { JSONPointer.appending($1, to: $0) }
                open.append(
                    (
                        JSONSchemaPlace(document: place.document, node: node), pointer,
                        next.resource, false
                    ))
            }
        }
    }

    private func children(
        of node: JSONTape.Node, in tape: JSONTape, _ dialect: JSONSchemaDialect
    ) -> [(tokens: [String], node: JSONTape.Node)] {
        let single = dialect.schemaKeywords
        let lists = dialect.schemaListKeywords
        let maps = dialect.schemaMapKeywords
        var children: [(tokens: [String], node: JSONTape.Node)] = []
        func add(_ tokens: [String], _ node: JSONTape.Node) {
            if [.object, .bool].contains(tape.kind(node)) { children.append((tokens, node)) }
        }
        for (key, value) in tape.members(node) {
            guard let keyword = tape.string(key) else { continue }
            if single.contains(keyword) { add([keyword], value) }
            if lists.contains(keyword) {
                for (index, element) in tape.elements(value).enumerated() {
                    add([keyword, String(index)], element)
                }
            }
            if maps.contains(keyword) {
                for (key, member) in tape.members(value) {
                    add([keyword, tape.string(key) ?? ""], member)
                }
            }
        }
        return children
    }

    /// Takes in the names that a schema has; gives the resource that it belongs to, perhaps its own.
    private mutating func name(
        _ place: JSONSchemaPlace, in parent: Int, _ tape: JSONTape, isRoot: Bool
    ) -> Int {
        var resource = parent
        var id = tape.string("$id", of: place.node)
        if isRoot { resources[parent].dialect = dialect(of: place, tape) }
        if resources[parent].dialect.isDraft7 {
            // It ignores what stands beside a reference, and writes an anchor as an '$id'.
            if tape.member("$ref", of: place.node) != nil { id = nil }
            if let anchor = id, anchor.utf8.first == 0x23, anchor.utf8.count > 1 {
                resources[parent].anchors[String(anchor.dropFirst())] = place
                return parent
            }
        }
        if let id { resource = identify(place, id, in: parent, tape, isRoot: isRoot) }
        guard !resources[resource].dialect.isDraft7 else { return resource }
        if let anchor = anchor("$anchor", place, tape, resource) {
            resources[resource].anchors[anchor] = place
        }
        if let anchor = anchor("$dynamicAnchor", place, tape, resource) {
            resources[resource].anchors[anchor] = place
            resources[resource].dynamicAnchors[anchor] = place
        }
        return resource
    }

    private mutating func anchor(
        _ keyword: StaticString, _ place: JSONSchemaPlace, _ tape: JSONTape, _ resource: Int
    ) -> String? {
        guard let node = tape.member(keyword, of: place.node) else { return nil }
        guard let name = tape.string(node), let first = name.utf8.first,
            first | 0x20 >= 0x61 && first | 0x20 <= 0x7A || first == 0x5F
        else {
            note(
                "expected a name that begins with a letter for '\(keyword)'", at: place,
                "\(keyword)")
            return nil
        }
        if let other = resources[resource].anchors[name], other != place {
            note(
                "a second '\(name)' in one schema resource, the first is at "
                    + "\(location(of: other))", at: place, "\(keyword)")
        }
        return name
    }

    private mutating func identify(
        _ place: JSONSchemaPlace, _ id: String, in parent: Int, _ tape: JSONTape, isRoot: Bool
    ) -> Int {
        var uri = JSONSchemaURI(id).resolved(against: resources[parent].uri)
        if let fragment = uri.fragment, !fragment.isEmpty, !resources[parent].dialect.isDraft7 {
            note(
                "'$id' has a fragment, '#\(fragment)'", at: place, "$id",
                hint: "write '$anchor': \"\(fragment)\" beside it")
        }
        uri = uri.withoutFragment
        var resource = parent
        if isRoot {
            resources[parent].uri = uri
        } else {
            resource = resources.count
            var dialect = resources[parent].dialect
            if tape.member("$schema", of: place.node) != nil {
                dialect = self.dialect(of: place, tape)
            }
            resources.append(JSONSchemaResource(uri: uri, dialect: dialect, root: place))
        }
        if let known = resourcesByURI[uri.text], known != resource,
            resources[known].root.document == place.document
        {
            note(
                "a second schema with the '$id' '\(uri.text)', the first is at "
                    + "\(location(of: resources[known].root))", at: place, "$id")
        } else {
            resourcesByURI[uri.text] = resource
        }
        return resource
    }

    /// The dialect that a schema says it is written in, or the one for those that do not say.
    private mutating func dialect(
        of place: JSONSchemaPlace, _ tape: JSONTape
    ) -> JSONSchemaDialect {
        guard let node = tape.member("$schema", of: place.node) else { return fallback }
        let name = tape.string(node) ?? ""
        if let known = JSONSchemaDialect.known(name) { return known }
        let uri = JSONSchemaURI(name).withoutFragment.text
        guard let metaschema = others[uri] else {
            note(
                "unknown '$schema' '\(name)'", at: place, "$schema",
                hint: "known are https://json-schema.org/draft/2020-12/schema and "
                    + "http://json-schema.org/draft-07/schema#")
            return fallback
        }
        let base = JSONSchemaDialect.known(
            metaschema.string("$schema", of: metaschema.root) ?? "")
        guard let vocabulary = metaschema.member("$vocabulary", of: metaschema.root) else {
            return base ?? fallback
        }
        let (dialect, unknown) = JSONSchemaDialect.listed(in: vocabulary, of: metaschema)
        if let unknown {
            note("'$schema' needs the unknown vocabulary '\(unknown)'", at: place, "$schema")
        }
        return dialect
    }

    // MARK: Following references

    /// What a reference in a schema leads to; nil, and a mistake noted, where it leads nowhere.
    mutating func target(
        of reference: String, in place: JSONSchemaPlace, _ keyword: String
    ) -> (place: JSONSchemaPlace, isDynamic: Bool)? {
        let base = resources[home(of: place).resource].uri
        let uri = JSONSchemaURI(reference).resolved(against: base)
        guard let resource = resource(uri.withoutFragment.text) else {
            note(
                "'\(keyword)' leads to '\(reference)' outside of this schema, and nothing is fetched",
                at: place, keyword, hint: "put that schema under '$defs', with its '$id'")
            return nil
        }
        guard let fragment = JSONSchemaURI.percentDecoded(uri.fragment ?? "") else {
            note("'\(reference)' has a '%' that no byte follows", at: place, keyword)
            return nil
        }
        if fragment.isEmpty { return (resources[resource].root, false) }
        if fragment.utf8.first == 0x2F {
            if let found = follow(fragment, from: resource) { return (found, false) }
        } else if let found = resources[resource].anchors[fragment] {
            return (found, resources[resource].dynamicAnchors[fragment] != nil)
        }
        note(
            "'\(keyword)' leads to '\(reference)', where no schema stands", at: place, keyword,
            hint: hint(for: fragment, in: resource))
        return nil
    }

    private mutating func resource(_ uri: String) -> Int? {
        if let known = resourcesByURI[uri] { return known }
        guard let tape = others[uri] ?? JSONSchemaMetaschemas.tape(uri) else { return nil }
        add(tape, uri: uri)
        return resourcesByURI[uri]
    }

    private mutating func follow(_ pointer: String, from resource: Int) -> JSONSchemaPlace? {
        guard let tokens = JSONPointer.tokens(of: pointer) else { return nil }
        var place = resources[resource].root
        let tape = tapes[place.document]
        var home = home(of: place)
        for token in tokens {
            guard let child = JSONPointer.child(token, of: place.node, in: tape) else { return nil }
            place.node = child
            // What is not scanned belongs to the nearest resource above it.
            home =
                homes[place]
                ?? Home(
                    resource: home.resource,
                    pointer: JSONPointer.appending(token, to: home.pointer))
        }
        guard [.object, .bool].contains(tape.kind(place.node)) else { return nil }
        if homes[place] == nil {
            scan(place, pointer: home.pointer, resource: home.resource)
        }
        return place
    }

    private func hint(for fragment: String, in resource: Int) -> String? {
        let root = resources[resource].root
        let tape = tapes[root.document]
        var known: [String] = []
        if fragment.utf8.first == 0x2F {
            for keyword in ["$defs", "definitions"] {
                guard let names = tape.member(keyword, of: root.node) else { continue }
                for (key, _) in tape.members(names) {
                    known.append("#/\(keyword)/\(tape.string(key) ?? "")")
                }
            }
        } else {
            known = resources[resource].anchors.keys.sorted().map { "#\($0)" }
        }
        guard !known.isEmpty else { return nil }
        return "there are \(known.prefix(5).joined(separator: ", "))"
            + (known.count > 5 ? " and \(known.count - 5) more" : "")
    }
}
