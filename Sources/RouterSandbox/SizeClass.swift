/// Invented typical numbers of small, medium and large models.
enum SizeClass: Sendable, CaseIterable {
    case small
    case medium
    case large

    private static let smallWords: Set<String> = [
        "mini", "nano", "small", "tiny", "lite", "flash", "haiku", "micro", "instant", "fast", "1b", "3b", "4b", "7b",
        "8b",
    ]
    private static let largeWords: Set<String> = [
        "opus", "large", "ultra", "max", "pro", "slow", "405b", "235b", "671b", "120b",
    ]

    /// Guesses the size from the words of a name; without a telling word it is medium, with several the smaller wins.
    init(name: String) {
        let words = Set(name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
        if !words.isDisjoint(with: Self.smallWords) {
            self = .small
        } else {
            self = words.isDisjoint(with: Self.largeWords) ? .medium : .large
        }
    }

    var firstTokenMilliseconds: Int {
        switch self {
        case .small: 250
        case .medium: 500
        case .large: 900
        }
    }

    var tokensPerSecond: Int {
        switch self {
        case .small: 150
        case .medium: 80
        case .large: 45
        }
    }

    var verbosity: Int {
        switch self {
        case .small: 90
        case .medium: 140
        case .large: 200
        }
    }
}
