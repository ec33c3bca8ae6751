import Documents

/// The inside of one delta: ready JSON and quoted texts.
struct ChunkBytes {
    private(set) var bytes: [UInt8] = []
    private var writer = JSONWriter()

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }
    mutating func add(_ json: String) { bytes.append(contentsOf: json.utf8) }
    mutating func add(_ json: [UInt8]) { bytes.append(contentsOf: json) }

    mutating func quote(_ text: String) {
        writer.removeAll()
        writer.string(text)
        bytes.append(contentsOf: writer.bytes)
    }
}
