import RouterCore

extension VerdictColumns {
    /// Appends the text of the verdicts.
    ///
    /// Written by hand: it runs for every decision, and `JSONEncoder` takes many times as long.
    static func encode(_ verdicts: [CandidateVerdict], to json: inout ByteBuffer) {
        // Read in place: an array's iterator would copy each verdict, with its name and its list, once a column.
        verdicts.withUnsafeBufferPointer { verdicts in
            let count = verdicts.count
            json.append("{\"quality\":" as StaticString)
            json.appendList(count: count) { $1.appendNumber(verdicts[$0].estimate.quality) }
            json.append(",\"quality_sd\":" as StaticString)
            json.appendList(count: count) { $1.appendNumber(verdicts[$0].estimate.qualitySD) }
            json.append(",\"basis\":" as StaticString)
            json.appendList(count: count) { position, json in
                json.append(UInt8(ascii: "\""))
                json.append(verdicts[position].estimate.basis.rawValue)
                json.append(UInt8(ascii: "\""))
            }
            json.append(",\"completion_tokens\":" as StaticString)
            json.appendList(count: count) { $1.appendNumber(verdicts[$0].estimate.completionTokens) }
            if verdicts.contains(where: { $0.estimate.costUSD != nil }) {
                json.append(",\"cost_usd\":" as StaticString)
                json.appendList(count: count) { $1.appendNumber(verdicts[$0].estimate.costUSD) }
            }
            if verdicts.contains(where: { $0.estimate.latencySeconds != nil }) {
                json.append(",\"latency_s\":" as StaticString)
                json.appendList(count: count) { $1.appendNumber(verdicts[$0].estimate.latencySeconds) }
            }
            json.append(",\"utility\":" as StaticString)
            json.appendList(count: count) { $1.appendNumber(verdicts[$0].utility) }
            json.append(",\"probability\":" as StaticString)
            json.appendList(count: count) { $1.appendNumber(verdicts[$0].probability) }
            if verdicts.contains(where: { $0.switchCostUSD != nil }) {
                json.append(",\"switch_cost_usd\":" as StaticString)
                json.appendList(count: count) { $1.appendNumber(verdicts[$0].switchCostUSD) }
            }
            var separator: StaticString = ",\"excluded_by\":{\""
            for position in 0..<count where !verdicts[position].isEligible {
                json.append(separator)
                json.appendInteger(position)
                json.append("\":" as StaticString)
                let codes = verdicts[position].excludedBy
                json.appendList(count: codes.count) { $1.appendQuoted(codes[$0].rawValue) }
                separator = ",\""
            }
            json.append(verdicts.allSatisfy(\.isEligible) ? "}" as StaticString : "}}")
        }
    }
}
