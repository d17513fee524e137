// Command keeper does what is left to do when the process that started it ends, however that one ends: it waits until its
// standard input is closed.
//
//	keeper run PROGRAM ARGUMENT…   runs a program (kwok), and kills it then
//	keeper remove FOLDER           removes a folder then
package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

func main() {
	switch {
	case len(os.Args) > 2 && os.Args[1] == "run":
		run(os.Args[2], os.Args[3:])
	case len(os.Args) == 3 && os.Args[1] == "remove":
		awaitEndOfInput()
		time.Sleep(time.Second) // the components end at the same moment and may still be writing
		os.RemoveAll(os.Args[2])
	default:
		fmt.Fprintln(os.Stderr, "usage: keeper run PROGRAM ARGUMENT… | keeper remove FOLDER")
		os.Exit(2)
	}
}

func run(program string, arguments []string) {
	command := exec.Command(program, arguments...)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	if err := command.Start(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	go func() {
		awaitEndOfInput()
		command.Process.Kill()
	}()
	command.Wait()
	os.Exit(max(command.ProcessState.ExitCode(), 0))
}

func awaitEndOfInput() {
	io.Copy(io.Discard, os.Stdin)
}
