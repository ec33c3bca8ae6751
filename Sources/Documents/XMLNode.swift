/// An element with its attributes and content, as it was read; names are whole, with their prefixes.
public struct XMLNode: Sendable, Equatable {
    public enum Child: Sendable, Equatable {
        case element(XMLNode)
        case text(String)
    }

    public var name: String
    /// Each name once, in order.
    public private(set) var attributes: [(name: String, value: String)] = []
    public var children: [Child]
    /// Where it stood, if it was read.
    public var line: Int?

    public init(
        _ name: String, _ attributes: KeyValuePairs<String, String> = [:],
        _ children: [XMLNode] = []
    ) {
        self.name = name
        self.children = children.map(Child.element)
        for (name, value) in attributes { set(name, value) }
    }

    /// An element that holds text alone.
    public init(
        _ name: String, _ attributes: KeyValuePairs<String, String> = [:], text: String
    ) {
        self.init(name, attributes)
        children = [.text(text)]
    }

    /// Gives an attribute its value, in place of the one it had.
    public mutating func set(_ name: String, _ value: String) {
        if let place = attributes.firstIndex(where: { $0.name == name }) {
            attributes[place].value = value
        } else {
            attributes.append((name, value))
        }
    }

    /// Sets many at once; of equal names the first counts.
    mutating func setAll(_ given: [(name: String, value: String)]) {
        var seen: Set<String> = []
        attributes = given.filter { seen.insert($0.name).inserted }
    }

    public mutating func append(_ child: XMLNode) { children.append(.element(child)) }
    public mutating func append(text: String) { children.append(.text(text)) }

    public subscript(_ attribute: String) -> String? {
        attributes.first { $0.name == attribute }?.value
    }

    public var elements: [XMLNode] {
        children.compactMap { if case .element(let node) = $0 { node } else { nil } }
    }

    public func elements(_ name: String) -> [XMLNode] { elements.filter { $0.name == name } }

    /// All text in it, that of its elements included.
    public var text: String {
        children.map { child in
            switch child {
            case .element(let node): node.text
            case .text(let text): text
            }
        }.joined()
    }

    /// Where an element stood does not matter.
    public static func == (one: XMLNode, other: XMLNode) -> Bool {
        one.name == other.name && one.children == other.children
            && one.attributes.elementsEqual(other.attributes) { $0 == $1 }
    }
}
