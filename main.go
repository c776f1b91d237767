// Poplin reads and cleans a POP3 mailbox in the terminal.
package main

func main() {}
