package import HTTPTypes

/// The field lines of a reply as they are written.
package struct ReplyFields: Sendable {
    /// The lines, each with its end.
    private(set) var bytes: [UInt8]

    /// No lines, and room for a few.
    package init() {
        bytes = []
        bytes.reserveCapacity(320)
    }

    /// The line of a JSON body.
    package static let json: ReplyFields = {
        var fields = ReplyFields()
        fields.add("Content-Type", "application/json")
        return fields
    }()

    /// Adds a line.
    ///
    /// - Parameters:
    ///   - name: a field's name.
    ///   - value: one line; what could end it or is no text becomes a blank.
    package mutating func add(_ name: StaticString, _ value: String) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        addValue(value)
    }

    /// Adds a line of somebody else's; one whose name is none is left out.
    package mutating func add(named name: String, _ value: String) {
        guard !name.isEmpty, name.utf8.allSatisfy(\.isTokenByte) else { return }
        bytes.append(contentsOf: name.utf8)
        addValue(value)
    }

    /// Adds lines.
    package mutating func add(_ fields: HTTPFields) {
        for field in fields { add(named: field.name.rawName, field.value) }
    }

    private mutating func addValue(_ value: String) {
        bytes.append(UInt8(ascii: ":"))
        bytes.append(UInt8(ascii: " "))
        let start = bytes.count
        bytes.append(contentsOf: value.utf8)
        for place in start..<bytes.count where bytes[place] < 0x20 || bytes[place] == 0x7F {
            bytes[place] = UInt8(ascii: " ")
        }
        bytes.append(UInt8(ascii: "\r"))
        bytes.append(UInt8(ascii: "\n"))
    }
}
