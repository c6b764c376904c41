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
    /// What libcurl decides is left out: length, transfer coding and `Expect`. Its own additions are switched off:
    /// `Content-Type` where the request names none, and `Expect` where the body is long enough for it.
    ///
    /// - Throws: ``DispatchError/Code/invalidRequest`` if a name or a value could be read as more than one header line.
    init(_ request: UpstreamRequest) throws(DispatchError) {
        // One for each switch.
        let nodeCount = request.headers.count + 2
        var byteCount = Self.withoutContentType.utf8CodeUnitCount + Self.withoutExpect.utf8CodeUnitCount + 2
        for header in request.headers {
            guard Self.isToken(header.name), Self.isLine(header.value) else {
                throw DispatchError(
                    .invalidRequest, upstream: request.upstream,
                    reason: "a header name is not a token, or a header value holds a line break or a zero byte")
            }
            byteCount += header.name.utf8.count + header.value.utf8.count + 3
        }
        let nodeBytes = nodeCount * MemoryLayout<curl_slist>.stride
        block = .allocate(byteCount: nodeBytes + byteCount, alignment: MemoryLayout<curl_slist>.alignment)
        var writer = Writer(
            node: block.bindMemory(to: curl_slist.self, capacity: nodeCount), text: block + nodeBytes)
        var hasContentType = false
        for header in request.headers where !Self.isLibcurlsOwn(header.name) {
            // "Name:" would remove a header, "Name;" sends it without a value.
            writer.add(header.name, header.value.isEmpty ? ";" : ": ", header.value)
            if Self.equals(header.name, "content-type") { hasContentType = true }
        }
        if !hasContentType { writer.add("", Self.withoutContentType, "") }
        if request.body.count >= Self.longBody { writer.add("", Self.withoutExpect, "") }
        // There is a line: a content type or the switch for it.
        writer.end()
    }

    deinit { block.deallocate() }

    private static let withoutExpect: StaticString = "Expect:"
    private static let withoutContentType: StaticString = "Content-Type:"

    /// Far below the 1 MB from which on libcurl asks for permission to send; each line costs it time in every transfer.
    private static let longBody = 64 * 1024

    private static func isLibcurlsOwn(_ name: String) -> Bool {
        equals(name, "content-length") || equals(name, "transfer-encoding") || equals(name, "expect")
    }

    /// Compares with a name in lower case.
    private static func equals(_ name: String, _ lowerCase: StaticString) -> Bool {
        guard name.utf8.count == lowerCase.utf8CodeUnitCount else { return false }
        var bytes = name.utf8.makeIterator()
        var index = 0
        while let byte = bytes.next() {
            guard byte | 0x20 == lowerCase.utf8Start[index] else { return false }
            index += 1
        }
        return true
    }

    /// A name (RFC 9110, section 5.6.2, a little wider).
    private static func isToken(_ name: String) -> Bool {
        var name = name
        return name.withUTF8 { bytes in
            var isToken = !bytes.isEmpty
            for byte in bytes {
                let isAllowed =
                    byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: ":") && byte != UInt8(ascii: ";")
                isToken = isToken && isAllowed
            }
            return isToken
        }
    }

    /// A value on one line.
    private static func isLine(_ value: String) -> Bool {
        var value = value
        return value.withUTF8 { bytes in
            var isLine = true
            for byte in bytes {
                let isAllowed = byte != 0 && byte != UInt8(ascii: "\r") && byte != UInt8(ascii: "\n")
                isLine = isLine && isAllowed
            }
            return isLine
        }
    }
}

/// Fills the block of a ``HeaderList`` from both ends of its layout: the next node and the next free byte.
private struct Writer {
    var node: UnsafeMutablePointer<curl_slist>
    var text: UnsafeMutableRawPointer

    /// Writes one line.
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

    /// Makes the line that was written last the last one of the list.
    func end() { (node - 1).pointee.next = nil }

    private mutating func append(_ string: String) {
        var string = string
        let count = string.withUTF8 { bytes in
            if let start = bytes.baseAddress { text.copyMemory(from: start, byteCount: bytes.count) }
            return bytes.count
        }
        text += count
    }
}
