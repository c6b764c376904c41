/// The words that built prompts are made of.
enum BenchText {
    /// One kind of text.
    struct Kind: Sendable {
        let pieces: [String]
        let separator: String
    }

    /// The kinds in the order in which prompts take turns: half of them are English prose.
    static let kinds = [prose, code, prose, mathematics, prose, nonLatin]

    static let prose = Kind(
        pieces: """
            Explain why the harbour town kept its old lighthouse although ships now steer by satellite. Which of these \
            statements about migrating birds is wrong, and what would a careful biologist answer instead? Please write \
            a short letter to my landlord: heating broke on Tuesday, nobody came, three children sleep in cold rooms. \
            Summarise yesterday's meeting in five points without naming anybody; mention budget, deadline, hiring. \
            Compare inflation after both wars, then describe how central banks responded during each decade. I \
            inherited a piano from 1920: should somebody tune it before moving, or wait until spring? Suppose every \
            passenger boards through the rear door; how much faster would loading become? Translate politely, keep \
            idioms, avoid jargon. The committee postponed its decision because evidence from clinical trials remained \
            inconclusive, although several physicians disagreed sharply. Draft an agenda covering procurement, \
            logistics, insurance and volunteer training for next month's festival. List ingredients, quantities, \
            temperatures. Who first mapped this coastline, where did they land, when did trade begin? Give reasons \
            for and against raising tuition fees, then recommend one policy to university trustees.
            """.split(separator: " ").map(String.init), separator: " ")

    static let code = Kind(
        pieces: [
            "def merge(left, right):", "    result = []", "    while i < len(left) and j < len(right):",
            "        if left[i] <= right[j]: result.append(left[i])", "    return result + left[i:]",
            "import numpy as np",
            "let total = items.map(\\.price).reduce(0, +)", "guard !queue.isEmpty else { return nil }",
            "for (int k = 0; k < n; ++k) sum += a[k] * b[k];", "SELECT name, COUNT(*) FROM orders GROUP BY name;",
            "const response = await fetch(url, { method: 'POST' });",
            "if err != nil { return fmt.Errorf(\"read: %w\", err) }",
            "# TypeError: unsupported operand type(s) for +: 'int' and 'str'",
            "public class Node<T> { T value; Node<T> next; }",
            "fn parse(input: &str) -> Result<Vec<u32>, ParseIntError> {", "    match self { Some(x) => x, None => 0 }",
            "{\"id\": 17, \"tags\": [\"a\", \"b\"], \"active\": true}", "Why does this loop never end?",
            "```python", "```", "docker run --rm -p 8080:80 nginx:latest", "git rebase --onto main feature~3 feature",
        ], separator: "\n")

    static let mathematics = Kind(
        pieces: #"""
            Let $f(x) = x^3 - 6x + 2$ on $[-3, 3]$. Find all roots of $x^2 + 5x + 6 = 0$ and prove that \frac{a+b}{2} \ge \sqrt{ab} \
            for a, b > 0. Evaluate $\int_0^1 x e^{-x} dx$ to 4 decimals; then sum $\sum_{k=1}^{n} k^2$ . A train leaves at 08:15 with \
            72 km/h, another at 08:40 with 95 km/h: when do they meet? Compute 17 * 23 + 456 / 8 - 3^4 = ? The probability \
            that two of 23 people share a birthday is 50.7% . Solve the system 2x + 3y = 12, x - y = 1. Triangle ABC has sides 13, 14, 15; \
            determine its area. Suppose matrix A is symmetric with eigenvalues 1, 2 and 5: what is det(A)? If p is prime and p divides \
            n^2, show p divides n. (A) 12 (B) 15 (C) 18 (D) none of these
            """#.split(separator: " ").map(String.init), separator: " ")

    static let nonLatin = Kind(
        pieces: [
            "Почему", "зимой", "ночи", "длиннее", "чем", "летом?", "Объясните", "простыми", "словами", "теорему",
            "Байеса.",
            "请用三句话解释", "为什么天空是蓝色的，", "并给出一个实验。", "人工智能如何改变教育？", "日本の", "歴史について", "教えてください。",
            "東京から京都まで", "भारत", "में", "मानसून", "की", "शुरुआत", "केरल", "से", "क्यों", "होती", "है?", "ما", "هي", "عاصمة", "أستراليا؟",
            "اشرح", "لي", "قانون", "الجاذبية.", "Τι", "είναι", "η", "δημοκρατία;", "한국의", "수도는", "어디입니까?", "Größe",
            "façade", "naïve",
            "señor", "😀", "ทำไม", "ท้องฟ้า", "ถึง", "เป็น", "สีฟ้า",
        ], separator: " ")
}
