/// Something that lives on a loop's thread and has its turn once a round.
package protocol LoopMember: AnyObject {
    /// Does what has come up since the last turn.
    ///
    /// - Parameter now: the time at the round's beginning.
    /// - Returns: when to have the next turn at the latest, if nothing comes up before; `now` or earlier = at once.
    func turn(_ now: LoopInstant) -> LoopInstant

    /// The loop ends: lets go of all sockets. There is no further turn.
    func loopEnds()
}
