public import Vocabulary

/// Values of a file one after the other, so that its size does not matter.
public protocol NodeStream: AnyObject {
    /// The next value; nil at the end.
    func next() throws(Diagnostics) -> Node?
}

extension JSONLinesReader: NodeStream {}
