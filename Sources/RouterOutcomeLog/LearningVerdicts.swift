/// What learning reads of the column `verdicts`, from its bytes; lists parallel to the pool, shape `(m)`.
///
/// ``VerdictColumns`` reads all of it by way of `JSONDecoder`, which takes longer than everything else about a record.
struct LearningVerdicts {
    private(set) var qualities: [Double] = []
    private(set) var qualityDeviations: [Double] = []
    private(set) var costsUSD: [Double?] = []
    private(set) var utilities: [Double] = []
    private(set) var probabilities: [Double] = []
    private(set) var isEligible: [Bool]

    /// Reads the columns; `nil` if the text is not of the form that ``VerdictColumns`` writes or does not fit the pool.
    init?(_ json: UnsafeRawBufferPointer, candidateCount: Int) {
        isEligible = [Bool](repeating: true, count: candidateCount)
        var json = JSONBytes(json)
        let isRead = json.object { key, json in readMember(key, &json, candidateCount) }
        guard isRead, json.isAtEnd else { return nil }
        // A list of which nothing is known is left out.
        if costsUSD.isEmpty { costsUSD = [Double?](repeating: nil, count: candidateCount) }
        let counts = [qualities.count, qualityDeviations.count, costsUSD.count, utilities.count, probabilities.count]
        guard counts.allSatisfy({ $0 == candidateCount }) else { return nil }
    }

    private mutating func readMember(
        _ key: UnsafeRawBufferPointer, _ json: inout JSONBytes, _ candidateCount: Int
    ) -> Bool {
        if key.isText("quality") { return Self.read(&qualities, from: &json, candidateCount) }
        if key.isText("quality_sd") { return Self.read(&qualityDeviations, from: &json, candidateCount) }
        if key.isText("utility") { return Self.read(&utilities, from: &json, candidateCount) }
        if key.isText("probability") { return Self.read(&probabilities, from: &json, candidateCount) }
        if key.isText("cost_usd") { return readCosts(&json, candidateCount) }
        if key.isText("excluded_by") { return readExclusions(&json) }
        return json.skip()
    }

    @inline(__always)
    private static func read(_ numbers: inout [Double], from json: inout JSONBytes, _ candidateCount: Int) -> Bool {
        numbers.reserveCapacity(candidateCount)
        return json.list { json in
            guard let number = json.number() else { return false }
            numbers.append(number)
            return true
        }
    }

    private mutating func readCosts(_ json: inout JSONBytes, _ candidateCount: Int) -> Bool {
        costsUSD.reserveCapacity(candidateCount)
        return json.list { json in
            if json.null() {
                costsUSD.append(nil)
                return true
            }
            guard let number = json.number() else { return false }
            costsUSD.append(number)
            return true
        }
    }

    private mutating func readExclusions(_ json: inout JSONBytes) -> Bool {
        json.object { position, json in
            guard let position = Int(String(decoding: position, as: UTF8.self)), isEligible.indices.contains(position)
            else { return false }
            isEligible[position] = false
            return json.skip()
        }
    }
}
