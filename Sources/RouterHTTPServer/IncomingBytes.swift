/// What was received from a connection and not yet read.
struct IncomingBytes {
    private var bytes: [UInt8] = []
    private var readCount = 0

    /// Memory that is kept once everything was read.
    private static let keptCapacity = 16 << 10

    /// Whether everything was read.
    var isEmpty: Bool { bytes.isEmpty }

    /// Bytes that wait.
    var count: Int { bytes.count - readCount }

    /// Appends what was received.
    mutating func append(_ piece: UnsafeRawBufferPointer) {
        // Once a piece and not once a request: of short requests a piece holds thousands.
        if readCount > 0 {
            bytes.removeFirst(readCount)
            readCount = 0
        }
        bytes.append(contentsOf: piece)
    }

    /// Lets the bytes that wait be looked at.
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[readCount...])) }
    }

    /// Takes the first bytes as read.
    mutating func drop(_ count: Int) {
        readCount += count
        guard readCount == bytes.count else { return }
        bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptCapacity)
        readCount = 0
    }

    /// Forgets everything, and the memory with it.
    mutating func removeAll() { self = IncomingBytes() }
}
