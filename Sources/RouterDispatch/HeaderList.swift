import CCurl
import RouterCore

/// The header lines of one request as libcurl reads them, nodes and text in one block of memory.
///
/// `curl_slist_append` would allocate twice a line and walk the list each time, on the loop's thread; this is made by the
/// caller, with one allocation.
///
/// `@unchecked Sendable`: the block is written in `init` only; libcurl reads it.
final class HeaderList: @unchecked Sendable {
    private let block: UnsafeMutableRawPointer

    /// The first node; valid as long as this object lives.
    var first: UnsafeMutablePointer<curl_slist> { block.assumingMemoryBound(to: curl_slist.self) }

    /// Makes the lines of a request.
    ///
    /// What libcurl decides is left out: length, transfer coding and `Expect`. Its own additions `Expect` and, where the
    /// request names none, `Content-Type` are switched off.
    ///
    /// - Throws: ``DispatchError/Code/invalidRequest`` if a name or a value could be read as more than one header line.
    init(_ request: UpstreamRequest) throws(DispatchError) {
        var nodeCount = 1
        var byteCount = Self.withoutExpect.utf8CodeUnitCount + 1
        var hasContentType = false
        for header in request.headers {
            guard Self.isValid(header) else {
                throw DispatchError(
                    .invalidRequest, upstream: request.upstream,
                    reason: "a header name is not a token, or a header value holds a line break or a zero byte")
            }
            nodeCount += 1
            byteCount += header.name.utf8.count + header.value.utf8.count + 3
            if Self.equals(header.name, "content-type") { hasContentType = true }
        }
        if !hasContentType {
            nodeCount += 1
            byteCount += Self.withoutContentType.utf8CodeUnitCount + 1
        }
        block = .allocate(
            byteCount: nodeCount * MemoryLayout<curl_slist>.stride + byteCount,
            alignment: MemoryLayout<curl_slist>.alignment)
        var writer = Writer(
            node: block.bindMemory(to: curl_slist.self, capacity: nodeCount),
            text: block + nodeCount * MemoryLayout<curl_slist>.stride)
        for header in request.headers where !Self.isLibcurlsOwn(header.name) {
            // "Name:" would remove a header, "Name;" sends it without a value.
            writer.add(header.name, header.value.isEmpty ? ";" : ": ", header.value)
        }
        if !hasContentType { writer.add("", Self.withoutContentType, "") }
        writer.addLast(Self.withoutExpect)
    }

    deinit { block.deallocate() }

    private static let withoutExpect: StaticString = "Expect:"
    private static let withoutContentType: StaticString = "Content-Type:"

    private static func isLibcurlsOwn(_ name: String) -> Bool {
        equals(name, "content-length") || equals(name, "transfer-encoding") || equals(name, "expect")
    }

    /// Compares with a name in lower case.
    private static func equals(_ name: String, _ lowerCase: StaticString) -> Bool {
        guard name.utf8.count == lowerCase.utf8CodeUnitCount else { return false }
        let wanted = UnsafeBufferPointer(start: lowerCase.utf8Start, count: lowerCase.utf8CodeUnitCount)
        return zip(name.utf8, wanted).allSatisfy { $0 | 0x20 == $1 }
    }

    /// A token (RFC 9110, section 5.6.2, a little wider) and a value on one line.
    private static func isValid(_ header: (name: String, value: String)) -> Bool {
        !header.name.isEmpty
            && header.name.utf8.allSatisfy {
                $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: ";")
            }
            && header.value.utf8.allSatisfy { $0 != 0 && $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }
    }
}

/// Fills the block of a ``HeaderList`` from both ends of its layout: the next node and the next free byte.
private struct Writer {
    var node: UnsafeMutablePointer<curl_slist>
    var text: UnsafeMutableRawPointer

    /// Writes one line; another one must follow.
    mutating func add(_ name: String, _ separator: StaticString, _ value: String) {
        node.initialize(to: curl_slist(data: text.assumingMemoryBound(to: CChar.self), next: node + 1))
        node += 1
        append(name)
        text.copyMemory(from: separator.utf8Start, byteCount: separator.utf8CodeUnitCount)
        text += separator.utf8CodeUnitCount
        append(value)
        text.storeBytes(of: 0, as: UInt8.self)
        text += 1
    }

    /// Writes the last line.
    mutating func addLast(_ line: StaticString) {
        add("", line, "")
        (node - 1).pointee.next = nil
    }

    private mutating func append(_ string: String) {
        var string = string
        let count = string.withUTF8 { bytes in
            if let start = bytes.baseAddress { text.copyMemory(from: start, byteCount: bytes.count) }
            return bytes.count
        }
        text += count
    }
}
