import CCurl
import RouterCore

/// What the loop's thread does: rounds of commands, libcurl's work, ends, deadlines and deliveries, then waiting.
///
/// Lives on that thread and owns all that belongs to libcurl.
final class TransferDriver {
    private let loop: TransferLoop
    private let multi: MultiHandle
    private let configuration: CurlUpstreamClient.Configuration
    private let context: LoopContext
    private var active: [TransferSlot] = []
    private var spare: [TransferSlot] = []
    private var commands: [TransferLoop.Command] = []
    /// No later than the earliest deadline of all active slots; deadlines move later without a note here.
    private var nextCheck: ContinuousClock.Instant?

    init(loop: TransferLoop, multi: MultiHandle, configuration: CurlUpstreamClient.Configuration) {
        self.loop = loop
        self.multi = multi
        self.configuration = configuration
        context = LoopContext(certificateFile: configuration.certificateFile)
    }

    /// Runs until the loop is told to stop.
    func run() {
        while loop.take(into: &commands) {
            context.now = .now
            for command in commands { carryOut(command) }
            commands.removeAll(keepingCapacity: true)
            guard multi.perform() else { break }
            while let (slot, result) = multi.nextCompletion() { complete(slot, result) }
            checkDeadlines()
            deliver()
            if loop.prepareToWait(), !multi.wait(milliseconds: timeout()) { break }
        }
        shutDown()
    }

    // MARK: Commands

    private func carryOut(_ command: TransferLoop.Command) {
        switch command {
        case .start(let transfer):
            guard transfer.isLive else { return }
            start(transfer)
        case .resume(let transfer):
            guard let slot = slot(of: transfer) else { return }
            do throws(CurlFailure) {
                try slot.resume()
                noteDeadline(of: slot)
            } catch {
                slot.finish(error.code)
                retire(slot)
            }
        case .end(let transfer):
            guard let slot = slot(of: transfer) else { return }
            retire(slot)
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

    /// Few transfers run at once and libcurl visits each of them every round anyway: no index is worth its upkeep.
    private func slot(of transfer: Transfer) -> TransferSlot? { active.first { $0.transfer === transfer } }

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
        guard let index = active.firstIndex(where: { $0 === slot }) else { return }
        active.swapAt(index, active.count - 1)
        active.removeLast()
        if spare.count < configuration.maxSpareHandles { spare.append(slot) }
    }

    // MARK: Deliveries and time

    private func deliver() {
        guard !context.touched.isEmpty else { return }
        for slot in context.touched {
            slot.flush()
            // A head or a piece that came replaces one limit by another, which may be shorter.
            noteDeadline(of: slot)
        }
        context.touched.removeAll(keepingCapacity: true)
    }

    private func noteDeadline(of slot: TransferSlot) {
        guard let instant = slot.deadline?.instant else { return }
        nextCheck = min(nextCheck ?? instant, instant)
    }

    private func checkDeadlines() {
        guard let check = nextCheck, check <= context.now else { return }
        nextCheck = nil
        for slot in active {
            guard let deadline = slot.deadline else { continue }
            if deadline.instant <= context.now {
                slot.finish(deadline.limit)
                retire(slot)
            } else {
                noteDeadline(of: slot)
            }
        }
    }

    /// Until the next deadline, rounded up, so that it has passed after the wait.
    private func timeout() -> Int32 {
        guard let nextCheck else { return .max }
        return Int32(clamping: (nextCheck - .now).wholeMilliseconds + 1)
    }

    // MARK: The end

    private func shutDown() {
        for slot in active {
            slot.finishForShutdown()
            retire(slot)
        }
        // Easy handles go before the multi handle, and what they share after both, with the context.
        context.touched = []
        spare = []
        for command in commands + loop.close() {
            guard case .start(let transfer) = command else { continue }
            transfer.finish(.failed(.shutDown(upstream: transfer.request.upstream)))
            transfer.flush()
        }
    }
}
