import Foundation
import Testing

/// One matrix of `Fixtures/eigen-v1.json` with NumPy's decomposition and inverse.
struct EigenGolden: Decodable, CustomTestStringConvertible {
    let order: Int
    let matrix: [Double]
    let values: [Double]
    let vectors: [Double]
    let gap: Double
    let inverse: [Double]

    var testDescription: String { "order \(order)" }

    static let all: [EigenGolden] = {
        let url = Bundle.module.url(forResource: "Fixtures/eigen-v1", withExtension: "json")
        return url.flatMap { try? Data(contentsOf: $0) }
            .flatMap { try? JSONDecoder().decode([EigenGolden].self, from: $0) } ?? []
    }()
}
