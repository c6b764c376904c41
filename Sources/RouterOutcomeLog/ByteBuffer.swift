/// Bytes that are written one after the other, in memory that is used again.
///
/// An array does the same, but looks before every piece whether it shares its storage, and these texts are made of pieces
/// of a few bytes.
struct ByteBuffer: ~Copyable {
    private var storage: UnsafeMutableRawPointer
    private var capacity: Int
    /// Number of bytes that were written.
    private(set) var count = 0

    /// Starts with room for so many bytes.
    init(capacity: Int) {
        self.capacity = max(64, capacity)
        storage = .allocate(byteCount: self.capacity, alignment: 16)
    }

    deinit { storage.deallocate() }

    /// What was written, until the next byte is.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: storage, count: count) }

    /// What was written as a text.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Forgets what was written.
    mutating func removeAll() { count = 0 }

    /// Appends a byte.
    @inline(__always)
    mutating func append(_ byte: UInt8) {
        if count == capacity { grow(by: 1) }
        storage.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        count &+= 1
    }

    /// Appends bytes.
    @inline(__always)
    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress else { return }
        write(atMost: bytes.count) { memory in
            memory.copyMemory(from: source, byteCount: bytes.count)
            return bytes.count
        }
    }

    /// Appends a text that stands in the program.
    @inline(__always)
    mutating func append(_ text: StaticString) {
        append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends a text as UTF-8.
    @inline(__always)
    mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    /// Appends what a closure writes to the memory that it is given.
    ///
    /// - Parameters:
    ///   - limit: the most bytes that it touches.
    ///   - write: gets the address of the first byte, returns how many bytes are to be kept.
    @inline(__always)
    mutating func write(atMost limit: Int, _ write: (UnsafeMutableRawPointer) -> Int) {
        if capacity &- count < limit { grow(by: limit) }
        count &+= write(storage + count)
    }

    private mutating func grow(by needed: Int) {
        capacity = max(2 * capacity, count + needed)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
        larger.copyMemory(from: storage, byteCount: count)
        storage.deallocate()
        storage = larger
    }
}
