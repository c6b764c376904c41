import RouterWire

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Vectors of unit length that depend on the text alone, and mean nothing.
struct EmbeddingSimulation {
    /// Who is to answer.
    let model: String
    /// The last text, whose marks are obeyed.
    let lastText: String?
    private let texts: [String]
    private let dimensions: Int
    private let isBase64: Bool

    /// The most numbers of one vector.
    static let maxDimensions = 4096
    private static let usualDimensions = 8

    /// Reads a body.
    ///
    /// - Throws: ``SandboxError`` or ``WireError`` naming the key: `model`, `input`, `dimensions` or `encoding_format`.
    init(body: [UInt8]) throws {
        let root = try JSONDocument(body).root
        model = try root.requiredText("model", at: "model")
        texts = try SandboxRequest.texts("input", root)
        lastText = texts.last
        let size = root["dimensions"].flatMap { $0.isNull ? nil : $0.int ?? 0 } ?? Self.usualDimensions
        guard (1...Self.maxDimensions).contains(size) else {
            throw SandboxError(
                .invalidRequest, param: "dimensions",
                "'dimensions' is not an integer from 1 to \(Self.maxDimensions), which is expected")
        }
        dimensions = size
        let format = root["encoding_format"]?.string ?? "float"
        guard ["float", "base64"].contains(format) else {
            throw SandboxError(
                .invalidRequest, param: "encoding_format", "'encoding_format' is neither float nor base64")
        }
        isBase64 = format == "base64"
    }

    /// The body of the reply.
    func bytes(omitsUsage: Bool) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.key("object", string: "list")
            json.key("data")
            json.array { json in
                for (index, text) in texts.enumerated() { write(text, index, &json) }
            }
            json.key("model", string: model)
            guard !omitsUsage else { return }
            let tokens = max(1, (texts.reduce(0) { $0 + $1.utf8.count } + 3) / 4)
            json.key("usage")
            json.object { json in
                json.key("prompt_tokens", int: tokens)
                json.key("total_tokens", int: tokens)
            }
        }
        return json.bytes
    }

    private func write(_ text: String, _ index: Int, _ json: inout JSONWriter) {
        let vector = vector(of: text)
        json.object { json in
            json.key("object", string: "embedding")
            json.key("index", int: index)
            json.key("embedding")
            if isBase64 {
                let bytes = vector.flatMap { value in
                    (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
                }
                json.string(Data(bytes).base64EncodedString())
            } else {
                json.array { json in for value in vector { json.double(Double(value)) } }
            }
        }
    }

    private func vector(of text: String) -> [Float] {
        var hash = FNV1a()
        hash.combine(model)
        hash.combine(text)
        var draw = StableDraw(seed: hash.value)
        let raw = (0..<dimensions).map { _ in Float(draw.number(in: -1000...1000)) + 0.5 }
        let length = raw.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return raw.map { $0 / length }
    }
}
