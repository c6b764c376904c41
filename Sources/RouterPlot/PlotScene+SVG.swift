import Foundation

extension PlotScene {
    /// The picture as SVG text, with texts as texts.
    package var svg: String {
        var lines = [
            #"<?xml version="1.0" encoding="UTF-8"?>"#,
            #"<svg xmlns="http://www.w3.org/2000/svg" width="\#(width)" height="\#(height)" viewBox="0 0 \#(width) \#(height)" font-family="Helvetica, Arial, 'DejaVu Sans', sans-serif">"#,
            "<title>\(Self.escaped(title))</title>",
            ##"<rect width="\##(width)" height="\##(height)" fill="#ffffff"/>"##,
        ]
        lines += shapes.map(Self.element)
        return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
    }

    private static func element(_ shape: PlotShape) -> String {
        switch shape {
        case .line(let points, let color, let width, let dash):
            let pattern = dash.isEmpty ? "" : #" stroke-dasharray="\#(dash.map(number).joined(separator: " "))""#
            return
                #"<polyline points="\#(list(points))" fill="none" stroke="\#(color.hex)" stroke-width="\#(number(width))" stroke-linejoin="round" stroke-linecap="round"\#(pattern)/>"#
        case .polygon(let points, let fill):
            return #"<polygon points="\#(list(points))" fill="\#(fill.hex)"/>"#
        case .circle(let center, let radius, let fill, let outline, let outlineWidth):
            let stroke = outline.map { #" stroke="\#($0.hex)" stroke-width="\#(number(outlineWidth))""# } ?? ""
            return
                #"<circle cx="\#(number(center.x))" cy="\#(number(center.y))" r="\#(number(radius))" fill="\#(fill.hex)"\#(stroke)/>"#
        case .text(let text, let place, let size, let color, let anchor, let isBold, let isTurned):
            let (x, y) = (number(place.x), number(place.y))
            let turn = isTurned ? #" transform="rotate(-90 \#(x) \#(y))""# : ""
            let weight = isBold ? #" font-weight="bold""# : ""
            return
                #"<text x="\#(x)" y="\#(y)" font-size="\#(number(size))" fill="\#(color.hex)" text-anchor="\#(anchor.rawValue)"\#(weight)\#(turn)>\#(escaped(text))</text>"#
        }
    }

    private static func list(_ points: [PlotPoint]) -> String {
        points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
    }

    /// A number with at most two decimals.
    private static func number(_ value: Double) -> String {
        let text = String(format: "%.2f", value)
        guard text.contains(".") else { return text }
        var short = Substring(text)
        while short.hasSuffix("0") { short.removeLast() }
        if short.hasSuffix(".") { short.removeLast() }
        return short == "-0" ? "0" : String(short)
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            // XML 1.0 knows no other control characters.
            case _ where scalar.value < 0x20 && !["\t", "\n", "\r"].contains(scalar): result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
