import Foundation
import Testing

@testable import RouterModel

@Suite("Model tensors")
struct ModelTensorsTests {
    private let model = SmallModel.make()
    private let tensors: [String: Safetensors.Tensor]
    private let manifest: BundleManifest

    init() throws {
        tensors = try Safetensors(ModelTensors.tensors(of: model).encoded(), path: "x").tensors
        manifest = ModelTensors.manifest(
            of: model, description: BundleDescription(name: "small", seed: 1, tables: [], metrics: []),
            schema: SmallModel.schema, embedding: nil, weightsSHA256: "")
    }

    private func failure(_ tensors: [String: Safetensors.Tensor]) -> ModelError? {
        do throws(ModelError) {
            _ = try ModelTensors.model(of: Safetensors(tensors), manifest: manifest, path: "x")
            return nil
        } catch {
            return error
        }
    }

    @Test("a model is the same after tensors and manifest, but for half precision where it is used")
    func roundTrip() throws {
        let read = try ModelTensors.model(of: Safetensors(tensors), manifest: manifest, path: "x")
        #expect(read.skillMap.surface == model.skillMap.surface)
        #expect(read.skillMap.numericWeights == model.skillMap.numericWeights)
        #expect(read.skillMap.bias == model.skillMap.bias)
        #expect(read.skillMap.inverseDocumentFrequency == model.skillMap.inverseDocumentFrequency)
        let (near, original) = (read.skillMap.landmarks, model.skillMap.landmarks)
        #expect(near.projection == original.projection && near.denseMean == original.denseMean)
        #expect(near.surfaceFactor == original.surfaceFactor && near.dimension == original.dimension)
        for (got, want) in zip(
            near.landmarks + read.skillMap.hashedWeights, original.landmarks + model.skillMap.hashedWeights)
        {
            #expect(abs(got - want) <= 0x1p-11 * abs(want) + 0x1p-25)
        }
        for (got, want) in zip(read.heads + [read.meanHead], model.heads + [model.meanHead]) {
            #expect(got.name == want.name && got.weights == want.weights && got.tokenWeights == want.tokenWeights)
            #expect(got.calibration == want.calibration && got.price == want.price && got.ability == want.ability)
            #expect(got.outcomeCount == want.outcomeCount && got.meanScore == want.meanScore)
        }
        #expect(read.shiftDeviations == model.shiftDeviations)
    }

    @Test(
        "every tensor is refused by name if a number of it is not finite",
        arguments: [Float.nan, .infinity, -.infinity])
    func notFinite(value: Float) throws {
        #expect(tensors.count == 17)
        for (name, tensor) in tensors {
            var (values, changed) = (tensor.values, tensors)
            try #require(!values.isEmpty, "\(name)")
            values[values.count - 1] = value
            changed[name] = .init(values, shape: tensor.shape, storage: tensor.storage)
            let error = try #require(failure(changed), "\(name)")
            #expect(error.code == .corrupt)
            #expect(error.description.contains("'\(name)'") && error.description.contains("not finite"))
        }
    }

    @Test("every tensor is refused by name if it is missing or of another shape")
    func missing() {
        for name in tensors.keys {
            var changed = tensors
            changed[name] = nil
            #expect(failure(changed)?.description.contains("'\(name)' is missing") == true)
            changed[name] = .init([1, 2, 3, 4, 5, 6, 7], shape: [7])
            #expect(failure(changed)?.code == .corrupt)
            #expect(failure(changed)?.description.contains("'\(name)'") == true)
        }
    }
}
