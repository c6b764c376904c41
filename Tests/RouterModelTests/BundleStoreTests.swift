import Foundation
import RouterFeatures
import Testing

@testable import RouterModel

@Suite("Bundle store")
struct BundleStoreTests {
    @Test("a store without a folder is empty, has no champion and makes nothing by being read")
    func empty() throws {
        let fixture = StoreFixture()
        #expect(fixture.store.list().isEmpty && fixture.store.events().isEmpty)
        #expect(try fixture.store.champion() == nil)
        #expect(fixture.entries.isEmpty)
    }

    @Test("versions count up, can be opened alone and are byte for byte what was written")
    func add() throws {
        let fixture = StoreFixture()
        let (one, two) = (try fixture.add(0), try fixture.add(1))
        let other = try fixture.add(0, name: "night.ly")
        #expect([one, two, other].map(\.version.description) == ["own-v1", "own-v2", "night.ly-v1"])
        #expect(fixture.store.list().map(\.version.description) == ["night.ly-v1", "own-v1", "own-v2"])
        #expect(one.state == .added && one.trainingRows == 100 && one.addedAt != nil)
        #expect(try two.bundle().id == two.id && two.id?.hasPrefix("own@") == true)
        let plain = fixture.folder.url.appendingPathComponent("plain")
        try StoreFixture.write(1, to: plain)
        let names = try FileManager.default.contentsOfDirectory(atPath: plain.path)
        #expect(Set(try FileManager.default.contentsOfDirectory(atPath: two.folder.path)) == Set(names))
        for name in names {
            #expect(
                try Data(contentsOf: plain.appendingPathComponent(name))
                    == Data(contentsOf: two.folder.appendingPathComponent(name)), "\(name)")
        }
        #expect(try fixture.store.champion() == nil)
    }

    @Test("equal embeddings are one file on the disk")
    func sharedEmbedding() throws {
        let fixture = StoreFixture()
        let files = try (0..<3).map { try fixture.add($0).folder.appendingPathComponent(EmbeddingFile.name).path }
        let places = files.map { try? FileManager.default.attributesOfItem(atPath: $0)[.systemFileNumber] as? Int }
        #expect(places[0] == nil && places[1] != nil && places[1] == places[2])
    }

    @Test("promotions and rollbacks move the champion, step by step and at last to none")
    func promoteAndRollBack() throws {
        let fixture = StoreFixture()
        try fixture.promoteAll(3)
        #expect(fixture.states == ["own-v1": .previous, "own-v2": .previous, "own-v3": .champion])
        #expect(try fixture.store.champion()?.version.number == 3)
        #expect(try fixture.store.rollback(reason: "worse")?.version.number == 2)
        #expect(fixture.states == ["own-v1": .previous, "own-v2": .champion, "own-v3": .rolledBack])
        #expect(fixture.store.list().last?.latest?.reason == "worse")
        #expect(try fixture.store.rollback()?.version.number == 1)
        #expect(try fixture.store.rollback() == nil)
        #expect(try fixture.store.champion() == nil)
        let error = #expect(throws: ModelError.self) { try fixture.store.rollback() }
        #expect(error?.code == .noChampion)
        try fixture.store.promote("own-v2", reason: "once more")
        #expect(try fixture.store.champion()?.latest?.reason == "once more")
        #expect(try String(contentsOf: fixture.store.pointerFile, encoding: .utf8) == "own-v2\n")
    }

    @Test("the history says what happened, from which champion, when and why")
    func history() throws {
        let fixture = StoreFixture()
        try fixture.promoteAll(2)
        try fixture.add()
        try fixture.store.refuse("own-v3", reason: "gain -0.01", metrics: ["gain": -0.01])
        _ = try fixture.store.rollback(reason: "bad day")
        let events = fixture.store.events()
        #expect(events.map(\.event) == [.added, .promoted, .added, .promoted, .added, .refused, .rolledBack])
        #expect(events[3].bundle?.number == 2 && events[3].from?.number == 1)
        #expect(events[5].reason == "gain -0.01" && events[5].metrics == ["gain": -0.01])
        #expect(events[6].bundle?.number == 1 && events[6].from?.number == 2 && events[6].reason == "bad day")
        #expect(events.allSatisfy { $0.time == Date(timeIntervalSince1970: 1_700_000_000) && $0.id != nil })
        let lines = try String(contentsOf: fixture.file("history.jsonl"), encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 7 && lines[6].contains(#""time":"2023-11-14T22:13:20Z""#))
    }

    @Test("promoting the champion again changes and records nothing")
    func samePromotion() throws {
        let fixture = StoreFixture()
        try fixture.promoteAll(1)
        try fixture.store.promote("own-v1")
        #expect(fixture.store.events().count == 2)
        #expect(try fixture.store.rollback() == nil)
    }

    @Test("what is no bundle is not added, and leaves nothing behind")
    func noBundle() throws {
        let fixture = StoreFixture()
        let missing = #expect(throws: ModelError.self) { try fixture.store.add("own") { _ in } }
        #expect(missing?.code == .unreadable)
        let corrupt = #expect(throws: ModelError.self) {
            try fixture.store.add("own") { folder in
                try StoreFixture.write(0, to: folder)
                try Data("{}".utf8).write(to: folder.appendingPathComponent("manifest.json"))
            }
        }
        #expect(corrupt?.code == .corrupt)
        #expect(throws: CancellationError.self) { try fixture.store.add("own") { _ in throw CancellationError() } }
        #expect(fixture.store.list().isEmpty && fixture.entries == ["lock"])
        #expect(try fixture.add().version.number == 1)
    }

    @Test("what cannot be done is refused with the reason, and changes nothing")
    func refusals() throws {
        let fixture = StoreFixture()
        try fixture.promoteAll(1)
        let unknown = #expect(throws: ModelError.self) { try fixture.store.promote("own-v7") }
        #expect(unknown?.code == .unknownVersion && unknown?.description.contains("it holds own-v1") == true)
        let champion = #expect(throws: ModelError.self) { try fixture.store.refuse("own-v1", reason: "no") }
        #expect(champion?.code == .inUse)
        try fixture.add()
        try Data().write(to: fixture.file("own-v2").appendingPathComponent(ModelBundle.weightsName))
        let corrupt = #expect(throws: ModelError.self) { try fixture.store.promote("own-v2") }
        #expect(corrupt?.code == .corrupt)
        let name = #expect(throws: ModelError.self) { try fixture.add(name: "../own") }
        #expect(name?.description.contains("cannot name a bundle") == true)
        #expect(try fixture.store.champion()?.version.number == 1)
    }

    @Test("of the versions without a way back the latest few are kept, and numbers are not given again")
    func retention() throws {
        let fixture = StoreFixture(keep: 2)
        try fixture.promoteAll(1)
        for number in 2...5 {
            try fixture.add()
            try fixture.store.refuse("own-v\(number)", reason: "no better")
        }
        #expect(fixture.states == ["own-v1": .champion, "own-v4": .refused, "own-v5": .refused])
        #expect(fixture.store.events().count { $0.event == .removed } == 2)
        try fixture.store.promote("own-v4")
        _ = try fixture.store.rollback()
        #expect(fixture.states == ["own-v1": .champion, "own-v4": .rolledBack, "own-v5": .refused])
        #expect(try fixture.add().version.number == 6)
        let none = BundleStore(folder: fixture.store.folder, keep: 0)
        try none.refuse("own-v6", reason: "no better")
        #expect(fixture.states == ["own-v1": .champion])
        #expect(try fixture.add().version.number == 7)
    }

    @Test(
        "names of versions are told from others",
        arguments: [
            ("own-v1", true), ("a.b_c-d-v12", true), ("x-v1-v2", true), ("own", false), ("own-v0", false),
            ("own-v01", false), ("-v1", false), (".new-own-v1", false), ("a/b-v1", false), ("own-v1\n", false),
            ("own-v9999999999", false), ("own-v１", false),
        ])
    func versionNames(text: String, isName: Bool) {
        #expect(BundleVersion(text)?.description == (isName ? text : nil))
    }
}
