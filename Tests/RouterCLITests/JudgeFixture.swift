import ArgumentParser
import Foundation
import Logging
import RouterCore
import RouterDispatch
import RouterEngine
import RouterOutcomeLog
import RouterSandbox
import RouterWire

@testable import RouterCLI

/// A sandbox with two models, whose replies have 60 and 20 words, and a log with replies of theirs.
final class JudgeFixture {
    private let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("RouterCLITests.\(UUID().uuidString)")
    private let sandbox: Task<Void, any Error>
    private let port: Int

    /// The log's file.
    var logPath: String { folder.appendingPathComponent("log.sqlite").path }

    init() async throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let (ports, announced) = AsyncStream<Int>.makeStream()
        let server = SandboxServer(configuration: try .init(), logger: Self.logger) { port in
            announced.yield(port)
            announced.finish()
        }
        sandbox = Task {
            defer { announced.finish() }
            try await server.run()
        }
        port = await ports.first { _ in true } ?? 0
    }

    deinit {
        sandbox.cancel()
        try? FileManager.default.removeItem(at: folder)
    }

    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// Writes a file into the fixture's folder; returns its path.
    func write(_ name: String, _ text: String) throws -> String {
        let file = folder.appendingPathComponent(name)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    /// What a command works with, for a judge with settings of its own.
    func setup(judge: String) throws -> Setup {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let config = try write(
            "autorouter.yaml",
            """
            providers:
              lab: { base_url: 'http://127.0.0.1:\(port)/v1' }
            candidates:
              - { id: lab/long, provider: lab, upstream_model: mock-n60, price: { prompt: 1, completion: 2 } }
              - { id: lab/short, provider: lab, upstream_model: mock-n20, price: { prompt: 1, completion: 2 } }
              - { id: lab/broken, provider: lab, upstream_model: mock-err500, price: { prompt: 1, completion: 2 } }
              - { id: lab/judge, provider: lab, upstream_model: mock-judge, price: { prompt: 1, completion: 2 },
                  capabilities: [json_schema] }
              - { id: lab/first, provider: lab, upstream_model: mock-judgefirst, price: { prompt: 1, completion: 2 } }
              - { id: lab/chatty, provider: lab, upstream_model: mock-n30, price: { prompt: 1, completion: 2 } }
            retries: { rounds: 0 }
            log: { path: log.sqlite, prompts: text, replies: text }
            judge: { \(judge) }
            """)
        let environment = ["AUTOROUTER_MODELS": root.appendingPathComponent("Models").path]
        return try Setup(SharedOptions.parse(["--config", config]), environment: environment)
    }

    /// A run of a judge.
    func session(
        judge: String = "model: lab/judge", compared: [String] = [], allowsUnknownPrice: Bool = false
    ) throws -> JudgeSession {
        try JudgeSession(
            setup(judge: judge), compared: compared, allowsUnknownPrice: allowsUnknownPrice, logger: Self.logger)
    }

    /// Has the server's engine answer prompts, every other one streamed, by the two models in turn.
    func serve(_ count: Int) async throws {
        let setup = try setup(judge: "model: lab/judge")
        let log = try await OutcomeLog.open(.init(path: logPath), logger: Self.logger)
        let assembly = EngineAssembly(
            configuration: setup.configuration, pool: try setup.configuredPool(), logger: Self.logger)
        let engine = assembly.engine(nil, client: try CurlUpstreamClient(), store: log)
        for index in 0..<count {
            let model = index < count / 2 ? "lab/long" : "lab/short"
            let stream = index.isMultiple(of: 2) ? #""stream":true,"# : ""
            let body =
                #"{"model":"\#(model)",\#(stream)"messages":[{"role":"user","content":"Question \#(index)"}]}"#
            let reply = try await engine.answer(try ChatRequest(body: Array(body.utf8)), for: Caller())
            if case .stream(let stream) = reply.body { try await stream.relay { _ in } }
        }
        try await log.close()
    }

    /// Every decision of the log.
    func logged() async throws -> [LoggedDecision] {
        try await OutcomeLogReader.open(logPath).page().decisions
    }
}
