import Rows
import Testing

@Test(arguments: [
    ("", "suites/s.yaml", "suites/s.yaml"), ("", "./s.yaml", "s.yaml"),
    ("sub/dir", "suites/s.yaml", "sub/dir/suites/s.yaml"), ("sub/dir", "../s.yaml", "sub/s.yaml"),
    ("sub", "../../out.yaml", "../../out.yaml"), ("sub", "/home/anna/repo/a/s.yaml", "a/s.yaml"),
    ("", "/home/anna/repository/s.yaml", "/home/anna/repository/s.yaml"),
    ("a", "..//b/./s.yaml", "b/s.yaml"),
])
func `files are named from the root of their repository, and others as they are`(
    within: String, file: String, path: String
) {
    #expect(Repository(root: "/home/anna/repo", within: within).path(of: file) == path)
}
