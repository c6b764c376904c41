import CCurl
import Testing

@testable import RouterDispatch

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

@Suite("Socket set", .timeLimit(.minutes(1)))
struct SocketSetTests {
    /// A pair of connected sockets, closed at the end.
    private final class Pair {
        let near: Int32
        let far: Int32

        init() throws {
            var ends: [Int32] = [-1, -1]
            #if canImport(Darwin) || canImport(Musl)
                let type = SOCK_STREAM
            #else
                let type = Int32(SOCK_STREAM.rawValue)
            #endif
            try #require(socketpair(AF_UNIX, type, 0, &ends) == 0)
            (near, far) = (ends[0], ends[1])
        }

        deinit {
            close(near)
            close(far)
        }

        func send() {
            var byte: UInt8 = 1
            _ = write(far, &byte, 1)
        }

        func hangUp() { shutdown(far, Int32(SHUT_RDWR)) }
    }

    /// The sockets that are ready at once, with their events, in order of their numbers.
    private func ready(_ set: inout SocketSet) -> [String] {
        var ready: [SocketSet.Ready] = []
        #expect(set.wait(milliseconds: 0, into: &ready) == false)
        return ready.sorted { $0.socket < $1.socket }.map { "\($0.socket): \($0.events)" }
    }

    @Test("only what has happened and was asked for is reported")
    func events() throws {
        let bell = try #require(Doorbell())
        let pairs = try (0..<100).map { _ in try Pair() }
        var set = SocketSet(doorbell: bell.descriptor)
        for pair in pairs { set.set(pair.near, to: CURL_POLL_IN) }
        #expect(ready(&set).isEmpty)
        for index in [3, 50, 99] { pairs[index].send() }
        let read = [3, 50, 99].map { "\(pairs[$0].near): \(CURL_CSELECT_IN)" }.sorted()
        #expect(ready(&set).sorted() == read)
        set.set(pairs[50].near, to: CURL_POLL_OUT)
        set.set(pairs[3].near, to: CURL_POLL_INOUT)
        set.set(pairs[99].near, to: CURL_POLL_REMOVE)
        let both = "\(pairs[3].near): \(CURL_CSELECT_IN | CURL_CSELECT_OUT)"
        #expect(ready(&set).sorted() == [both, "\(pairs[50].near): \(CURL_CSELECT_OUT)"].sorted())
    }

    @Test("sockets come and go in any order and none is lost", arguments: [1, 2, 3] as [UInt64])
    func changes(seed: UInt64) throws {
        let bell = try #require(Doorbell())
        let pairs = try (0..<40).map { _ in try Pair() }
        for pair in pairs { pair.send() }
        var set = SocketSet(doorbell: bell.descriptor)
        var watched: Set<Int32> = []
        for word in pattern(600, seed: seed) {
            let pair = pairs[Int(word) % pairs.count]
            let isIn = word & 64 == 0
            set.set(pair.near, to: isIn ? CURL_POLL_IN : CURL_POLL_REMOVE)
            if isIn { watched.insert(pair.near) } else { watched.remove(pair.near) }
            #expect(set.count == watched.count)
            #expect(ready(&set) == watched.sorted().map { "\($0): \(CURL_CSELECT_IN)" })
        }
    }

    @Test("a connection that broke can be read, or written if that is awaited")
    func broken() throws {
        let bell = try #require(Doorbell())
        let (reading, writing) = (try Pair(), try Pair())
        var set = SocketSet(doorbell: bell.descriptor)
        set.set(reading.near, to: CURL_POLL_IN)
        set.set(writing.near, to: CURL_POLL_OUT)
        reading.hangUp()
        writing.hangUp()
        let wanted = ["\(reading.near): \(CURL_CSELECT_IN)", "\(writing.near): \(CURL_CSELECT_OUT)"]
        #expect(ready(&set).sorted() == wanted.sorted())
    }

    @Test("the doorbell ends a wait, and is quiet again once it was heard")
    func doorbell() throws {
        let bell = try #require(Doorbell())
        var set = SocketSet(doorbell: bell.descriptor)
        var ready: [SocketSet.Ready] = []
        for _ in 0..<3 { bell.ring() }
        #expect(set.wait(milliseconds: -1, into: &ready) == true)
        bell.silence()
        #expect(set.wait(milliseconds: 0, into: &ready) == false)
        bell.hangUp()
        bell.ring()
    }
}
