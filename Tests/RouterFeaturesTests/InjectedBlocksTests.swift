import Testing

@testable import RouterFeatures

@Suite("Injected blocks")
struct InjectedBlocksTests {
    @Test(
        "blocks and the white space around the rest are taken out",
        arguments: [
            ("", ""), ("no bracket  ", "no bracket  "), ("a < b > c", "a < b > c"),
            ("<system-reminder>x</system-reminder>", ""), (" \n<user_info>x</user_info>\t", ""),
            ("<system-reminder>x</system-reminder>\n\nFix it. ", "Fix it."),
            ("Fix <user_info os=\"x\">y</user_info>it", "Fix it"),
            ("a<open_files>x</open_files>b<project_layout>y</project_layout>c", "abc"),
            ("Hello <environment_context> cwd", "Hello"), ("<environment_details", "<environment_details"),
            ("<user_info>a <user_info>b</user_info> c</user_info>d", "c</user_info>d"),
            ("<system-reminder>a</user_info>b", ""),
            ("<system-reminders>a</system-reminders>", "<system-reminders>a</system-reminders>"),
            ("<SYSTEM-REMINDER>a</SYSTEM-REMINDER>", "<SYSTEM-REMINDER>a</SYSTEM-REMINDER>"),
            ("<<user_info>a</user_info>>", "<>"), ("</user_info> x", "</user_info> x"),
            ("👩‍👩‍👧<user_info>a</user_info>é", "👩‍👩‍👧é"),
        ])
    func strips(text: String, expected: String) {
        #expect(InjectedBlocks.stripped(text) == expected)
    }

    @Test("a combining mark behind a tag changes nothing about where the block ends")
    func combiningMark() {
        let kept = InjectedBlocks.stripped("<user_info>a</user_info>\u{301} What?")
        #expect(Array(kept.unicodeScalars) == Array("\u{301} What?".unicodeScalars))
    }

    @Test("white space is what the features count as white space, whatever the toolchain's Unicode version says")
    func whiteSpaceOfScalars() {
        let kept = InjectedBlocks.stripped("\u{3000} \u{301}a<user_info>b</user_info>\u{2003}")
        #expect(Array(kept.unicodeScalars) == Array("\u{301}a".unicodeScalars))
    }
}
