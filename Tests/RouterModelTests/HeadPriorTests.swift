import Foundation
import RouterCore
import Testing

@testable import RouterModel

@Suite("Head priors")
struct HeadPriorTests {
    private let model = SmallModel.make()
    private let price = Price(promptUSDPerMillion: 10, completionUSDPerMillion: 10)

    @Test("a guessed ability is the less certain the less it is guessed from")
    func variances() {
        let cases: [(Candidate, Estimate.Basis, Double)] = [
            (SmallModel.candidate("gpt-4o"), .ownHead, 0), (SmallModel.candidate("a", like: "gpt-4o"), .like, 0.05),
            (SmallModel.candidate("a", price: price), .price, 0.12), (SmallModel.candidate("a"), .mean, 0.18),
        ]
        for (candidate, basis, deviation) in cases {
            let prior = model.headPrior(of: candidate)
            #expect(prior.basis == basis && prior.extraVariance == deviation * deviation)
        }
    }

    @Test("the head's place is known, and the mean head has none")
    func index() {
        #expect(model.headPrior(of: SmallModel.candidate("x", upstream: "free-model")).index == 3)
        #expect(model.headPrior(of: SmallModel.candidate("x", like: "gpt-4o")).index == 0)
        #expect(model.headPrior(of: SmallModel.candidate("x")).index == nil)
        #expect(model.headPrior(of: SmallModel.candidate("x")).head == model.meanHead)
    }

    @Test("a price above the mean head's lifts the score, and only a price does")
    func offset() {
        let prior = model.headPrior(of: SmallModel.candidate("a", price: price))
        // A blended price of 10 is half a decade above the mean head's, and a decade is worth an eighth.
        #expect(abs(prior.offset - 0.0625) <= 4 * .ulpOfOne)
        #expect(model.headPrior(of: SmallModel.candidate("gpt-4o", price: price)).offset == 0)
        #expect(model.headPrior(of: SmallModel.candidate("a", price: price, like: "gpt-4o")).offset == 0)
    }

    @Test(
        "a head that learning has made for a guessed candidate keeps the basis, and holds what it does not know itself")
    func learned() {
        let head = model.heads[0].known(by: .price, ownOutcomeCount: 12)
        let prior = model.replacingFirstHead(head).headPrior(of: SmallModel.candidate("gpt-4o", price: price))
        #expect(prior.basis == .price && prior.head == head)
        #expect(prior.offset == 0 && prior.extraVariance == 0)
    }
}
