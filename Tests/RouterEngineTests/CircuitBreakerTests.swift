import Testing

@testable import RouterEngine

extension CircuitBreaker {
    /// A call that goes through, or a failed test.
    fileprivate mutating func ticket(now: ContinuousClock.Instant) throws -> Ticket {
        let ticket = admit(now: now)
        return try #require(ticket)
    }
}

@Suite("Circuit breaker")
struct CircuitBreakerTests {
    private let start = ContinuousClock.now

    private func at(_ seconds: Double) -> ContinuousClock.Instant { start.advanced(by: .seconds(seconds)) }

    private func opened(at seconds: Double = 0) throws -> CircuitBreaker {
        var circuit = CircuitBreaker()
        for _ in 0..<5 { circuit.failed(try circuit.ticket(now: at(seconds)), now: at(seconds)) }
        return circuit
    }

    @Test("it opens with the fifth failure in a row, not with the fourth")
    func threshold() throws {
        var circuit = CircuitBreaker()
        for failures in 1...5 {
            circuit.failed(try circuit.ticket(now: at(0)), now: at(0))
            #expect(circuit.failuresInARow == failures)
            #expect(circuit.state(now: at(0)) == (failures < 5 ? .closed : .open))
        }
        #expect(circuit.admit(now: at(29.9)) == nil)
        #expect(circuit.wait(now: at(10)) == .seconds(20))
    }

    @Test("a success between failures begins the row anew")
    func rowEnds() throws {
        var circuit = CircuitBreaker()
        for index in 0..<16 {
            let ticket = try circuit.ticket(now: at(0))
            if index % 5 == 4 { circuit.succeeded(ticket, now: at(0)) } else { circuit.failed(ticket, now: at(0)) }
        }
        #expect(circuit.state(now: at(0)) == .closed)
    }

    @Test("half of twenty calls failing opens it although no five failed in a row")
    func share() throws {
        var circuit = CircuitBreaker()
        for index in 0..<20 {
            #expect(circuit.state(now: at(Double(index))) == .closed)
            let now = at(Double(index) / 2)
            let ticket = try circuit.ticket(now: now)
            if index % 2 == 0 { circuit.succeeded(ticket, now: now) } else { circuit.failed(ticket, now: now) }
        }
        #expect(circuit.state(now: at(10)) == .open)
    }

    @Test("failures from before the window do not count")
    func windowPasses() throws {
        var circuit = CircuitBreaker()
        for index in 0..<60 {
            let now = at(Double(index) * 2)
            let ticket = try circuit.ticket(now: now)
            if index % 2 == 0 { circuit.succeeded(ticket, now: now) } else { circuit.failed(ticket, now: now) }
        }
        #expect(circuit.state(now: at(120)) == .closed, "at most 15 calls lie within 30 seconds")
    }

    @Test("after a pause of a whole window counting begins anew")
    func windowIsForgotten() throws {
        var circuit = CircuitBreaker()
        for index in 0..<30 {
            let now = at(index < 15 ? 0 : 40)
            let ticket = try circuit.ticket(now: now)
            if index % 2 == 0 { circuit.succeeded(ticket, now: now) } else { circuit.failed(ticket, now: now) }
        }
        #expect(circuit.state(now: at(40)) == .closed)
    }

    @Test("after the cooldown one probe goes through at a time, and its success closes the circuit")
    func probe() throws {
        var circuit = try opened()
        #expect(circuit.state(now: at(30)) == .halfOpen)
        let probe = try circuit.ticket(now: at(30))
        #expect(circuit.admit(now: at(30)) == nil)
        circuit.succeeded(probe, now: at(31))
        #expect(circuit.state(now: at(31)) == .closed)
        #expect(circuit.failuresInARow == 0)
        #expect(circuit.admit(now: at(31)) != nil)
    }

    @Test("each failed probe doubles the cooldown, up to five minutes; a success resets it")
    func doubling() throws {
        var circuit = try opened()
        var now = 0.0
        for cooldown in [30.0, 60, 120, 240, 300, 300] {
            #expect(circuit.admit(now: at(now + cooldown - 0.1)) == nil)
            now += cooldown
            circuit.failed(try circuit.ticket(now: at(now)), now: at(now))
        }
        circuit.succeeded(try circuit.ticket(now: at(now + 300)), now: at(now + 300))
        for _ in 0..<5 { circuit.failed(try circuit.ticket(now: at(now + 301)), now: at(now + 301)) }
        #expect(circuit.wait(now: at(now + 301)) == .seconds(30))
    }

    @Test("a probe that is given back lets the next one through at once")
    func givenBack() throws {
        var circuit = try opened()
        circuit.gaveBack(try circuit.ticket(now: at(30)), now: at(32))
        #expect(circuit.state(now: at(32)) == .halfOpen)
        #expect(circuit.admit(now: at(32)) != nil)
    }

    @Test("a probe whose end is never told holds back others for two minutes only")
    func lostProbe() throws {
        var circuit = try opened()
        #expect(circuit.admit(now: at(30)) != nil)
        #expect(circuit.admit(now: at(149)) == nil)
        #expect(circuit.admit(now: at(150)) != nil)
    }

    @Test("a probe that begins to succeed closes the circuit before its end; if it is cut off then, that counts")
    func begins() throws {
        var circuit = try opened()
        let probe = try circuit.ticket(now: at(30))
        circuit.began(probe)
        #expect(circuit.state(now: at(30)) == .closed)
        circuit.failed(probe, now: at(40))
        #expect(circuit.failuresInARow == 1)
    }

    @Test("beginning is no success: replies that are all cut off open the circuit")
    func cutOff() throws {
        var circuit = CircuitBreaker()
        for _ in 0..<5 {
            let ticket = try circuit.ticket(now: at(0))
            circuit.began(ticket)
            circuit.failed(ticket, now: at(0))
        }
        #expect(circuit.state(now: at(0)) == .open)
    }

    @Test("what calls from before it opened report later changes nothing")
    func lateNews() throws {
        var circuit = CircuitBreaker()
        let early = try (0..<8).map { _ in try circuit.ticket(now: at(0)) }
        for ticket in early[..<5] { circuit.failed(ticket, now: at(1)) }
        circuit.succeeded(early[5], now: at(2))
        circuit.failed(early[6], now: at(20))
        #expect(circuit.state(now: at(2)) == .open)
        let probe = try circuit.ticket(now: at(31))
        circuit.gaveBack(early[7], now: at(31))
        #expect(circuit.admit(now: at(31)) == nil, "the probe is still under way")
        circuit.succeeded(probe, now: at(32))
        #expect(circuit.state(now: at(32)) == .closed)
    }
}
