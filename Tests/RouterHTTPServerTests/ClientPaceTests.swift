import RouterSockets
import Testing

@testable import RouterHTTPServer

@Suite("Pace of a client")
struct ClientPaceTests {
    private func at(_ nanoseconds: Int64) -> LoopInstant { LoopInstant(nanoseconds: nanoseconds) }

    @Test("a body earns its time by 64 kB, not by bytes")
    func body() {
        var pace = ClientPace(at(0), timeoutNanoseconds: 100)
        pace.noteBody(65_535, at(50))
        #expect(pace.requestEnd == at(100))
        pace.noteBody(1, at(60))
        #expect(pace.requestEnd == at(160))
        pace.noteBody(65_535, at(70))
        pace.noteTurn(at(80))
        pace.noteBody(1, at(90))
        #expect(pace.requestEnd == at(180))
    }

    @Test("who takes something of what waits has its time anew, and who has taken all is owed nothing")
    func taking() {
        var pace = ClientPace(at(0), timeoutNanoseconds: 100)
        #expect(pace.takingEnd == .never)
        pace.noteSending(hasSent: false, isWritten: false, at(500))
        pace.noteSending(hasSent: false, isWritten: false, at(550))
        #expect(pace.takingEnd == at(600) && pace.requestEnd == at(100))
        pace.noteSending(hasSent: true, isWritten: false, at(590))
        #expect(pace.takingEnd == at(690) && pace.requestEnd == at(690))
        pace.noteSending(hasSent: true, isWritten: true, at(600))
        #expect(pace.takingEnd == .never)
    }
}
