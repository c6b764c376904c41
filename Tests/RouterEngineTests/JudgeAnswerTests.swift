import RouterEngine
import Testing

@Suite("Answers of a judge")
struct JudgeAnswerTests {
    @Test(
        "a grade is read from the first JSON object, whatever stands around it",
        arguments: [
            (#"{"score": 7, "reason": "correct"}"#, 0.7, JudgeReason.correct),
            ("Sure!\n```json\n{\"score\": 10, \"reason\": \"Correct\"}\n```", 1.0, .correct),
            (#"<think>{"score": 1} is too low</think>{"score": 4, "reason": "incomplete"}"#, 0.4, .incomplete),
            (#"{oops {"score": "3", "reason": "made up"} {"score": 9}"#, 0.3, .other),
            (#"{"reason": "a } and a \" brace {", "score": 2.5}"#, 0.25, .other),
            (#"{"score": 0, "reason": "off_topic"}"#, 0, .offTopic),
        ])
    func grades(answer: String, value: Double, reason: JudgeReason) throws {
        let grade = try JudgeGrade(answer: answer)
        #expect(abs(grade.value - value) < 1e-12)
        #expect(grade.reason == reason)
    }

    @Test(
        "what is no grade says why",
        arguments: [
            ("", JudgeAnswerProblem.noJSON), ("I would say 8 of 10.", .noJSON), (#"{"score": 8"#, .noJSON),
            (#"{"grade": 8}"#, .noVerdict), (#"{"score": true}"#, .noVerdict), (#"{"score": "high"}"#, .noVerdict),
            (#"{"score": 11}"#, .outOfRange), (#"{"score": -1}"#, .outOfRange), (#"{"score": "nan"}"#, .outOfRange),
            (String(repeating: "{", count: 100_000), .noJSON),
        ])
    func badGrades(answer: String, problem: JudgeAnswerProblem) {
        #expect(throws: problem) { try JudgeGrade(answer: answer) }
    }

    @Test(
        "a preference is one of three words",
        arguments: [
            (#"{"winner": "1"}"#, JudgePreference.first), (#"{"winner": 2}"#, .second),
            (#"{"winner": "Tie"}"#, .neither),
        ])
    func preferences(answer: String, preference: JudgePreference) throws {
        #expect(try JudgePreference(answer: answer) == preference)
    }

    @Test(
        "what is no preference says why",
        arguments: [
            ("2", JudgeAnswerProblem.noJSON), (#"{"winner": null}"#, .noVerdict), (#"{"winner": "A"}"#, .outOfRange),
            (#"{"winner": 3}"#, .outOfRange),
        ])
    func badPreferences(answer: String, problem: JudgeAnswerProblem) {
        #expect(throws: problem) { try JudgePreference(answer: answer) }
    }
}
