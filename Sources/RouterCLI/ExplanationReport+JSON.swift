import RouterEngine
import RouterWire

extension ExplanationReport {
    /// The explanation as one JSON object: the decision, and beside it the parts and what would change the choice.
    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.key("decision")
            DecisionJSON.write(decision, to: &json)
            explanation.writeMembers(of: decision, to: &json)
        }
        return json.bytes
    }
}
