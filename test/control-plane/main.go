// Command control-plane is a Kubernetes control plane in one binary, for tests: its first argument says which component to run.
// Every component ends as soon as its standard input is closed, so that none outlives the process that started it, however that one dies.
package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
)

func main() {
	if len(os.Args) < 2 {
		fail("expected a component: etcd, kube-apiserver, kube-controller-manager, kube-scheduler, exec or remove")
	}
	component, arguments := os.Args[1], os.Args[2:]
	os.Args = os.Args[1:]
	switch component {
	case "exec":
		execute(arguments)
	case "remove":
		removeAtEnd(arguments)
	case "etcd":
		exitWithParent()
		etcdmain.Main(os.Args)
	case "kube-apiserver":
		exitWithParent()
		os.Exit(cli.Run(apiserver.NewAPIServerCommand()))
	case "kube-controller-manager":
		exitWithParent()
		os.Exit(cli.Run(controllermanager.NewControllerManagerCommand()))
	case "kube-scheduler":
		exitWithParent()
		os.Exit(cli.Run(scheduler.NewSchedulerCommand()))
	default:
		fail("unknown component %q", component)
	}
}

// exitWithParent ends this process when its standard input is closed.
func exitWithParent() {
	go func() {
		awaitEndOfInput()
		os.Exit(0)
	}()
}

// execute runs another program (kwok) and kills it when standard input is closed or this process is asked to end.
func execute(arguments []string) {
	if len(arguments) == 0 {
		fail("exec: expected a program")
	}
	command := exec.Command(arguments[0], arguments[1:]...)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	if err := command.Start(); err != nil {
		fail("exec: %v", err)
	}
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-asked
		command.Process.Kill()
	}()
	go func() {
		awaitEndOfInput()
		command.Process.Kill()
	}()
	command.Wait()
	os.Exit(max(command.ProcessState.ExitCode(), 0))
}

// removeAtEnd removes folders once standard input is closed: the temporary files of a test run that was killed.
func removeAtEnd(folders []string) {
	awaitEndOfInput()
	time.Sleep(time.Second) // the components end at the same moment and may still be writing
	for _, folder := range folders {
		os.RemoveAll(folder)
	}
}

func awaitEndOfInput() {
	io.Copy(io.Discard, os.Stdin)
}

func fail(format string, values ...any) {
	fmt.Fprintf(os.Stderr, "control-plane: "+format+"\n", values...)
	os.Exit(2)
}
