import Synchronization

/// The decision maker in use: read by copying, swapped as a whole, so that no request sees half of a change.
package final class CurrentModel: Sendable {
    private let maker: Mutex<DecisionMaker?>

    /// Starts with a decision maker; `nil` = the bundle could not be loaded and the default candidate answers.
    package init(_ maker: DecisionMaker?) { self.maker = Mutex(maker) }

    /// The decision maker to use for one whole request.
    package var value: DecisionMaker? { maker.withLock { $0 } }

    /// Puts another in its place; running requests end with the one that they began with.
    package func swap(to new: DecisionMaker) { maker.withLock { $0 = new } }
}
