import ArgumentParser
import Foundation
import Testing

@testable import RouterCLI

@Suite("Gateway benchmark", .timeLimit(.minutes(5)))
struct GatewayBenchTests {
    private static let whole = "HTTP/1.1 200 OK\r\ncontent-LENGTH: 5\r\n\r\nhello"
    private static let chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        + "18\r\n{\"delta\":{\"content\":\"\"}}\r\n19\r\n{\"delta\":{\"content\":\"a\"}}\r\n0\r\n\r\n"

    /// Reads a reply in pieces of a size; returns it with its states, one a piece.
    private func read(_ text: String, pieceBytes: Int) -> (reply: LoadReply, states: [LoadReply.State]) {
        var reply = LoadReply()
        let bytes = Array(text.utf8)
        let states = stride(from: 0, to: bytes.count, by: pieceBytes).map { start in
            Array(bytes[start..<min(start + pieceBytes, bytes.count)]).withUnsafeBytes {
                reply.take($0, findsContent: true)
            }
        }
        return (reply, states)
    }

    @Test("a reply is complete with its last byte, however it is cut into pieces", arguments: [1, 2, 7, 1000])
    func pieces(pieceBytes: Int) {
        for text in [Self.whole, Self.chunked] {
            let (reply, states) = read(text, pieceBytes: pieceBytes)
            #expect(states.last == .complete)
            #expect(states.dropLast().allSatisfy { $0 == .incomplete })
            #expect(reply.status == 200)
            #expect(reply.hasContent == (text == Self.chunked))
            #expect(reply.closes == (text == Self.chunked))
        }
    }

    @Test("content is noticed with its first character, not with an empty text")
    func content() {
        let (_, states) = read(Self.chunked, pieceBytes: 1)
        var reply = LoadReply()
        var noticed: Int?
        for (place, byte) in Self.chunked.utf8.enumerated() {
            _ = withUnsafeBytes(of: byte) { reply.take($0, findsContent: true) }
            if reply.hasContent, noticed == nil { noticed = place }
        }
        #expect(states.count == Self.chunked.utf8.count)
        let bytes = Array(Self.chunked.utf8)
        #expect(noticed.map { bytes[$0] } == UInt8(ascii: "a"))
    }

    @Test(
        "what is no reply is told apart",
        arguments: ["SSH-2.0-x\r\n\r\nabc", "HTTP/1.1 200 OK\r\nServer: x\r\n\r\nabc"])
    func unreadable(text: String) { #expect(read(text, pieceBytes: 1000).states == [.unreadable]) }

    @Test("the load client and the upstream agree, plain and streamed", arguments: [false, true])
    func loop(isStreamed: Bool) throws {
        let upstream = try BenchUpstream(port: 0)
        // It serves until the process of the tests ends.
        Thread.detachNewThread { upstream.run() }
        let figures = try LoadRun(
            port: upstream.port, requests: GatewayBenchmark.requests(isStreamed: isStreamed), connectionCount: 3,
            isStreamed: isStreamed
        ).figures(seconds: 0.1, warmUp: 0.01)
        #expect(figures.failures == 0)
        #expect(figures.latencies.count >= 3)
        #expect(figures.firstTokens.count == (isStreamed ? figures.latencies.count : 0))
        #expect(figures.perSecond > 0)
    }

    @Test("medians are over rounds, ratios to nginx, and what adds is beyond the upstream itself")
    func report() throws {
        func row(_ name: String, _ perSecond: [Double], p50: Double) -> GatewayBenchmark.Row {
            var row = GatewayBenchmark.Row(
                target: .init(name: name, port: 1, processID: nil, startMilliseconds: 3))
            for load in GatewayBenchmark.Load.allCases {
                row.samples[load] = perSecond.map {
                    .init(
                        perSecond: $0, p50Milliseconds: p50, firstTokenMilliseconds: p50, processorMicroseconds: nil,
                        failures: 1)
                }
            }
            return row
        }
        let report = GatewayBenchReport(
            machine: "m", rounds: 3, seconds: 1,
            rows: [
                row("direct", [100], p50: 1), row("nginx", [50], p50: 1.5), row("ours", [10, 30, 20], p50: 2),
            ])
        let root = try JSONSerialization.jsonObject(with: Data(report.json)) as? [String: Any]
        let ours = try #require((root?["rows"] as? [[String: Any]])?.last)
        #expect(ours["requests_per_second_32"] as? Double == 20)
        #expect(ours["requests_over_nginx"] as? Double == 0.4)
        #expect(ours["added_p50_ms_1"] as? Double == 1)
        #expect(ours["failed"] as? Int == 12)
        #expect(ours["processor_us_per_request"] is NSNull)
        #expect(report.text.contains("ours"))
    }

    @Test(
        "values that make no sense are refused",
        arguments: [
            ["gateway", "--rounds", "0"], ["gateway", "--seconds", "0"], ["load", "80", "--connections", "0"],
        ])
    func badValues(arguments: [String]) {
        #expect(throws: (any Error).self) { try AutoRouterCommand.parseAsRoot(["bench"] + arguments) }
    }
}
