import Testing
import Vocabulary

// The three messages of FIPS 180-2's appendix B, and a million times "a".
@Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
])
func `SHA-256 gives the digests of its standard`(message: String, digest: String) {
    #expect(SHA256.hexadecimal(of: message) == digest)
}

@Test func `a digest may be shortened`() {
    #expect(SHA256.hexadecimal(of: "abc", digits: 12) == "ba7816bf8f01")
}
