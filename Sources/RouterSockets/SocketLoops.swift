/// Several loops, among which connections are shared out.
package struct SocketLoops: Sendable {
    /// At least one.
    package let loops: [SocketLoop]

    /// Starts so many threads, at least one; `nil` if the system cannot.
    package init?(count: Int) {
        var loops: [SocketLoop] = []
        for _ in 0..<max(1, count) {
            guard let loop = SocketLoop() else {
                for loop in loops { loop.stop() }
                return nil
            }
            loops.append(loop)
        }
        self.loops = loops
    }

    /// Ends all threads and returns when they have let go of everything.
    package func shutdown() async {
        for loop in loops { loop.stop() }
        for loop in loops { await loop.end() }
    }
}
