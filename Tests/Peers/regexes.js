// Says of each line `{"pattern": …, "flags": …, "texts": […]}` which of the texts the pattern is found in, or null where
// it is no pattern. Of `lower:TEXT` the small letters are looked at.
const lines = require("fs").readFileSync(0, "utf8").split("\n").filter((line) => line);
for (const line of lines) {
    const { pattern, flags, texts } = JSON.parse(line);
    let found = null;
    try {
        const regex = new RegExp(pattern, flags);
        found = texts.map((text) =>
            regex.test(text.startsWith("lower:") ? text.slice(6).toLowerCase() : text));
    } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
    }
    console.log(JSON.stringify(found));
}
