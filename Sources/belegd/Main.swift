/// Filled in by a later commit.
@main
enum Main { static func main() {} }
