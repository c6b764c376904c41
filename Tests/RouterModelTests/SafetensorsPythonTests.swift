import Foundation
import Testing

@testable import RouterModel

@Suite("Safetensors in other languages")
struct SafetensorsPythonTests {
    static let python: URL? = ["/usr/bin/python3", "/usr/local/bin/python3", "/opt/homebrew/bin/python3"]
        .first(where: FileManager.default.isExecutableFile).map { URL(fileURLWithPath: $0) }
    static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Training/reference/read_safetensors.py")

    @Test(
        "a parser of its own reads what is written here",
        .enabled(if: python != nil, "there is no python3 on this machine to read the file with"))
    func independentParser() throws {
        struct Read: Decodable {
            let shape: [Int]
            let values: [Float]
        }
        let python = try #require(Self.python)
        let tensors = Safetensors([
            "half": .init([1, -2.5, 0x1p-24, 65_504], shape: [2, 2], storage: .float16),
            "float": .init([0.1, 1e-30, -3], shape: [3, 1]), "none": .init([], shape: [0]),
        ])
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).safetensors")
        defer { try? FileManager.default.removeItem(at: file) }
        try tensors.encoded().write(to: file)
        let process = Process()
        process.executableURL = python
        process.arguments = [Self.script.path, file.path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let read = try JSONDecoder().decode([String: Read].self, from: text)
        #expect(read.mapValues(\.shape) == tensors.tensors.mapValues(\.shape))
        #expect(read.mapValues(\.values) == tensors.tensors.mapValues(\.values))
    }
}
