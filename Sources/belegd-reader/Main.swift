import Glibc

@main
enum Main { static func main() { exit(ReaderCommand.run(CommandLine.arguments)) } }
