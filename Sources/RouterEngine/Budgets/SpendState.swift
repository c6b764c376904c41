/// Sums of the current day and month; a pure value, time is a parameter.
struct SpendState: Sendable {
    /// Sums in USD.
    struct Spend {
        var day = 0.0
        var month = 0.0
    }

    /// The current day, in days since 1970-01-01.
    private(set) var day: Int
    /// The days of the current month.
    private(set) var month: Range<Int>

    private var total = Spend()
    private var byKey: [String: Spend] = [:]

    /// Nothing is spent.
    init(day: Int) {
        self.day = day
        month = UTCCalendar.month(aroundDay: day)
    }

    subscript(scope: SpendScope) -> Spend {
        switch scope {
        case .clientKey(let name): byKey[name] ?? Spend()
        case .total: total
        }
    }

    /// Begins a new day, and a new month if it lies in one; a day that has passed changes nothing.
    mutating func advance(to today: Int) {
        guard today > day else { return }
        day = today
        total.day = 0
        if today < month.upperBound {
            for key in byKey.keys { byKey[key]?.day = 0 }
        } else {
            month = UTCCalendar.month(aroundDay: today)
            total = Spend()
            byKey = [:]
        }
    }

    /// Adds what was spent on a day, where it belongs to the current day or month.
    mutating func add(_ costUSD: Double, clientKey: String?, day spendDay: Int) {
        guard month.contains(spendDay), costUSD.isFinite else { return }
        let today = spendDay == day ? costUSD : 0
        total.day += today
        total.month += costUSD
        if let clientKey {
            byKey[clientKey, default: Spend()].day += today
            byKey[clientKey, default: Spend()].month += costUSD
        }
    }
}
