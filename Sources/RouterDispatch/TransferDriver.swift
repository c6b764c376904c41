import CCurl
import RouterCore
import RouterSockets

/// libcurl's share of a loop's rounds: errands, libcurl's work, ends, deadlines and deliveries.
///
/// Lives on the loop's thread and owns all that belongs to libcurl.
final class TransferDriver: LoopMember {
    private let multi: MultiHandle
    private let configuration: CurlUpstreamClient.Configuration
    private let context: LoopContext
    private var active: [TransferSlot] = []
    private var spare: [TransferSlot] = []
    /// Transfers that somebody has an errand for.
    var called: [Transfer] = []
    private var attended: [Transfer] = []
    /// No later than the earliest deadline of all active slots; deadlines move later without a note here.
    private var nextCheck = LoopInstant.never
    /// Called once, when there are no further turns.
    var onEnd: () -> Void = {}

    init(multi: MultiHandle, configuration: CurlUpstreamClient.Configuration, usesProxy: Bool) {
        self.multi = multi
        self.configuration = configuration
        context = LoopContext(certificateFile: configuration.certificateFile, usesProxy: usesProxy)
    }

    /// One round; only where there is something to do.
    func turn(_ now: LoopInstant) -> LoopInstant {
        guard !called.isEmpty || multi.hasWork(at: now) || nextCheck <= now else {
            return min(nextCheck, multi.deadline)
        }
        context.now = now
        swap(&called, &attended)
        for transfer in attended { carryOut(transfer.takeErrands(), for: transfer) }
        attended.removeAll(keepingCapacity: true)
        guard multi.act(at: now) else {
            loopEnds()
            return .never
        }
        while let (slot, result) = multi.nextCompletion() { complete(slot, result) }
        if nextCheck <= now { checkDeadlines() }
        deliver()
        return called.isEmpty ? min(nextCheck, multi.deadline) : now
    }

    // MARK: Errands

    private func carryOut(_ errands: Transfer.Errands, for transfer: Transfer) {
        if errands.contains(.start), transfer.isLive { start(transfer) }
        guard let slot = transfer.slot else { return }
        if errands.contains(.end) {
            retire(slot)
        } else if errands.contains(.resume) {
            resume(slot)
        }
    }

    private func start(_ transfer: Transfer) {
        do throws(CurlFailure) {
            let slot = try nextSlot()
            do throws(CurlFailure) {
                try slot.begin(transfer)
                try multi.add(slot.easy)
            } catch {
                slot.release()
                throw error
            }
            slot.index = active.count
            active.append(slot)
            noteDeadline(of: slot)
        } catch {
            let error = DispatchError(error, request: transfer.request, replyBegan: false, httpStatus: nil)
            transfer.finish(.failed(error))
            transfer.flush()
        }
    }

    private func nextSlot() throws(CurlFailure) -> TransferSlot {
        if let slot = spare.popLast() { return slot }
        return try TransferSlot(context)
    }

    private func resume(_ slot: TransferSlot) {
        do throws(CurlFailure) {
            try slot.resume()
            noteDeadline(of: slot)
        } catch {
            slot.finish(error.code)
            retire(slot)
        }
    }

    private func complete(_ slot: TransferSlot, _ result: CURLcode) {
        if slot.prepareRetry(after: result) {
            multi.remove(slot.easy)
            do throws(CurlFailure) { return try multi.add(slot.easy) } catch {}
        }
        slot.finish(result)
        retire(slot)
    }

    /// Takes a slot out of work, after the last delivery of its transfer.
    private func retire(_ slot: TransferSlot) {
        multi.remove(slot.easy)
        slot.flush()
        slot.release()
        let last = active.removeLast()
        if last !== slot {
            active[slot.index] = last
            last.index = slot.index
        }
        if spare.count < configuration.maxSpareHandles { spare.append(slot) }
    }

    // MARK: Deliveries and time

    private func deliver() {
        guard !context.touched.isEmpty else { return }
        for slot in context.touched {
            slot.deliver()
            // A head or a piece that came replaces one limit by another, which may be shorter.
            noteDeadline(of: slot)
        }
        context.touched.removeAll(keepingCapacity: true)
    }

    private func noteDeadline(of slot: TransferSlot) { nextCheck = min(nextCheck, slot.deadline.instant) }

    private func checkDeadlines() {
        nextCheck = .never
        // From the last to the first: a slot that retires is replaced by the last one, which was checked.
        for slot in active.reversed() {
            let deadline = slot.deadline
            if deadline.instant <= context.now {
                slot.finish(deadline.limit)
                retire(slot)
            } else {
                nextCheck = min(nextCheck, deadline.instant)
            }
        }
    }

    // MARK: The end

    /// Fails what runs, closes all connections and refuses what comes later.
    func loopEnds() {
        while let slot = active.last {
            slot.finishForShutdown()
            retire(slot)
        }
        // Easy handles go before the multi handle, and what they share after both, with the context.
        context.touched = []
        spare = []
        multi.close()
        for transfer in called where transfer.takeErrands().contains(.start) {
            transfer.finish(.failed(.shutDown(upstream: transfer.request.upstream)))
            transfer.flush()
        }
        called = []
        onEnd()
    }
}
