import Foundation
import Synchronization
import Testing

@testable import RouterModel

@Suite("Bundle store after crashes and beside others")
struct BundleStoreCrashTests {
    @Test("what a process left unfinished is no version and is swept by the next change")
    func leftovers() throws {
        let fixture = StoreFixture()
        try fixture.promoteAll(1)
        try StoreFixture.write(1, to: fixture.file(".new-own-v2"))
        try Data("own-v".utf8).write(to: fixture.file(".new-champion"))
        try FileManager.default.createDirectory(
            at: fixture.file(".new-removed-own-v9"), withIntermediateDirectories: false)
        #expect(fixture.store.list().map(\.version.number) == [1])
        #expect(try fixture.store.champion()?.bundle().id == fixture.store.list().first?.id)
        #expect(try fixture.add().version.number == 2)
        #expect(fixture.entries == ["champion", "history.jsonl", "lock", "own-v1", "own-v2"])
    }

    @Test(
        "a damaged pointer is an error that says so, and the next promotion or rollback heals it",
        arguments: ["", "own-v", "own-v1", "own-v1\nown", "\u{0}\u{0}\n", "../own-v1\n", "\n"])
    func damagedPointer(text: String) throws {
        let fixture = StoreFixture()
        try fixture.promoteAll(2)
        try Data(text.utf8).write(to: fixture.store.pointerFile)
        let error = #expect(throws: ModelError.self) { try fixture.store.champion() }
        #expect(error?.code == .corrupt && error?.description.contains("champion") == true)
        #expect(fixture.store.list().count == 2)
        try fixture.store.promote("own-v1", reason: "heal")
        #expect(try fixture.store.champion()?.version.number == 1)
        try Data(text.utf8).write(to: fixture.store.pointerFile)
        #expect(try fixture.store.rollback() == nil)
        #expect(try fixture.store.champion() == nil)
    }

    @Test("a champion whose folder is gone is an error, and a rollback leaves out what cannot be loaded")
    func missingVersions() throws {
        let fixture = StoreFixture()
        try fixture.promoteAll(4)
        try FileManager.default.removeItem(at: fixture.file("own-v4"))
        try Data().write(to: fixture.file("own-v3").appendingPathComponent(ModelBundle.weightsName))
        try FileManager.default.removeItem(at: fixture.file("own-v2").appendingPathComponent(ModelBundle.manifestName))
        let error = #expect(throws: ModelError.self) { try fixture.store.champion() }
        #expect(error?.code == .unreadable)
        #expect(fixture.store.list().first { $0.version.number == 2 }?.manifest == nil)
        #expect(try fixture.store.rollback()?.version.number == 1)
    }

    @Test("a line of the history that was cut off is left out, and the next one begins on its own line")
    func cutHistory() throws {
        let fixture = StoreFixture()
        try fixture.promoteAll(2)
        var data = try Data(contentsOf: fixture.file("history.jsonl"))
        data.removeLast(20)
        try data.write(to: fixture.file("history.jsonl"))
        #expect(fixture.store.events().count == 3)
        try fixture.add()
        let events = fixture.store.events()
        #expect(events.map(\.event) == [.added, .promoted, .added, .promoted, .added])
        #expect(events[3].bundle?.number == 2 && events[3].from?.number == 1)
        #expect(events[3].reason?.hasPrefix("found so") == true)
    }

    @Test("without any history there is still a champion and a way back")
    func lostHistory() throws {
        let fixture = StoreFixture()
        try fixture.promoteAll(2)
        try FileManager.default.removeItem(at: fixture.file("history.jsonl"))
        #expect(fixture.states == ["own-v1": .previous, "own-v2": .champion])
        #expect(try fixture.store.rollback()?.version.number == 1)
        #expect(try fixture.add().version.number == 3)
    }

    @Test("stores that promote at the same time take turns: the pointer is what the history says last")
    func concurrentPromotions() throws {
        let fixture = StoreFixture()
        for index in 0..<4 { try fixture.add(index % 3) }
        let folder = fixture.store.folder
        let failures = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: 8) { index in
            let own = BundleStore(folder: folder, patience: .seconds(60))
            do {
                try own.promote("own-v\(index % 4 + 1)")
                _ = try own.champion()?.bundle()
            } catch {
                failures.withLock { $0 += 1 }
            }
        }
        #expect(failures.withLock { $0 } == 0)
        let promotions = fixture.store.events().filter { $0.event == .promoted }
        #expect(try fixture.store.champion()?.version == promotions.last?.bundle)
        for (one, next) in zip(promotions, promotions.dropFirst()) { #expect(next.from == one.bundle) }
    }

    @Test("stores that add at the same time give different numbers")
    func concurrentAdditions() throws {
        let fixture = StoreFixture()
        let folder = fixture.store.folder
        let numbers = Mutex<[Int]>([])
        DispatchQueue.concurrentPerform(iterations: 4) { index in
            let own = BundleStore(folder: folder, patience: .seconds(60))
            guard let added = try? own.add("own", { try StoreFixture.write(index % 3, to: $0) }) else { return }
            numbers.withLock { $0.append(added.version.number) }
        }
        #expect(numbers.withLock { $0.sorted() } == [1, 2, 3, 4])
    }

    @Test("a change that waits in vain for another says who is in the way; readers do not wait")
    func busy() throws {
        let fixture = StoreFixture(patience: .zero)
        try fixture.promoteAll(1)
        try StoreLock.holding(fixture.file("lock"), patience: .zero) { () throws in
            let error = #expect(throws: ModelError.self) { try fixture.store.rollback() }
            #expect(error?.code == .busy && error?.description.contains("another process") == true)
            #expect(try fixture.store.champion()?.version.number == 1)
        }
        #expect(try fixture.store.rollback() == nil)
    }
}
